import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Simulator, startSimulator } from '../../connectors/bmc-helix/simulator/index.ts';
import { type Demo, startDemo } from '../support/demo.ts';
import { eventually } from '../support/eventually.ts';
import { patience } from '../support/pace.ts';
import { Agent, User } from '../support/people.ts';

/** What people paste into chats. */
const CARD = '4111 1111 1111 1111';
const PASSWORD = 'Tr0ub4dor&3x';
const TOKEN = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
/** What the house itself was given. */
const OWN = {
  'the password of the ITSM account': 'itsm-Zq8-account',
  'the secret of the bot': 'bot-Vk3~secret',
  'the password of the agents': 'agents-Wx5-password',
};

const SAID = `card ${CARD}, password: ${PASSWORD}, token ${TOKEN}`;
/** What an ITSM says that quotes the request and its headers. */
const QUOTED = `Authorization: AR-JWT ${TOKEN} for ${OWN['the password of the ITSM account']}: ${SAID}`;
/** The card as it is typed and as it may be stored. */
const PLANTED: Readonly<Record<string, readonly string[]>> = {
  'the card': [CARD, CARD.replaceAll(' ', '')],
  'the password': [PASSWORD, JSON.stringify(PASSWORD).slice(1, -1), encodeURIComponent(PASSWORD)],
  'the token': [TOKEN],
  ...Object.fromEntries(Object.entries(OWN).map(([what, secret]) => [what, [secret]])),
};

let folder: string;
let itsm: Simulator;
let demo: Demo;
let alice: Agent;
let chat: string;
let displayId: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'db-planted-'));
  const password = OWN['the password of the ITSM account'];
  itsm = await startSimulator({
    port: 0,
    dataDir: join(folder, 'itsm'),
    accounts: [{ username: 'deskbridge', password, mayWrite: true }],
  });
  // The check at the start is refused a form by either way, so that there is something to log.
  itsm.faults = [
    { kind: 'workflow', path: '/fields/', times: 1, says: QUOTED },
    { kind: 'workflow', method: 'OPTIONS', times: 1, says: QUOTED },
  ];
  const config = join(folder, 'settings.yaml');
  const settings = { url: itsm.url, username: 'deskbridge', password };
  writeFileSync(config, JSON.stringify({ connectors: [{ id: 'helix', use: 'bmc-helix', settings }] }));
  demo = await startDemo({
    env: {
      LOG_LEVEL: 'trace',
      DESKBRIDGE_CONFIG: config,
      DESKBRIDGE_WAIT_SCALE: '0.01',
      DEMO_PASSWORD: OWN['the password of the agents'],
      MicrosoftAppId: '5f0e1c0a-0000-4000-8000-000000000000',
      MicrosoftAppPassword: OWN['the secret of the bot'],
    },
  });
  alice = await Agent.signIn(demo.url, 'alice', OWN['the password of the agents']);
  await plantEverywhere();
}, 90_000);

afterAll(async () => {
  await demo?.stop();
  await itsm?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Every door that takes words, with the secrets in them; the chat is driven to its end. */
async function plantEverywhere(): Promise<void> {
  const user = await User.arrive(demo.url, `Dana ${CARD}`, { topic: SAID, company: `Calbro ${TOKEN}` });
  await user.escalate(`My VPN does not connect, ${SAID}`);
  const { id } = await alice.finds(user);
  chat = id;
  await alice.do(`/chats/${id}/accept`);
  await user.say(`Here it is: ${SAID}`);
  await upload(user, `password=${PASSWORD} ${CARD}.txt`);
  await alice.do(`/chats/${id}/messages`, { text: `I read ${SAID}` });
  await alice.do(`/chats/${id}/notes`, { text: `The user wrote ${SAID}` });

  // The first try is refused by a rule that quotes the request.
  itsm.faults = [
    { kind: 'workflow', method: 'POST', path: 'HPD:IncidentInterface_Create', times: 1, says: QUOTED },
  ];
  await alice.do(`/chats/${id}/tickets`, {
    type: 'incident',
    fields: { Notes: SAID, [`token=${TOKEN}`]: 'x' },
  });
  await alice.ticket(id, 1, 'failed');
  itsm.faults = [
    { kind: 'workflow', method: 'POST', path: 'HPD:IncidentInterface_Create', times: 1, says: QUOTED },
  ];
  await alice.do(`/chats/${id}/tickets`, {
    type: 'incident',
    another: true,
    fields: { Description: SAID },
  });
  await alice.ticket(id, 2, 'failed');
  await alice.do(`/chats/${id}/tickets/2/retry`);
  displayId = (await alice.ticket(id, 2, 'created')).displayId ?? '';
  await user.say(`It works, do not tell: ${SAID}`);
  await alice.reads(id, `It works, do not tell: ${SAID}`);
  await badRequests();
  await alice.do(`/chats/${id}/end`, { resolveTicket: true, resolution: `Changed it. ${SAID}` });
  await alice.ticket(id, 2, 'Resolved');
  // A worker that meets what it does not expect logs the error.
  itsm.faults = [{ kind: 'wrong-json' }];
  await alice.get(`/knowledge?q=${encodeURIComponent(SAID)}`);
  itsm.faults = [];
}

/** A file whose name tells too much. */
async function upload(user: User, name: string): Promise<void> {
  const form = new FormData();
  const type = 'application/vnd.microsoft.activity';
  form.append('activity', new Blob([JSON.stringify({ type: 'message', text: 'my file' })], { type }));
  form.append('file', new Blob(['harmless'], { type: 'text/plain' }), name);
  const path = `/v3/directline/conversations/${user.conversationId}/upload?userId=${user.userId}`;
  const { status } = await fetch(`${demo.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${user.token}` },
    body: form,
  });
  expect(status).toBe(200);
  await alice.reads(chat, 'my file');
}

