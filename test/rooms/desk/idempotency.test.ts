import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

let room: AgentsRoom;
let alice: string;
let bob: string;
beforeAll(async () => {
  room = await openAgentsRoom();
  alice = await room.signIn('alice');
  bob = await room.signIn('bob');
});
afterAll(() => room?.close());

async function owned(): Promise<string> {
  const id = await room.arrive();
  await room.call('POST', `/api/v1/chats/${id}/accept`, { token: alice });
  return id;
}
const log = async (id: string): Promise<string[]> =>
  (await room.call('GET', `/api/v1/chats/${id}`, { token: alice })).body.entries.map(
    ({ text }: { text: string }) => text,
  );
const times = async (id: string, words: string) => (await log(id)).filter((text) => text === words).length;

describe.each(['messages', 'notes'])('%s', (kind) => {
  test('a repeat gets the first answer and leaves one line', async () => {
    const id = await owned();
    const ask = { token: alice, key: randomUUID(), body: { text: 'once' } };
    const first = await room.call('POST', `/api/v1/chats/${id}/${kind}`, ask);
    const second = await room.call('POST', `/api/v1/chats/${id}/${kind}`, ask);
    expect(first.status).toBe(201);
    expect(second.status).toBe(201);
    const { delivery: _first, ...one } = first.body.entry;
    const { delivery: _second, ...two } = second.body.entry;
    expect(two).toEqual(one);
    expect(await times(id, 'once')).toBe(1);
  });

  test('thirty at once leave one line, and all get it', async () => {
    const id = await owned();
    const ask = { token: alice, key: randomUUID(), body: { text: 'at once' } };
    const replies = await Promise.all(
      Array.from({ length: 30 }, () => room.call('POST', `/api/v1/chats/${id}/${kind}`, ask)),
    );
    expect(new Set(replies.map(({ status, body }) => `${status} ${body.entry?.seq}`)).size).toBe(1);
    expect(await times(id, 'at once')).toBe(1);
  });

  test('the same key for other words is 422 and changes nothing', async () => {
    const id = await owned();
    const key = randomUUID();
    await room.call('POST', `/api/v1/chats/${id}/${kind}`, { token: alice, key, body: { text: 'first' } });
    const reply = await room.call('POST', `/api/v1/chats/${id}/${kind}`, {
      token: alice,
      key,
      body: { text: 'other' },
    });
    expect(reply.body).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    expect(await times(id, 'other')).toBe(0);
  });

  test('a repeat after the chat has closed gets the first answer still', async () => {
    const id = await owned();
    const ask = { token: alice, key: randomUUID(), body: { text: 'just before' } };
    const first = await room.call('POST', `/api/v1/chats/${id}/${kind}`, ask);
    await room.call('POST', `/api/v1/chats/${id}/end`, { token: alice, body: {} });
    const again = await room.call('POST', `/api/v1/chats/${id}/${kind}`, ask);
    expect([again.status, again.body.entry.seq]).toEqual([201, first.body.entry.seq]);
    const other = await room.call('POST', `/api/v1/chats/${id}/${kind}`, { ...ask, key: randomUUID() });
    expect(other.body.code).toBe('chat-closed');
  });

  test('without a key each request is one of its own', async () => {
    const id = await owned();
    for (let i = 0; i < 2; i++)
      await room.call('POST', `/api/v1/chats/${id}/${kind}`, { token: alice, body: { text: 'twice' } });
    expect(await times(id, 'twice')).toBe(2);
  });
});

test('a key belongs to the agent who chose it', async () => {
  const [mine, his] = [await owned(), await room.arrive()];
  await room.call('POST', `/api/v1/chats/${his}/accept`, { token: bob });
  const key = 'the same for both';
  const one = await room.call('POST', `/api/v1/chats/${mine}/messages`, {
    token: alice,
    key,
    body: { text: 'a' },
  });
  const two = await room.call('POST', `/api/v1/chats/${his}/messages`, {
    token: bob,
    key,
    body: { text: 'a' },
  });
  expect([one.status, two.status]).toEqual([201, 201]);
  expect(two.body.entry.author.id).toBe('bob');
});

test('a key for one chat or one action is no key for another', async () => {
  const [one, two] = [await owned(), await owned()];
  const key = randomUUID();
  const body = { text: 'x' };
  await room.call('POST', `/api/v1/chats/${one}/messages`, { token: alice, key, body });
  for (const path of [`${two}/messages`, `${one}/notes`])
    expect((await room.call('POST', `/api/v1/chats/${path}`, { token: alice, key, body })).body.code).toBe(
      'idempotency-key-reused',
    );
});

test.each([
  ['accept', undefined, 'assigned'],
  ['release', undefined, 'queued'],
  ['end', { resolveTicket: true, resolution: 'x' }, 'closed'],
  ['abandon', undefined, 'closed'],
])('%s: repeats, one after another and at once, are one move', async (action, body, status) => {
  const id = action === 'accept' ? await room.arrive() : await owned();
  const ask = { token: alice, key: randomUUID(), body };
  const replies = await Promise.all(
    Array.from({ length: 10 }, () => room.call('POST', `/api/v1/chats/${id}/${action}`, ask)),
  );
  replies.push(await room.call('POST', `/api/v1/chats/${id}/${action}`, ask));
  expect(new Set(replies.map((one) => one.status))).toEqual(new Set([200]));
  expect(new Set(replies.map((one) => one.body.chat.version)).size).toBe(1);
  expect(replies.at(-1)?.body.chat.status).toBe(status);
  const other = await room.call('POST', `/api/v1/chats/${id}/${action}`, {
    ...ask,
    body: { ...body, extra: 1 },
  });
  expect(other.body.code).toBe('idempotency-key-reused');
});

test('a wish for a ticket, thirty times at once, is one ticket', async () => {
  const id = await owned();
  const ask = { token: alice, key: randomUUID(), body: { type: 'incident', another: true } };
  const replies = await Promise.all(
    Array.from({ length: 30 }, () => room.call('POST', `/api/v1/chats/${id}/tickets`, ask)),
  );
  expect(new Set(replies.map(({ status, body }) => `${status} ${body.ticket?.n}`))).toEqual(
    new Set(['202 1']),
  );
  expect((await room.call('GET', `/api/v1/chats/${id}`, { token: alice })).body.chat.tickets).toHaveLength(1);
});

test('a hundred accepts of two agents give one owner; the loser is told his name', async () => {
  const id = await room.arrive();
  const replies = await Promise.all(
    Array.from({ length: 100 }, (_, i) =>
      room.call('POST', `/api/v1/chats/${id}/accept`, { token: i % 2 ? alice : bob }),
    ),
  );
  const { agent } = (await room.call('GET', `/api/v1/chats/${id}`, { token: alice })).body.chat;
  const [won, lost] = [0, 1].map((of) =>
    replies.filter((_, i) => ((i % 2 ? 'alice' : 'bob') === agent.id) === (of === 0)),
  );
  expect(new Set(won?.map(({ status }) => status))).toEqual(new Set([200]));
  for (const { body } of lost ?? [])
    expect(body).toMatchObject({ status: 409, code: 'already-assigned', owner: agent.screenName });
});

test.each(['', 'x'.repeat(256)])('a key of %j is a 400', async (key) => {
  const id = await owned();
  for (const action of ['messages', 'accept']) {
    const reply = await room.call('POST', `/api/v1/chats/${id}/${action}`, {
      token: alice,
      key,
      body: { text: 'x' },
    });
    expect(reply.body).toMatchObject({ status: 400, code: 'malformed' });
  }
});
