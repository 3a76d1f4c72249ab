import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

let room: AgentsRoom;
let strict: AgentsRoom;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  room = await openAgentsRoom({ desk: { silentMonitoring: true } });
  strict = await openAgentsRoom();
  for (const id of ['alice', 'bob', 'carl', 'sam']) tokens[id] = await room.signIn(id);
});
// Any call keeps an agent online.
beforeEach(async () => {
  for (const id of ['alice', 'bob', 'carl', 'sam']) await as(id, 'GET', '/me');
});
afterAll(() => Promise.all([room.close(), strict.close()]));

const as = (who: string, method: string, path: string, body?: unknown, key?: string) =>
  room.call(method, `/api/v1${path}`, {
    token: tokens[who],
    ...(body !== undefined && { body }),
    ...(key !== undefined && { key }),
  });
const post = (who: string, id: string, action: string, body?: unknown) =>
  as(who, 'POST', `/chats/${id}/${action}`, body);
async function hers(queue = 'Network'): Promise<string> {
  const id = await room.arrive({ queue });
  expect((await post('alice', id, 'accept')).status).toBe(200);
  return id;
}
const read = async (who: string, id: string) => (await as(who, 'GET', `/chats/${id}`)).body;
const looks = async () =>
  (await room.store.audit.after('', 1_000)).map(({ row }) => JSON.parse(row) as Record<string, unknown>);

describe('a supervisor takes part [row 110]', () => {
  test('unasked, and the user reads that he is there', async () => {
    const id = await hers();
    const { status, body } = await post('sam', id, 'join');
    expect(status).toBe(200);
    expect(body.chat.invited).toMatchObject([{ agent: { id: 'sam' }, mode: 'participant', state: 'joined' }]);
    expect((await read('alice', id)).entries.at(-1)).toMatchObject({
      visibility: 'public',
      text: 'Sam Super has joined the chat.',
    });
    expect((await post('sam', id, 'messages', { text: 'Hello, I am Sam' })).status).toBe(201);
    expect((await post('sam', id, 'join')).body.code).toBe('already-in-chat');
  });

  test('or reads along, which agents see', async () => {
    const id = await hers();
    await post('sam', id, 'join', { mode: 'monitor' });
    expect((await read('alice', id)).entries.at(-1)).toMatchObject({
      visibility: 'internal',
      text: 'Sam Super is reading along.',
    });
    expect((await post('sam', id, 'messages', { text: 'x' })).body.code).toBe('not-owner');
  });

  test('nobody else comes unasked [row 108]', async () => {
    const id = await hers();
    for (const [method, action, body] of [
      ['POST', 'join', {}],
      ['POST', 'whisper', { text: 'x' }],
      ['GET', 'monitor', undefined],
    ] as const) {
      expect((await as('bob', method, `/chats/${id}/${action}`, body)).body.code).toBe('not-allowed');
      expect((await as('carl', method, `/chats/${id}/${action}`, body)).body.code).toBe('not-found');
    }
  });
});

describe('a supervisor reads silently [row 110]', () => {
  test('the audit has his look, other supervisors see him, the chat and its agents nothing', async () => {
    const id = await hers();
    const before = await read('alice', id);
    const { status, body } = await as('sam', 'GET', `/chats/${id}/monitor`);
    expect(status).toBe(200);
    expect(body.entries).toEqual(before.entries);
    expect(await looks()).toContainEqual(
      expect.objectContaining({ actor: 'agent sam via Deskbridge', what: 'monitored-chat', chat: id }),
    );
    expect((await read('sam', id)).monitors).toEqual([{ id: 'sam', name: 'Sam Super' }]);
    expect(await read('alice', id)).toEqual(before);
  });

  test('not where he is in it, and not where nobody has it', async () => {
    const id = await hers();
    await post('sam', id, 'join');
    expect((await as('sam', 'GET', `/chats/${id}/monitor`)).body.code).toBe('already-in-chat');
    const waiting = await room.arrive();
    expect((await as('sam', 'GET', `/chats/${waiting}/monitor`)).body.code).toBe('chat-not-assigned');
  });

  test('and nowhere, until an admin allows it', async () => {
    const token = await strict.signIn('sam');
    const id = await strict.arrive();
    const alice = await strict.signIn('alice');
    await strict.call('POST', `/api/v1/chats/${id}/accept`, { token: alice });
    const reply = await strict.call('GET', `/api/v1/chats/${id}/monitor`, { token });
    expect([reply.status, reply.body.code]).toEqual([403, 'silent-monitoring-off']);
  });
});

