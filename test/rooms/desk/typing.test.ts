import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openStore } from '../../../src/store/store.ts';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

let room: AgentsRoom;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  room = await openAgentsRoom();
  for (const id of ['alice', 'bob', 'carl', 'sam']) tokens[id] = await room.signIn(id);
});
afterAll(() => room?.close());

const post = (who: string, id: string, action: string, body?: object) =>
  room.call('POST', `/api/v1/chats/${id}/${action}`, { token: tokens[who], ...(body && { body }) });

const window = async (who: string) => {
  const opened = await room.follow(await room.ticketFor(tokens[who] ?? ''));
  await opened.first();
  return opened;
};

/** A chat that alice owns; bob has joined it to take part, sam to read along. */
async function withOthers(): Promise<string> {
  const id = await room.arrive();
  for (const [who, action, body] of [
    ['alice', 'accept', undefined],
    ['alice', 'invites', { agentId: 'bob', mode: 'participant' }],
    ['bob', 'invites/answer', { accept: true }],
    ['sam', 'join', { mode: 'monitor' }],
  ] as const)
    expect((await post(who, id, action, body)).status).toBe(200);
  return id;
}

test('that the user types is shown to the agents who are in the chat and to nobody else, whichever server noticed it', async () => {
  const id = await withOthers();
  const apart = await room.arrive();
  const other = await room.arrive();
  await post('carl', other, 'accept');
  const windows = await Promise.all(['alice', 'bob', 'sam', 'carl'].map(window));
  const before = await room.store.feed.end();
  // Another process on the same Redis.
  const redis = room.redis.duplicate();
  const elsewhere = openStore(redis, room.desk);
  try {
    await elsewhere.typing.byUser(apart);
    await elsewhere.typing.byUser(id);
    for (const one of windows.slice(0, 3))
      expect(await one.hears(id, 'typing')).toEqual({
        kind: 'typing',
        chat: id,
        who: { kind: 'user', id: 'u1', name: 'Dana Reyes' },
      });
    expect(windows[3]?.frames.filter(({ kind }) => kind === 'typing')).toEqual([]);
    expect(windows.flatMap(({ frames }) => frames.filter(({ chat }) => chat === apart))).toEqual([]);
  } finally {
    redis.disconnect();
  }
  expect(await room.store.feed.end()).toBe(before);
});

test('an agent who may write to the user is shown to him and to the others in the chat, not to himself', async () => {
  const id = await withOthers();
  const [alice, bob] = [await window('alice'), await window('bob')];
  const read = async () => (await room.call('GET', `/api/v1/chats/${id}`, { token: tokens.alice })).body;
  const before = await read();
  expect(await post('alice', id, 'typing')).toMatchObject({ status: 204, body: '' });
  expect((await bob.hears(id, 'typing')).who).toEqual({ kind: 'agent', id: 'alice', name: 'Alice Smith' });
  expect((await post('bob', id, 'typing')).status).toBe(204);
  expect((await alice.hears(id, 'typing')).who.id).toBe('bob');
  expect(alice.frames.filter(({ kind }) => kind === 'typing')).toHaveLength(1);
  expect(room.typed.filter(({ chat }) => chat === id).map(({ agent }) => agent.screenName)).toEqual([
    'Alice Smith',
    'Bob Baker',
  ]);
  expect(await read()).toEqual(before);
});

test('of one writer it is told once in a while, however often he says so', async () => {
  const id = await withOthers();
  const bob = await window('bob');
  for (const status of await Promise.all(Array.from({ length: 10 }, () => post('alice', id, 'typing'))))
    expect(status.status).toBe(204);
  await post('bob', id, 'typing');
  await bob.hears(id, 'typing');
  expect(room.typed.filter(({ chat }) => chat === id)).toHaveLength(2);
  // All that is kept of it is gone in a moment, and then it is told again.
  const [key = ''] = await room.redis.keys(`{${room.desk}}:typing:*`);
  expect(await room.redis.pttl(key)).toBeLessThanOrEqual(2_500);
  expect(await room.redis.pttl(key)).toBeGreaterThan(0);
  await room.redis.del(...(await room.redis.keys(`{${room.desk}}:typing:*`)));
  await post('alice', id, 'typing');
  expect(room.typed.filter(({ chat }) => chat === id)).toHaveLength(3);
});

test.each([
  ['a monitor', 'sam', 403, 'not-owner'],
  ['an agent who is not in the chat', 'carl', 403, 'not-owner'],
])('%s is refused and nobody is shown anything', async (_name, who, status, code) => {
  const id = who === 'carl' ? await room.arrive({ company: 'Other' }) : await withOthers();
  if (who === 'carl') await post('alice', id, 'accept');
  const refused = await post(who, id, 'typing');
  expect(refused).toMatchObject({ status, body: { code } });
  expect(room.typed.filter(({ chat }) => chat === id)).toEqual([]);
});

test('nobody types to a user who has left, in a closed chat, or in one that is not there', async () => {
  const left = await withOthers();
  await room.execute(left, { type: 'cancel' });
  expect((await post('alice', left, 'typing')).body.code).toBe('user-cancelled');
  await room.store.typing.byUser(left);
  const closed = await withOthers();
  expect((await post('alice', closed, 'end', {})).status).toBe(200);
  expect((await post('alice', closed, 'typing')).body.code).toBe('chat-closed');
  expect((await post('alice', `chat-${randomUUID()}`, 'typing')).status).toBe(404);
  expect((await room.call('POST', `/api/v1/chats/${left}/typing`)).status).toBe(401);
  expect(room.typed.filter(({ chat }) => chat === left || chat === closed)).toEqual([]);
});
