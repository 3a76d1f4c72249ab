import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AgentAccount } from '../../../config/schema.ts';
import { createSignInAudit } from '../../../src/people/sign-in-audit.ts';
import type { AuditRow } from '../../../src/store/store.ts';
import { type AgentsRoom, openAgentsRoom, PASSWORD } from './agents-room.ts';

let room: AgentsRoom;
let ada: string;
let sam: string;
let alice: string;

beforeAll(async () => {
  room = await openAgentsRoom();
  const known = room.accounts.get('alice') as AgentAccount;
  room.accounts.set('ada', { ...known, id: 'ada', roles: ['admin'] });
  room.accounts.set('sam', { ...known, id: 'sam', roles: ['supervisor'] });
  [ada, sam, alice] = await Promise.all([room.signIn('ada'), room.signIn('sam'), room.signIn('alice')]);
});
afterAll(() => room?.close());

interface Row {
  readonly id: string;
  readonly what: string;
  readonly actor: string;
  readonly chat?: string;
  readonly account?: string;
}

/** Everything the audit holds, as the store has it: this look leaves no row. */
const rows = async (): Promise<readonly Row[]> =>
  (await room.store.audit.after('', 10_000)).map(({ id, row }) => ({ id, ...JSON.parse(row) }));
const last = async (): Promise<Row | undefined> => (await rows()).at(-1);

test('[S17] the audit is for admins, and each look at it is a row of it', async () => {
  for (const token of [alice, sam])
    expect(await room.call('GET', '/api/v1/admin/audit', { token })).toMatchObject({
      status: 403,
      body: { code: 'not-allowed' },
    });
  expect((await room.call('GET', '/api/v1/admin/audit')).status).toBe(401);
  const { status, body } = await room.call('GET', '/api/v1/admin/audit?limit=1000', { token: ada });
  expect(status).toBe(200);
  expect(body.rows.at(-1)).toMatchObject({
    what: 'looked-at-audit',
    actor: 'agent ada via Deskbridge',
    at: expect.stringMatching(/^\d{4}-.*Z$/),
    hash: expect.any(String),
  });
});

test('the audit is read page by page, and what is no row’s id is told', async () => {
  const first = (await room.call('GET', '/api/v1/admin/audit?limit=1', { token: ada })).body;
  expect(first.rows).toHaveLength(1);
  const second = (await room.call('GET', `/api/v1/admin/audit?limit=1&after=${first.next}`, { token: ada }))
    .body;
  expect(second.rows).toHaveLength(1);
  expect(second.rows[0].id).not.toBe(first.rows[0].id);
  for (const query of ['after=x', 'after=1-1)', 'limit=0', 'limit=100000'])
    expect((await room.call('GET', `/api/v1/admin/audit?${query}`, { token: ada })).status).toBe(400);
});

test('[S16] a sign-in and a refused one are rows; what was typed as a name that nobody has is none', async () => {
  await room.signIn('bob');
  expect(await last()).toMatchObject({ what: 'signed-in', actor: 'agent bob via Deskbridge' });
  const refused = (username: string) =>
    room.call('POST', '/api/v1/session', { body: { username, password: 'wrong' } });
  await refused('bob');
  expect(await last()).toMatchObject({ what: 'sign-in-refused', account: 'bob' });
  await refused('My-Passw0rd');
  expect(await last()).toMatchObject({ what: 'sign-in-refused', account: 'unknown' });
  expect(JSON.stringify(await rows())).not.toContain('My-Passw0rd');
  expect(JSON.stringify(await rows())).not.toContain(PASSWORD);
});

test('whoever guesses cannot fill the audit: what is too much in a minute is counted', async () => {
  let now = 0;
  const told: AuditRow[] = [];
  const audit = createSignInAudit(async (row) => void told.push(row), { now: () => now });
  for (let i = 0; i < 70; i++) await audit.refused(undefined, '10.0.0.1');
  expect(told).toHaveLength(60);
  now += 60_000;
  await audit.refused(undefined, '10.0.0.1');
  await audit.refused(undefined, '10.0.0.1');
  expect(told.slice(60).map((row) => 'more' in row && row.more)).toEqual([10, false]);
});

test('[S18] who looks at the tickets that need a hand is in the audit', async () => {
  await room.call('GET', '/api/v1/admin/tickets', { token: sam });
  expect(await last()).toMatchObject({
    what: 'looked-at-tickets-needing-hand',
    actor: 'agent sam via Deskbridge',
  });
});

test('[S18] who reads a closed chat of somebody else is in the audit, once an hour; its owner is not', async () => {
  const chat = await room.arrive();
  await room.call('POST', `/api/v1/chats/${chat}/accept`, { token: alice });
  const read = (token: string) => room.call('GET', `/api/v1/chats/${chat}`, { token });
  const looks = async () =>
    (await rows()).filter((row) => row.what === 'looked-at-closed-chat' && row.chat === chat).length;
  await read(sam);
  expect(await looks()).toBe(0);
  await room.call('POST', `/api/v1/chats/${chat}/end`, { token: alice, body: {} });
  await read(alice);
  expect(await looks()).toBe(0);
  for (let i = 0; i < 3; i++) await read(sam);
  expect(await looks()).toBe(1);
  room.time.ahead += 3_600_001;
  await read(sam);
  expect(await looks()).toBe(2);
});

test('[S18] who retries or gives up a ticket of somebody else’s chat is in the audit', async () => {
  const chat = await room.arrive();
  await room.call('POST', `/api/v1/chats/${chat}/accept`, { token: alice });
  const by = { id: 'alice', screenName: 'Alice' };
  const kind = 'incident' as const;
  await room.execute(chat, {
    type: 'request-ticket',
    by,
    connector: 'helix',
    ticketType: kind,
    kind,
    another: false,
  });
  const fail = () => room.execute(chat, { type: 'record-ticket-failed', n: 1, error: 'no' });
  const does = (token: string, what: string) =>
    room.call('POST', `/api/v1/chats/${chat}/tickets/1/${what}`, { token, body: {} });
  const told = async () =>
    (await rows()).filter((row) => row.chat === chat).map(({ what, actor }) => `${actor}: ${what}`);

  await fail();
  expect((await does(alice, 'retry')).status).toBe(202);
  expect(await told()).toEqual([]);
  await fail();
  expect((await does(sam, 'retry')).status).toBe(202);
  await fail();
  expect((await does(sam, 'give-up')).status).toBe(200);
  expect(await told()).toEqual([
    'agent sam via Deskbridge: retried-ticket',
    'agent sam via Deskbridge: gave-up-ticket',
  ]);
});
