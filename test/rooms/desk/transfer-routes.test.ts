import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

let room: AgentsRoom;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  room = await openAgentsRoom();
});
beforeEach(async () => {
  for (const id of ['alice', 'bob', 'amy', 'carl', 'sam']) tokens[id] = await room.signIn(id);
});
afterAll(() => room?.close());

const as = (who: string, method: string, path: string, body?: unknown, key?: string) =>
  room.call(method, path, {
    token: tokens[who],
    ...(body !== undefined && { body }),
    ...(key !== undefined && { key }),
  });

/** A chat of this queue and company that alice owns. */
async function hers(place: { queue?: string; company?: string } = {}): Promise<string> {
  const id = await room.arrive({ queue: 'Network', ...place });
  expect((await as('alice', 'POST', `/api/v1/chats/${id}/accept`)).status).toBe(200);
  return id;
}

const transfer = (who: string, id: string, body: unknown, key?: string) =>
  as(who, 'POST', `/api/v1/chats/${id}/transfer`, body, key);

describe('whom a chat can be handed to [row 57]', () => {
  const targets = async (id: string) => {
    const { body } = await as('alice', 'GET', `/api/v1/chats/${id}/transfer-targets`);
    return body.agents.map((agent: { id: string }) => agent.id).toSorted();
  };

  test.each([
    ['GENERAL', 'Calbro Services', ['amy', 'bob', 'sam']],
    ['GENERAL', 'Other', ['amy', 'bob', 'carl', 'sam']],
    ['Network', 'Calbro Services', ['bob', 'sam']],
    ['Access', 'Calbro Services', ['amy', 'bob', 'sam']],
  ])(
    'of %s for %s: online members of the queue and the company, without its owner',
    async (queue, company, expected) => {
      expect(await targets(await hers({ queue, company }))).toEqual(expected);
    },
  );

  test('without those who are not there, with the other queues', async () => {
    const id = await hers();
    await as('bob', 'DELETE', '/api/v1/session');
    expect(await targets(id)).toEqual(['sam']);
    const { body } = await as('alice', 'GET', `/api/v1/chats/${id}/transfer-targets`);
    expect(body.queues).toEqual(['GENERAL', 'Hardware', 'Software', 'Access']);
  });
});

test('an agent hands a chat to another, who finds it among those transferred to him and takes it [row 38] [row 54]', async () => {
  const id = await hers();
  const { status, body } = await transfer('alice', id, { agentId: 'bob', note: 'knows VPN' });
  expect(status).toBe(200);
  expect(body.chat).toMatchObject({ status: 'pending-transfer', transferTo: { id: 'bob' } });
  expect(body.chat.agent).toBeUndefined();
  const lists = async (who: string) => {
    const { body: found } = await as(who, 'GET', '/api/v1/chats?view=transferred');
    return { ids: found.chats.map((chat: { id: string }) => chat.id), count: found.counts.transferred };
  };
  expect(await lists('bob')).toEqual({ ids: [id], count: 1 });
  expect((await lists('sam')).ids).toEqual([]);
  expect((await as('alice', 'POST', `/api/v1/chats/${id}/messages`, { text: 'x' })).body.code).toBe(
    'not-owner',
  );
  expect((await as('sam', 'POST', `/api/v1/chats/${id}/accept`)).body).toMatchObject({
    code: 'offered-to-other',
    owner: 'Bob Baker',
  });
  expect((await as('bob', 'POST', `/api/v1/chats/${id}/accept`)).status).toBe(200);
  const { body: read } = await as('bob', 'GET', `/api/v1/chats/${id}`);
  expect(read.entries.map((entry: { text: string }) => entry.text)).toContain('knows VPN');
});

test('an agent who has as many chats as he takes still accepts whatever is transferred to him [row 58]', async () => {
  await as('sam', 'PUT', '/api/v1/me/availability', { available: true, capacity: 1 });
  const own = await room.arrive({ queue: 'Network' });
  expect((await as('sam', 'POST', `/api/v1/chats/${own}/accept`)).status).toBe(200);
  for (const id of [await hers(), await hers()]) {
    await transfer('alice', id, { agentId: 'sam' });
    const { status, body } = await as('sam', 'POST', `/api/v1/chats/${id}/accept`);
    expect([status, body.chat?.agent.id]).toEqual([200, 'sam']);
  }
});

test('a repeat of a transfer gets its first answer', async () => {
  const id = await hers();
  const [one, two] = [
    await transfer('alice', id, { agentId: 'bob' }, 'once'),
    await transfer('alice', id, { agentId: 'bob' }, 'once'),
  ];
  expect([one.status, two.status]).toEqual([200, 200]);
  expect(two.body.chat.status).toBe('pending-transfer');
});

test('a chat goes to another queue and waits there [row 55]', async () => {
  const id = await hers();
  const { body } = await transfer('alice', id, { queue: 'Hardware' });
  expect(body.chat).toMatchObject({ status: 'queued', queue: 'Hardware' });
  const { body: waiting } = await as('bob', 'GET', '/api/v1/chats?view=queue');
  expect(waiting.chats.map((chat: { id: string }) => chat.id)).toContain(id);
});

