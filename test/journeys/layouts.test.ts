import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { ChatView, EntryView, TicketView } from '../../src/api/views.ts';
import type { Expected, ExpectedUser } from '../fixtures/layouts/expected.ts';
import { type Demo, startDemo } from '../support/demo.ts';
import { eventually } from '../support/eventually.ts';
import { type FakeChannel, startFakeChannel } from '../support/fake-channel.ts';
import { LAYOUTS, loadLayout } from '../support/layouts.ts';
import { Agent, User } from '../support/people.ts';
import { freePort } from '../support/ports.ts';
import { Auditor } from '../support/sandbox.ts';

// What earlier layouts left on disk when the power was cut (test/fixtures/layouts/make.ts made it), taken on by today's
// program: all that was acknowledged is there, what was wished happens once, and everybody goes on.

/** What one fixture became. */
interface Desk {
  readonly demo: Demo;
  readonly expected: Expected;
  readonly channel: FakeChannel;
  readonly auditor: Auditor;
  readonly alice: Agent;
  readonly bob: Agent;
  readonly sam: Agent;
  renewed(token: string): string;
}

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

test.each(LAYOUTS)(
  'what layout %s left is there, its work is done once, and its people go on',
  async (name) => {
    const desk = await open(name);
    await findsChats(desk);
    await findsAgents(desk);
    await findsUsers(desk);
    await doesWork(desk);
    await goesOn(desk);
    await keepsAudit(desk);
    expect(desk.demo.output()).not.toMatch(/"level":"(error|fatal)"/);
  },
  300_000,
);

async function open(name: string): Promise<Desk> {
  const channel = await startFakeChannel('conversation-of-channel');
  undo.push(() => channel.stop());
  const { dataDir, expected, renewed } = loadLayout(name, channel.url);
  undo.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const sandboxPort = await freePort();
  const demo = await startDemo({
    dataDir,
    sandboxPort,
    env: { DESKBRIDGE_CONFIG: settingsFile(sandboxPort) },
  });
  undo.push(() => demo.stop());
  const [alice, bob, sam] = await Promise.all(
    ['alice', 'bob', 'sam'].map((agent) => Agent.signIn(demo.url, agent)),
  );
  if (!alice || !bob || !sam) throw new Error('an agent is missing');
  return { demo, expected, channel, renewed, alice, bob, sam, auditor: new Auditor(demo.sandboxUrl) };
}

/**
 * The default settings; only agents may come back late, rows of the audit grow old, and the ITSM is waited for less
 * long: a write that was cut off is not sent again before it must have come through.
 */
function settingsFile(sandboxPort: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'db-layout-settings-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'deskbridge.yaml');
  const shipped = parse(readFileSync('config/deskbridge.yaml', 'utf8'));
  const sandbox = { url: `http://127.0.0.1:${sandboxPort}`, username: 'deskbridge', password: 'deskbridge' };
  const settings = {
    ...shipped,
    desk: { ...shipped.desk, graceSeconds: 86_400 },
    audit: { ...shipped.audit, keepDays: 3_650 },
    connectors: [
      { id: 'sandbox', use: 'bmc-helix', settings: { ...sandbox, deadlineMs: 10_000, settleMs: 1_000 } },
    ],
  };
  writeFileSync(file, JSON.stringify(settings));
  return file;
}

/** Of a chat, what does not change by itself. */
const lasting = (chat: ChatView, withTickets: boolean) => ({
  id: chat.id,
  status: chat.status,
  disposition: chat.disposition,
  company: chat.company,
  queue: chat.queue,
  topic: chat.topic,
  source: chat.source,
  subject: chat.subject,
  user: {
    id: chat.user.id,
    name: chat.user.name,
    email: chat.user.email,
    verified: chat.user.verified,
  },
  agent: chat.agent,
  transferTo: chat.transferTo,
  invited: chat.invited,
  assistance: chat.assistance && { ...chat.assistance, at: '' },
  rating: chat.rating && { ...chat.rating, at: '' },
  cancelledByUser: chat.cancelledByUser,
  tickets: withTickets ? chat.tickets.map(lastingTicket) : chat.tickets.length,
});