test('a supervisor whispers to the agent: no transcript has it [row 110]', async () => {
  const id = await hers();
  const { status, body } = await post('sam', id, 'whisper', { text: 'Offer him a call' });
  expect(status).toBe(201);
  expect(body.entry).toMatchObject({
    visibility: 'internal',
    type: 'note',
    author: { id: 'sam' },
    to: { id: 'alice', name: 'Alice Smith' },
    text: 'Offer him a call',
  });
  expect((await read('alice', id)).entries.at(-1)).toMatchObject({ to: { id: 'alice' } });
  expect((await post('sam', id, 'whisper', { text: ' ' })).body.code).toBe('malformed');
});

describe('a supervisor moves everything that an agent has [row 111]', () => {
  const move = (body: unknown, key?: string, who = 'sam', agent = 'alice') =>
    as(who, 'POST', `/admin/agents/${agent}/move-chats`, body, key);
  const clear = async () => {
    const { body } = await as('alice', 'GET', '/chats?view=mine&limit=200');
    for (const { id } of body.chats) await post('alice', id, 'end', { resolveTicket: false });
  };
  beforeEach(clear);

  test('to another agent, each chat with an answer of its own', async () => {
    const [one, two] = [await hers(), await hers()];
    await room.execute(two, { type: 'cancel' });
    const { status, body } = await move({ agentId: 'bob', note: 'Alice is ill' });
    expect(status).toBe(200);
    const of = (id: string) => body.chats.find((row: { id: string }) => row.id === id);
    expect(of(one)).toMatchObject({
      moved: true,
      chat: { status: 'pending-transfer', transferTo: { id: 'bob' } },
    });
    expect(of(two)).toMatchObject({ moved: false, code: 'user-cancelled', detail: expect.any(String) });
    expect((await read('bob', one)).entries.map(({ text }: { text: string }) => text)).toContain(
      'Alice is ill',
    );
  });

  test('to a queue: those that are of it are released', async () => {
    const [network, access] = [await hers(), await hers('Access')];
    const { body } = await move({ queue: 'Access' });
    expect(body.chats).toHaveLength(2);
    for (const id of [network, access])
      expect((await read('sam', id)).chat).toMatchObject({ status: 'queued', queue: 'Access' });
  });

  test('what she has joined stays as it is', async () => {
    const id = await room.arrive({ queue: 'Network' });
    await post('bob', id, 'accept');
    await post('bob', id, 'invites', { agentId: 'alice', mode: 'participant' });
    await post('alice', id, 'invites/answer', { accept: true });
    expect((await move({ queue: 'Access' })).body.chats).toEqual([]);
    expect((await read('sam', id)).chat.agent.id).toBe('bob');
    await post('bob', id, 'end', { resolveTicket: false });
  });

  test('a repeat gets its first answer, and takes nothing that has come since', async () => {
    const first = await hers();
    const key = randomUUID();
    const ids = async () =>
      (await move({ queue: 'Access' }, key)).body.chats.map((row: { id: string; moved: boolean }) => [
        row.id,
        row.moved,
      ]);
    expect(await ids()).toEqual([[first, true]]);
    const later = await hers();
    expect(await ids()).toEqual([[first, true]]);
    expect((await read('sam', later)).chat.agent.id).toBe('alice');
    expect((await move({ agentId: 'bob' }, key)).body.code).toBe('idempotency-key-reused');
  });

  test('is for supervisors, and for agents that there are', async () => {
    expect((await move({ queue: 'Access' }, undefined, 'bob')).body.code).toBe('not-allowed');
    expect((await move({ queue: 'Access' }, undefined, 'sam', 'nobody')).status).toBe(404);
    expect((await move({})).body.code).toBe('malformed');
  });
});