test.each<[string, string, unknown, number, string]>([
  ['to nobody', 'alice', { agentId: 'nobody' }, 422, 'unknown-agent'],
  ['to somebody who may not take it', 'alice', { agentId: 'amy' }, 409, 'agent-not-eligible'],
  ['to oneself', 'alice', { agentId: 'alice' }, 409, 'transfer-to-self'],
  ['to a queue that is not there', 'alice', { queue: 'Moon' }, 422, 'unknown-queue'],
  ['to the queue it is of', 'alice', { queue: 'Network' }, 409, 'same-queue'],
  ['to both', 'alice', { agentId: 'bob', queue: 'Hardware' }, 400, 'malformed'],
  ['to neither', 'alice', {}, 400, 'malformed'],
  ['of another’s chat', 'bob', { agentId: 'sam' }, 403, 'not-owner'],
  ['of a chat that one cannot see', 'carl', { agentId: 'bob' }, 404, 'not-found'],
])('a transfer %s is refused, and says so', async (_name, who, body, status, code) => {
  const reply = await transfer(who, await hers(), body);
  expect([reply.status, reply.body.code]).toEqual([status, code]);
  expect(reply.body.detail).toMatch(/\w+ .*\./);
});

test('a transfer to somebody who has just gone is refused', async () => {
  const id = await hers();
  await as('bob', 'DELETE', '/api/v1/session');
  const reply = await transfer('alice', id, { agentId: 'bob' });
  expect([reply.status, reply.body.code]).toEqual([409, 'agent-not-online']);
});

describe('a supervisor', () => {
  test('transfers and releases what others own [row 111]', async () => {
    const id = await hers();
    expect((await transfer('sam', id, { agentId: 'bob' })).body.chat.status).toBe('pending-transfer');
    const other = await hers();
    const released = await as('sam', 'POST', `/api/v1/chats/${other}/release`);
    expect(released.body.chat.status).toBe('queued');
  });

  test('gives a waiting chat to an agent with room, and to nobody else [row 112]', async () => {
    const id = await room.arrive({ queue: 'Network' });
    const give = (agentId: string) => as('sam', 'POST', `/api/v1/chats/${id}/assign`, { agentId });
    expect((await give('amy')).body.code).toBe('agent-not-eligible');
    expect((await give('nobody')).body.code).toBe('unknown-agent');
    await as('bob', 'PUT', '/api/v1/me/availability', { available: false });
    expect((await give('bob')).body.code).toBe('agent-not-free');
    await as('bob', 'PUT', '/api/v1/me/availability', { available: true });
    expect((await give('bob')).body.chat).toMatchObject({ status: 'assigned', agent: { id: 'bob' } });
    expect((await give('bob')).body.code).toBe('already-assigned');
  });

  test('closes what is stuck [row 120]', async () => {
    const id = await hers();
    const reply = await as('sam', 'POST', `/api/v1/chats/${id}/force-close`, { reason: 'stuck' });
    expect(reply.body.chat).toMatchObject({ status: 'closed', disposition: 'unresolved' });
  });

  test('and nobody else does any of it [row 108]', async () => {
    const id = await room.arrive({ queue: 'Network' });
    for (const [method, path, body] of [
      ['POST', `/api/v1/chats/${id}/assign`, { agentId: 'bob' }],
      ['POST', `/api/v1/chats/${id}/force-close`, { reason: 'x' }],
      ['GET', '/api/v1/admin/agents', undefined],
      ['GET', '/api/v1/admin/figures', undefined],
    ] as const)
      expect((await as('alice', method, path, body)).body.code).toBe('not-allowed');
  });

  test('sees who carries how much, and what waits where for how long [row 109]', async () => {
    const before = (await as('sam', 'GET', '/api/v1/admin/figures')).body;
    for (const seconds of [100, 300]) {
      room.time.ahead = -seconds * 1000;
      await room.arrive({ queue: 'Software', company: 'Acme' });
    }
    room.time.ahead = 0;
    await room.arrive({ queue: 'Software', company: 'Acme Europe' });
    await hers();
    const { body } = await as('sam', 'GET', '/api/v1/admin/figures');
    expect(body.queued - before.queued).toBe(3);
    expect(body.assigned - before.assigned).toBe(1);
    expect(body.open - before.open).toBe(4);
    const place = (name: string) => body.waiting.find(({ company }: { company: string }) => company === name);
    expect(place('Acme Europe')).toMatchObject({ queue: 'Software', queued: 1 });
    expect(place('Acme')).toMatchObject({ queue: 'Software', queued: 2 });
    expect(Math.abs(place('Acme').longestWait - 300)).toBeLessThan(100);
    expect(Math.abs(place('Acme').averageWait - 200)).toBeLessThan(99);
    const { body: all } = await as('sam', 'GET', '/api/v1/admin/agents');
    expect(all.agents.find(({ id }: { id: string }) => id === 'alice')).toMatchObject({
      online: true,
      available: true,
      capacity: 4,
      load: expect.any(Number),
    });
  });
});