const lastingTicket = ({ n, connector, type, kind, created, state, displayId, status }: TicketView) => ({
  n,
  connector,
  type,
  kind,
  created,
  state,
  displayId,
  status,
});

const line = ({ seq, author, visibility, to, type, code, text, attachments }: EntryView) => ({
  seq,
  author,
  visibility,
  to,
  type,
  code,
  text,
  attachments,
});

const isWaitedFor = ({ waiting }: Expected, chat: string): boolean =>
  [...waiting.tickets, ...waiting.resolves].some((one) => one.chat === chat);

async function findsChats({ expected, sam, alice, bob, demo }: Desk): Promise<void> {
  for (const { chat, entries } of expected.chats) {
    const now = await sam.read(chat.id);
    const same = !isWaitedFor(expected, chat.id);
    expect(lasting(now.chat, same)).toEqual(lasting(chat, same));
    expect(now.entries.slice(0, entries.length).map(line)).toEqual(entries.map(line));
    expect(now.entries.map(({ seq }) => seq)).toEqual(now.entries.map((_, i) => i + 1));
  }
  for (const agent of [alice, bob, sam])
    for (const [view, ids] of Object.entries(expected.lists[agent.id] ?? {})) {
      const list = await agent.list(view);
      expect({ agent: agent.id, view, ids: list.chats.map(({ id }) => id) }).toEqual({
        agent: agent.id,
        view,
        ids,
      });
    }
  for (const [path, words] of Object.entries(expected.files)) {
    const file = await fetch(demo.url + path);
    expect([path, file.status, await file.text()]).toEqual([path, 200, words]);
  }
}

async function findsAgents({ expected, alice, bob }: Desk): Promise<void> {
  for (const agent of [alice, bob]) {
    const { name, screenName, roles, available, statusCode, capacity, queues } = expected.agents[agent.id]!;
    expect((await agent.get('/me')).body).toMatchObject({
      name,
      screenName,
      roles,
      available,
      statusCode,
      capacity,
      queues,
    });
  }
  const { texts } = (await alice.get('/canned-texts')).body;
  expect(texts).toEqual(
    expect.arrayContaining(expected.ownTexts.map((text) => expect.objectContaining(text))),
  );
}

/** The user by the token of before. */
const userOf = ({ demo, renewed }: Desk, { token, conversationId, userId }: ExpectedUser): User =>
  User.ofPage(demo.url, { token: renewed(token), conversationId, userId });

async function findsUsers(desk: Desk): Promise<void> {
  const { expected } = desk;
  for (const user of [...Object.values(expected.users), expected.inDialog]) {
    const said = (await userOf(desk, user).all()).flatMap(({ type, text }) =>
      type === 'message' ? [text ?? ''] : [],
    );
    expect(said.slice(0, user.texts.length)).toEqual(user.texts);
  }
}

/** Tickets of the sandbox in whose description these words stand. */
async function ticketsWith(
  { auditor }: Desk,
  type: string,
  mark: string,
): Promise<readonly Record<string, string>[]> {
  const [rows, text] =
    type === 'incident'
      ? [await auditor.incidents(), 'Detailed Decription']
      : [await auditor.workOrders(), 'Detailed Description'];
  return rows.filter((row) => row[text]?.includes(mark));
}

const numberOf = (row: Record<string, string> | undefined): string | undefined =>
  row?.['Incident Number'] ?? row?.['Work Order ID'];