async function badRequests(): Promise<void> {
  const secret = encodeURIComponent(SAID);
  const send = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${demo.url}${path}`, {
      signal: AbortSignal.timeout(patience(10_000)),
      ...init,
    });
    await response.arrayBuffer();
  };
  const json = { 'content-type': 'application/json' };
  const post = (path: string, body: string, headers: Record<string, string> = json) =>
    send(path, { method: 'POST', headers, body });
  await send(`/nowhere/${secret}?token=${TOKEN}&password=${encodeURIComponent(PASSWORD)}`);
  await send(`/api/v1/chats?token=${TOKEN}&after=${secret}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  await send('/metrics', { headers: { cookie: `session=${TOKEN}`, 'x-api-key': TOKEN } });
  await send(`/api/v1/events?ticket=${TOKEN}`);
  await post('/api/v1/session', `{"username": "alice", "password": "${PASSWORD}`);
  await post('/api/v1/session', JSON.stringify({ username: PASSWORD, password: CARD }));
  await post('/api/v1/session', JSON.stringify({ username: 'alice', password: PASSWORD }));
  await post('/api/messages', JSON.stringify({ type: 'message', text: SAID }), {
    ...json,
    authorization: `Bearer ${TOKEN}`,
  });
  await post('/v3/directline/conversations', SAID, { ...json, authorization: `Bearer ${TOKEN}` });
  await post(`/chat/session?password=${secret}`, `{"userName": "${SAID}`);
}

/** Every file under a folder, as one text. */
const filesIn = (path: string): string =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), 'latin1')}`)
    .join('\n');

/** What stands in a text, with a little of what stands around it. */
const found = (text: string) =>
  Object.entries(PLANTED).flatMap(([what, forms]) =>
    forms.flatMap((form) => {
      const at = text.indexOf(form);
      return at < 0 ? [] : [`${what}: ${text.slice(Math.max(at - 80, 0), at + form.length + 20)}`];
    }),
  );

describe('what was planted through every door', () => {
  test('[S15] stands in no log, at the most verbose level', () => {
    // The demo says its own password once, for whoever started it.
    const printed = demo.output().replace(`Password          ${OWN['the password of the agents']}`, '');
    expect(printed).toMatch(/raised by a workflow filter.*\[secret\].*\[card\]/);
    expect(found(printed)).toEqual([]);
    expect(printed).not.toContain(alice.token);
  });

  test('stands in no metric', async () => {
    const metrics = await (await fetch(`${demo.url}/metrics`)).text();
    expect(metrics).toContain('deskbridge_');
    expect(found(metrics)).toEqual([]);
  });

  test('[S14] stands in nothing that the ITSM keeps: tickets, work info, names of files', async () => {
    const kept = await eventually(() => {
      const all = filesIn(join(folder, 'itsm'));
      return all.includes('do not tell') && all.includes('Changed it.') && all.includes('.txt')
        ? all
        : undefined;
    }, 'the transcript and the resolution are in the ITSM');
    expect(kept).toContain(displayId);
    expect(kept).toContain('[card]');
    expect(found(kept)).toEqual([]);
  });

  test('[S19] stands in no row of the audit, which knows of each write, look and sign-in', async () => {
    const ada = await Agent.signIn(demo.url, 'ada', OWN['the password of the agents']);
    await ada.get(`/chats/${chat}`);
    const { status, body } = await ada.get('/admin/audit?limit=1000');
    expect(status).toBe(200);
    const whats = new Set(
      body.rows.map(({ what, result }: { what: string; result?: string }) => result ?? what),
    );
    for (const what of [
      'settings-loaded',
      'signed-in',
      'sign-in-refused',
      'looked-at-closed-chat',
      'looked-at-audit',
    ])
      expect(whats).toContain(what);
    for (const result of ['confirmed', 'refused']) expect(whats).toContain(result);
    const resolved = body.rows.find(({ write }: { write?: string }) => write === 'change-resolved');
    expect(resolved).toMatchObject({
      actor: 'agent alice via Deskbridge',
      ticket: displayId,
      status: 'Resolved',
      fields: expect.arrayContaining(['Resolution']),
    });
    expect(found(JSON.stringify(body))).toEqual([]);
  });

  test('stands in the chat itself, as the user wrote it', async () => {
    const { chat: shown, entries } = await alice.read(chat);
    expect(shown.user.name).toBe(`Dana ${CARD}`);
    expect(entries.map(({ text }) => text)).toContain(`Here it is: ${SAID}`);
  });
});
