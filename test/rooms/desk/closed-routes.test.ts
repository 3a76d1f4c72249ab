import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

const DAY_MS = 86_400_000;

let room: AgentsRoom;
const tokens: Record<string, string> = {};
const dana = { id: 'u1', name: 'Dana Reyes', email: 'dana@example.com', verified: true };
const ids: Record<string, string> = {};

beforeAll(async () => {
  const helix = { id: 'helix', use: 'memory', settings: {} };
  room = await openAgentsRoom({ connectors: [helix] });
  // Everything here happens on one day, whenever the test runs.
  room.time.ahead = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS / 2 - Date.now();
  for (const id of ['alice', 'carl', 'sam']) tokens[id] = await room.signIn(id);
  ids.dana = await closed({ user: dana });
  ids.ticket = await closed({ user: dana }, 'INC0001');
  ids.other = await closed({ user: { ...dana, id: 'u2', name: 'Ove Otter', email: 'ove@example.com' } });
  ids.said = await closed({ user: { ...dana, verified: false } });
  ids.open = await room.arrive({ user: dana });
});
afterAll(() => room?.close());

const as = (who: string, method: string, path: string, body?: unknown) =>
  room.call(method, `/api/v1${path}`, { token: tokens[who], ...(body !== undefined && { body }) });

async function closed(more: Parameters<AgentsRoom['arrive']>[0], number?: string): Promise<string> {
  const id = await room.arrive({ queue: 'Network', ...more });
  await as('alice', 'POST', `/chats/${id}/accept`);
  if (number !== undefined) {
    await as('alice', 'POST', `/chats/${id}/tickets`, { type: 'incident' });
    await room.execute(id, {
      type: 'record-ticket-created',
      n: 1,
      externalId: number,
      displayId: number,
      status: 'New',
      statusReason: '',
    });
  }
  await as('alice', 'POST', `/chats/${id}/end`, { resolveTicket: false });
  return id;
}

const search = async (query: string, who = 'sam') => {
  const { body } = await as(who, 'GET', `/admin/chats${query}`);
  return new Set<string>(body.chats?.map((chat: { id: string }) => chat.id) ?? [body.code]);
};
const found = (...names: string[]) => new Set(names.map((name) => ids[name]));

test('a supervisor finds closed chats by ticket, user and day', async () => {
  const today = new Date(Date.now() + room.time.ahead).toISOString().slice(0, 10);
  expect(await search('')).toEqual(found('dana', 'ticket', 'other', 'said'));
  expect(await search('?user=reyes')).toEqual(found('dana', 'ticket', 'said'));
  expect(await search('?user=OVE%40')).toEqual(found('other'));
  expect(await search('?ticket=INC0001')).toEqual(found('ticket'));
  expect(await search('?ticket=helix/INC0001')).toEqual(found('ticket'));
  expect(await search('?ticket=INC0001&user=ove')).toEqual(new Set());
  expect(await search('?ticket=INC0002')).toEqual(new Set());
  expect(await search(`?from=${today}&to=${today}&user=ove`)).toEqual(found('other'));
  expect(await search('?to=2020-01-01')).toEqual(new Set());
  expect(await search('?from=2999-01-01&ticket=INC0001')).toEqual(new Set());
});

test('page by page', async () => {
  const all: string[] = [];
  for (let after = ''; ; ) {
    const { body } = await as('sam', 'GET', `/admin/chats?user=dana&limit=1${after && `&after=${after}`}`);
    all.push(...body.chats.map((chat: { id: string }) => chat.id));
    if (body.next === undefined) break;
    after = body.next;
  }
  expect(all).toHaveLength(3);
  expect(new Set(all)).toEqual(found('dana', 'ticket', 'said'));
});

test('each search is a row of the audit, without what was looked for but the ticket', async () => {
  const rows = async () =>
    (await room.store.audit.after('', 1_000))
      .map(({ row }) => JSON.parse(row))
      .filter(({ what }) => what === 'searched-closed-chats');
  const before = (await rows()).length;
  await search('?user=dana');
  await search('?user=dana');
  await search('?ticket=INC0001');
  const [one, two, three] = (await rows()).slice(before);
  for (const row of [one, two])
    expect(row).toMatchObject({ actor: 'agent sam via Deskbridge', by: ['user'] });
  expect(three).toMatchObject({ by: ['ticket'], ticket: 'INC0001' });
  expect(JSON.stringify([one, two, three])).not.toContain('dana');
});

test('nobody else searches, and what is no day is refused [row 108]', async () => {
  expect(await search('', 'alice')).toEqual(new Set(['not-allowed']));
  for (const query of ['?from=yesterday', '?from=2026-02-02&to=2026-02-01', '?user=%20', '?limit=0'])
    expect(await search(query)).toEqual(new Set(['malformed']));
  expect(await search('?after=nonsense&user=ove')).toEqual(found('other'));
});

test('the agent sees what a proven user was here for before, and that he looked is kept [row 128]', async () => {
  const past = async (id: string | undefined, who = 'alice') =>
    (await as(who, 'GET', `/chats/${id}/past`)).body;
  const { chats } = await past(ids.open);
  expect(chats.map(({ id }: { id: string }) => id)).toEqual([ids.ticket, ids.dana]);
  expect((await past(ids.ticket)).chats.map(({ id }: { id: string }) => id)).toEqual([ids.dana]);
  expect(await past(ids.said)).toEqual({ chats: [], why: 'The user’s identity is not verified.' });
  expect((await past(ids.open, 'carl')).code).toBe('not-found');
  const rows = (await room.store.audit.after('', 1_000)).map(({ row }) => JSON.parse(row));
  expect(rows).toContainEqual(
    expect.objectContaining({
      actor: 'agent alice via Deskbridge',
      what: 'looked-at-past-chats',
      chat: ids.open,
    }),
  );
});
