import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startSimulator } from '../../connectors/bmc-helix/simulator/index.ts';
import { openConsoleSocket } from '../support/console-socket.ts';
import { type Demo, startDemo } from '../support/demo.ts';
import { eventually } from '../support/eventually.ts';
import { startFakeChannel } from '../support/fake-channel.ts';
import { Agent, User } from '../support/people.ts';
import { freePort, occupy } from '../support/ports.ts';
import { nameOf, processesOf } from '../support/processes.ts';
import { Auditor } from '../support/sandbox.ts';

let folder: string;
let place: { readonly dataDir: string; readonly port: number; readonly sandboxPort: number };
const undo: (() => unknown)[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'db-restart-'));
  place = { dataDir: join(folder, 'data'), port: await freePort(), sandboxPort: await freePort() };
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
});

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<Demo> {
  const demo = await startDemo({ ...place, env });
  undo.push(() => demo.stop());
  return demo;
}

const tell = (words: string): void => void process.stderr.write(`${words}\n`);

test('a power cut in mid-chat leaves the chat, the queue and the ticket that was being opened', async () => {
  const itsm = await startSimulator({ port: 0, dataDir: join(folder, 'itsm') });
  undo.push(() => itsm.close());
  const config = join(folder, 'deskbridge.yaml');
  const settings = { url: itsm.url, username: 'deskbridge', password: 'deskbridge' };
  writeFileSync(
    config,
    JSON.stringify({
      topics: [
        { name: 'Network', queue: 'Network', synonyms: ['VPN'] },
        { name: 'Hardware', queue: 'Hardware', synonyms: ['printer'] },
      ],
      connectors: [{ id: 'helix', use: 'bmc-helix', settings }],
    }),
  );
  const demo = await start({ DESKBRIDGE_CONFIG: config });
  const alice = await Agent.signIn(demo.url, 'alice');
  const [user, waiting] = await Promise.all([User.arrive(demo.url), User.arrive(demo.url)]);
  await Promise.all([user.escalate('My VPN does not connect'), waiting.escalate('The printer is jammed')]);
  const { id } = await alice.finds(user);
  await alice.do(`/chats/${id}/accept`);
  await alice.do(`/chats/${id}/messages`, { text: 'Which network are you on?' });
  await user.hears('Which network are you on?');
  await alice.do(`/chats/${id}/notes`, { text: 'sounds like the old client' });
  // The incident is created and its number never comes back.
  itsm.faults.push({ kind: 'lost-answer', method: 'POST', path: 'HPD:IncidentInterface_Create', times: 1 });
  expect((await alice.do(`/chats/${id}/tickets`, { type: 'incident' })).status).toBe(202);
  const auditor = new Auditor(itsm.url);
  await eventually(async () => (await auditor.incidents()).length === 1, 'the incident is in the ITSM');
  const before = await alice.read(id);
  expect(before.chat.tickets).toMatchObject([{ state: 'creating' }]);

  await demo.killGroup();
  const again = await start({ DESKBRIDGE_CONFIG: config });
  const from = Date.now();

  const after = await alice.read(id);
  expect(after.entries.slice(0, before.entries.length)).toEqual(before.entries);
  expect(after.chat).toMatchObject({ status: 'assigned', agent: { id: 'alice' } });
  expect((await alice.list('queue')).chats.map((chat) => chat.user.id)).toEqual([waiting.userId]);
  expect((await alice.list('queue')).counts).toEqual({
    queue: 1,
    mine: 1,
    transferred: 0,
    invites: 0,
  });
  const ticket = await eventually(
    async () => (await alice.read(id)).chat.tickets.find(({ state }) => state === 'created'),
    'the ticket is created',
    30_000,
  );
  tell(`ticket work went on ${Date.now() - from} ms after the second start (at most 15,000)`);
  expect((await auditor.incidents()).map((one) => one['Incident Number'])).toEqual([ticket.displayId]);

  // Old tokens on both sides; nothing is said twice.
  expect((await user.say('The office one')).status).toBe(200);
  await alice.reads(id, 'The office one');
  await alice.do(`/chats/${id}/end`, { resolveTicket: true, resolution: 'Client updated' });
  await user.hearsStatus('completed');
  await alice.ticket(id, 1, 'Resolved');
  expect((await auditor.incidents()).map((one) => one.Status)).toEqual(['Resolved']);
  const texts = (await user.all()).map((one) => one.text);
  expect(texts.filter((text) => text === 'Which network are you on?')).toHaveLength(1);
  expect(again.output()).not.toMatch(/"level":"(error|fatal)"/);
}, 60_000);