async function doesWork(desk: Desk): Promise<void> {
  const { expected, sam, auditor, channel } = desk;
  const { tickets, resolves, deliveries } = expected.waiting;
  for (const { chat, n, type, mark } of tickets) {
    const { displayId } = await eventually(
      async () => (await sam.read(chat)).chat.tickets.find((one) => one.n === n && one.state === 'created'),
      `the ${type} of ${mark} is created`,
      60_000,
    );
    expect((await ticketsWith(desk, type, mark)).map(numberOf)).toEqual([displayId]);
    const told = (await sam.read(chat)).entries.filter(({ code }) => code === 'ticket-created');
    expect(told.map(({ text }) => text)).toEqual([expect.stringContaining(displayId ?? '?')]);
  }
  for (const { chat, displayId, words } of resolves) {
    await eventually(
      async () => (await sam.read(chat)).chat.tickets.some(({ status }) => status === 'Resolved'),
      `${displayId} is resolved`,
      60_000,
    );
    const [incident] = await auditor.rows('HPD:Help Desk', `'Incident Number' = "${displayId}"`);
    expect(incident?.Status).toBe('Resolved');
    const infos = await auditor.workInfo(displayId);
    const text = [incident, ...infos]
      .map((row) => `${row?.['Detailed Decription']} ${row?.['Detailed Description']}`)
      .join('\n');
    for (const one of words) expect([one, text.split(one).length - 1]).toEqual([one, 1]);
  }
  for (const { chat, text } of deliveries) {
    await eventually(
      async () =>
        (await sam.read(chat)).entries.some((one) => one.text === text && one.delivery === 'delivered'),
      `“${text}” is delivered`,
      60_000,
    );
    expect(channel.received.filter((one) => one.text === text)).toHaveLength(1);
  }
}

/** A user says something, the agent reads it once, answers, and the user hears it once. */
async function talk(agent: Agent, user: User, chat: string): Promise<void> {
  const [question, answer] = ['Here I am again', 'Good to see you again'];
  expect((await user.say(question)).status).toBe(200);
  await agent.reads(chat, question);
  expect((await agent.do(`/chats/${chat}/messages`, { text: answer })).status).toBe(201);
  await user.hears(answer);
  const { entries } = await agent.read(chat);
  for (const text of [question, answer])
    expect([text, entries.filter((one) => one.text === text).length]).toEqual([text, 1]);
  expect((await user.all()).filter(({ text }) => text === answer)).toHaveLength(1);
}

async function goesOn(desk: Desk): Promise<void> {
  const { expected, alice, bob, sam, demo } = desk;
  const agents: Record<string, Agent> = { alice, bob, sam };
  expect(expected.chats.filter(({ chat }) => chat.status === 'queued').length).toBeGreaterThan(3);
  for (const { chat } of expected.chats.filter(({ chat }) => chat.status !== 'closed')) {
    const agent = agents[chat.agent?.id ?? chat.transferTo?.id ?? 'alice']!;
    if (chat.agent === undefined) {
      const { status, body } = await agent.do(`/chats/${chat.id}/accept`);
      expect([status, body.chat?.agent?.id]).toEqual([200, agent.id]);
    }
    const guest = expected.users[chat.id];
    if (guest === undefined) await talkOverChannel(desk, alice, chat.id);
    else await talk(agent, await comeBack(desk, guest), chat.id);
    for (const { agent: asked, state } of chat.invited ?? [])
      if (state === 'invited') {
        const answered = await agents[asked.id]!.do(`/chats/${chat.id}/invites/answer`, { accept: true });
        expect(answered.status).toBe(200);
      }
  }

  // The answer to the virtual agent's question is understood.
  const undecided = userOf(desk, expected.inDialog);
  expect((await undecided.say('Yes')).status).toBe(200);
  await undecided.hearsStatus('requested');
  const { id } = await alice.finds(undecided);
  const { entries } = await alice.read(id);
  const spoken = entries.filter(({ author }) => author.kind === 'user').map(({ text }) => text);
  expect(spoken).toEqual(['My VPN does not connect, says Mia', 'transfer to live chat', 'Yes']);

  await endAll(desk, agents);
  const { tickets } = (await sam.get('/admin/tickets')).body;
  expect(tickets).toEqual([]);
  expect((await fetch(`${demo.url}/readyz`)).status).toBe(200);
}

/** By what the browser has kept, where it has something: the same conversation. */
async function comeBack(desk: Desk, guest: ExpectedUser): Promise<User> {
  if (guest.resume === undefined) return userOf(desk, guest);
  const response = await fetch(`${desk.demo.url}/chat/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resume: guest.resume }),
  });
  const session = (await response.json()) as { token: string; conversationId: string; userId: string };
  const { conversationId, userId } = guest;
  expect([response.status, session]).toEqual([200, expect.objectContaining({ conversationId, userId })]);
  return User.ofPage(desk.demo.url, session);
}

async function talkOverChannel({ channel, demo }: Desk, agent: Agent, chat: string): Promise<void> {
  const [question, answer] = ['Still out here', 'We hear you'];
  const from = { id: 'user-of-channel', name: 'Cora Channel' };
  expect(await channel.post(demo.url, { id: 'said-later', text: question, from })).toBe(200);
  await agent.reads(chat, question);
  expect((await agent.do(`/chats/${chat}/messages`, { text: answer })).status).toBe(201);
  await eventually(() => channel.received.some(({ text }) => text === answer), 'the channel has the answer');
}

/** Chats with tickets are ended: what was opened before is resolved now, and there is no ticket that nobody wished. */
async function endAll(desk: Desk, agents: Readonly<Record<string, Agent>>): Promise<void> {
  const { expected, sam, auditor } = desk;
  const open = expected.chats.filter(({ chat }) => chat.status !== 'closed' && chat.tickets.length > 0);
  expect(open.length).toBeGreaterThan(2);
  for (const { chat } of open) {
    const agent = agents[chat.agent?.id ?? '']!;
    const ended = await agent.do(`/chats/${chat.id}/end`, { resolveTicket: true, resolution: 'All is well' });
    expect([ended.status, ended.body.chat?.disposition]).toEqual([200, 'resolved']);
  }
  for (const { chat } of open)
    await eventually(
      async () =>
        (await sam.read(chat.id)).chat.tickets.every(
          ({ created, status }) => !created || status === 'Resolved' || status === 'Completed',
        ),
      `the tickets of ${chat.user.name} are resolved`,
      60_000,
    );
  const { inSandbox, waiting } = expected;
  const wished = (type: string) => waiting.tickets.filter((ticket) => ticket.type === type).length;
  const [incidents, orders] = [await auditor.incidents(), await auditor.workOrders()].map((rows) =>
    rows.map(numberOf),
  );
  expect(incidents?.slice(0, inSandbox.incidents.length)).toEqual(inSandbox.incidents);
  expect(orders?.slice(0, inSandbox.workOrders.length)).toEqual(inSandbox.workOrders);
  expect(incidents).toHaveLength(inSandbox.incidents.length + wished('incident'));
  expect(orders).toHaveLength(inSandbox.workOrders.length + wished('work-order'));
}

async function keepsAudit({ expected, demo }: Desk): Promise<void> {
  const ada = await Agent.signIn(demo.url, 'ada');
  const hashes: string[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const { rows, next }: { rows: { hash: string }[]; next?: string } = (
      await ada.get(`/admin/audit?limit=1000&after=${after}`)
    ).body;
    hashes.push(...rows.map(({ hash }) => hash));
    after = next;
  }
  expect(hashes.slice(0, expected.audit.length)).toEqual(expected.audit);
  const { socket } = JSON.parse(readFileSync(join(demo.dataDir, 'redis/running.json'), 'utf8'));
  const { stdout } = await promisify(execFile)(process.execPath, ['src/cli.ts', 'audit', 'verify'], {
    env: { ...process.env, NODE_OPTIONS: '', REDIS_URL: socket },
  });
  expect(stdout).toMatch(/^The audit is whole/m);
}