test('a turn of the virtual agent that was under way is done when the channel repeats the activity', async () => {
  const demo = await start();
  const channel = await startFakeChannel('conversation-1');
  undo.push(() => channel.stop());
  const question = { id: 'activity-1', text: 'My VPN does not connect' };
  channel.answers = 1;
  const cutOff = channel.post(demo.url, question).catch(() => 'cut off');
  await eventually(() => channel.received.length === 2, 'the second reply of the turn is on its way');
  const first = [...channel.received];

  await demo.killGroup();
  expect(await cutOff).toBe('cut off');
  channel.answers = Number.POSITIVE_INFINITY;
  const again = await start();
  const refusals: number[] = [];
  await eventually(async () => {
    const status = await channel.post(again.url, question);
    if (status !== 200) refusals.push(status);
    return status === 200;
  }, 'the repeated activity is taken');
  expect(refusals.every((status) => status === 503)).toBe(true);
  // The turn is done from its beginning, under the ids it had before: a channel that knows them shows nothing twice.
  const second = channel.received.slice(first.length);
  expect(second.map(({ id, text }) => ({ id, text }))).toEqual(first.map(({ id, text }) => ({ id, text })));
  const heard = channel.received.length;
  expect(await channel.post(again.url, question)).toBe(200);

  for (const [i, text] of ['transfer to live chat', 'Yes'].entries())
    expect(await channel.post(again.url, { id: `next-${i}`, text })).toBe(200);
  const alice = await Agent.signIn(again.url, 'alice');
  const chat = await eventually(
    async () => (await alice.list('queue')).chats.find(({ user }) => user.id === 'user-1'),
    'the chat waits',
  );
  const lines = (await alice.read(chat.id)).entries.map(({ author, text }) => [author.kind, text]);
  // A line of the bot shows its choices behind its words.
  const replies = first.map(({ text }) => ['bot', expect.stringContaining(text ?? '?')]);
  expect(lines.slice(0, 3)).toEqual([['user', question.text], ...replies]);
  expect(lines.filter(([, text]) => text === question.text)).toHaveLength(1);
  // What was answered already is not answered again.
  const repliedTo = channel.received.slice(heard).filter(({ text }) => text === first[0]?.text);
  expect(repliedTo).toEqual([]);
}, 60_000);

test('a console comes back with its cursor after a power cut and misses nothing', async () => {
  const demo = await start();
  const alice = await Agent.signIn(demo.url, 'alice');
  const user = await User.arrive(demo.url);
  await user.escalate();
  const { id } = await alice.finds(user);
  await alice.do(`/chats/${id}/accept`);
  const window = await openConsoleSocket(alice);
  await eventually(() => window.frames[0]?.kind === 'resync', 'the window is told to fetch its lists');
  await user.say('seen');
  const seen = await alice.reads(id, 'seen');
  const last = await eventually(
    () => window.frames.filter((frame) => frame.kind === 'entry').find(({ seq }) => seq === seen.seq),
    'the window hears of it',
  );
  window.close();
  await user.say('before the cut');
  await demo.killGroup();
  await start();
  await user.say('after the cut');
  await alice.do(`/chats/${id}/notes`, { text: 'a note' });
  await alice.do(`/chats/${id}/release`);

  const next = await openConsoleSocket(alice, last.cursor);
  undo.push(() => next.close());
  const wanted = (await alice.read(id)).entries.filter(({ seq, type }) => seq > seen.seq && type !== 'event');
  expect(wanted.map(({ text }) => text)).toEqual(['before the cut', 'after the cut', 'a note']);
  const said = () => next.frames.flatMap((frame) => (frame.kind === 'entry' ? [frame.seq] : []));
  const { version } = (await alice.read(id)).chat;
  await eventually(
    () => next.frames.some((frame) => frame.kind === 'chat' && frame.version === version),
    'the window hears of the release',
  );
  expect(next.frames[0]?.kind).toBe('ready');
  expect(said()).toEqual(wanted.map(({ seq }) => seq));
  await user.say('live again');
  const live = await alice.reads(id, 'live again');
  await eventually(() => said().at(-1) === live.seq, 'the window hears what is said now');
}, 60_000);

test('Ctrl-C ends everything that was started, and a second start finds everything again', async () => {
  const demo = await start();
  const user = await User.arrive(demo.url);
  await user.escalate();
  const group = demo.process.pid ?? 0;
  expect(processesOf(group).map(nameOf)).toContain('redis-server');
  const exited = new Promise((resolve) => demo.process.once('exit', resolve));
  // A terminal sends it to every process of the group.
  process.kill(-group, 'SIGINT');
  expect(await exited).toBe(0);
  expect(processesOf(group)).toEqual([]);
  for (const port of [place.port, place.sandboxPort]) await (await occupy(port)).free();
  expect(demo.output()).not.toMatch(/ {4}at /);

  const from = Date.now();
  const again = await start();
  await eventually(async () => (await fetch(`${again.url}/readyz`)).status === 200, 'it is ready');
  tell(`the second start was ready after ${Date.now() - from} ms (at most 5,000)`);
  const alice = await Agent.signIn(again.url, 'alice');
  expect((await alice.finds(user)).status).toBe('queued');
}, 60_000);
