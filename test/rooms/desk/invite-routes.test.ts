import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

let room: AgentsRoom;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  room = await openAgentsRoom();
  for (const id of ['alice', 'bob', 'amy', 'carl', 'sam']) tokens[id] = await room.signIn(id);
});
// Any call keeps an agent online.
beforeEach(async () => {
  for (const id of ['alice', 'bob', 'amy', 'carl', 'sam']) await as(id, 'GET', '/me');
});
afterAll(() => room?.close());

const as = (who: string, method: string, path: string, body?: unknown, key?: string) =>
  room.call(method, `/api/v1${path}`, {
    token: tokens[who],
    ...(body !== undefined && { body }),
    ...(key !== undefined && { key }),
  });
const post = (who: string, id: string, action: string, body?: unknown) =>
  as(who, 'POST', `/chats/${id}/${action}`, body);

/** A chat that alice owns. */
async function hers(): Promise<string> {
  const id = await room.arrive({ queue: 'Network' });
  expect((await post('alice', id, 'accept')).status).toBe(200);
  return id;
}
const invite = (id: string, agentId = 'bob', mode = 'participant', who = 'alice') =>
  post(who, id, 'invites', { agentId, mode });
async function joined(mode: string): Promise<string> {
  const id = await hers();
  expect((await invite(id, 'bob', mode)).status).toBe(200);
  expect((await post('bob', id, 'invites/answer', { accept: true })).status).toBe(200);
  return id;
}
const list = async (who: string, view: string) => {
  const { body } = await as(who, 'GET', `/chats?view=${view}&limit=200`);
  return { ids: body.chats.map(({ id }: { id: string }) => id), counts: body.counts };
};
const texts = async (id: string) =>
  (await as('alice', 'GET', `/chats/${id}`)).body.entries.map(({ text }: { text: string }) => text);

test('an invitation stands on the list of the agent with its count; what he accepts is on My Chats, once [row 39] [row 40] [row 65]', async () => {
  const id = await hers();
  const before = await list('bob', 'invites');
  const { status, body } = await invite(id);
  expect(status).toBe(200);
  expect(body.chat.invited).toEqual([
    {
      agent: { id: 'bob', screenName: 'Bob Baker' },
      mode: 'participant',
      state: 'invited',
      by: { id: 'alice', screenName: 'Alice Smith' },
    },
  ]);
  const asked = await list('bob', 'invites');
  expect(asked.ids).toContain(id);
  expect(asked.counts.invites).toBe(before.counts.invites + 1);
  expect((await list('bob', 'mine')).ids).not.toContain(id);
  const answer = await post('bob', id, 'invites/answer', { accept: true });
  expect(answer.body.chat.invited).toMatchObject([{ state: 'joined' }]);
  expect((await list('bob', 'invites')).counts.invites).toBe(before.counts.invites);
  const mine = await list('bob', 'mine');
  expect(mine.ids.filter((one: string) => one === id)).toEqual([id]);
  expect(mine.counts.mine).toBe(asked.counts.mine + 1);
});

test('what one has joined is no load [row 66]', async () => {
  const load = async () =>
    (await as('sam', 'GET', '/admin/agents')).body.agents.find(({ id }: { id: string }) => id === 'bob').load;
  const before = await load();
  await joined('participant');
  expect(await load()).toBe(before);
});

test('a participant writes to the user as himself; a declined invitation gives nobody a word [row 62] [row 65]', async () => {
  const id = await joined('participant');
  const said = await post('bob', id, 'messages', { text: 'Let me look' });
  expect(said.status).toBe(201);
  expect(said.body.entry).toMatchObject({ author: { id: 'bob', name: 'Bob Baker' }, visibility: 'public' });
  expect(await texts(id)).toEqual(expect.arrayContaining(['Bob Baker has joined the chat.', 'Let me look']));
  const other = await hers();
  await invite(other);
  const { body } = await post('bob', other, 'invites/answer', { accept: false });
  expect(body.chat.invited).toMatchObject([{ state: 'declined' }]);
  expect((await post('bob', other, 'messages', { text: 'x' })).body).toMatchObject({
    code: 'not-owner',
    owner: 'Alice Smith',
  });
  expect(await texts(other)).toContain('Bob Baker declined the invitation.');
});

describe.each(['participant', 'monitor'])('who joined as %s', (mode) => {
  test('is refused what is the owner’s [row 63] [row 64]', async () => {
    const id = await joined(mode);
    const wishes: [string, unknown][] = [
      ['end', { resolveTicket: false }],
      ['abandon', undefined],
      ['release', undefined],
      ['transfer', { agentId: 'sam' }],
      ['notes', { text: 'x' }],
      ['tickets', { type: 'incident' }],
      ['relate', { displayId: 'INC1' }],
      ['knowledge', { articleId: 'k', action: 'pin' }],
      ['outages', { outageId: 'o', action: 'relate' }],
      ['invites', { agentId: 'sam', mode: 'monitor' }],
      ['assistance', {}],
      ...(mode === 'monitor'
        ? ([
            ['messages', { text: 'x' }],
            ['knowledge', { articleId: 'k', action: 'share' }],
          ] as [string, unknown][])
        : []),
    ];
    for (const [action, body] of wishes) {
      const reply = await post('bob', id, action, body);
      expect([action, reply.status, reply.body.code]).toEqual([action, 403, 'not-owner']);
    }
    expect((await as('bob', 'GET', `/chats/${id}`)).status).toBe(200);
  });

  test('may leave, and then has no word any more', async () => {
    const id = await joined(mode);
    const { body } = await post('bob', id, 'leave');
    expect(body.chat.invited).toMatchObject([{ mode, state: 'left' }]);
    expect((await list('bob', 'mine')).ids).not.toContain(id);
    expect((await post('bob', id, 'messages', { text: 'x' })).body.code).toBe('not-owner');
  });
});

test.each<[string, string, unknown, number, string]>([
  ['nobody', 'alice', { agentId: 'nobody', mode: 'monitor' }, 422, 'unknown-agent'],
  ['somebody who may not take it', 'alice', { agentId: 'amy', mode: 'monitor' }, 409, 'agent-not-eligible'],
  ['the owner', 'alice', { agentId: 'alice', mode: 'monitor' }, 409, 'already-in-chat'],
  ['into another’s chat', 'bob', { agentId: 'sam', mode: 'monitor' }, 403, 'not-owner'],
  ['nobody into another’s chat', 'bob', { agentId: 'nobody', mode: 'monitor' }, 403, 'not-owner'],
  ['into a chat that one cannot see', 'carl', { agentId: 'bob', mode: 'monitor' }, 404, 'not-found'],
  ['as nothing', 'alice', { agentId: 'bob', mode: 'guest' }, 400, 'malformed'],
])('an invitation of %s is refused, and says so', async (_name, who, body, status, code) => {
  const reply = await post(who, await hers(), 'invites', body);
  expect([reply.status, reply.body.code]).toEqual([status, code]);
  expect(reply.body.detail).toMatch(/\w+.*\./);
});

test('nobody is invited who is not there, and nobody answers who was not asked', async () => {
  const id = await hers();
  await as('bob', 'DELETE', '/session');
  expect((await invite(id)).body.code).toBe('agent-not-online');
  const reply = await post('sam', id, 'invites/answer', { accept: true });
  expect([reply.status, reply.body.code]).toEqual([403, 'not-invited']);
  expect((await post('sam', id, 'leave')).body.code).toBe('not-invited');
  tokens.bob = await room.signIn('bob');
});

test('a repeat of an invitation gets its first answer', async () => {
  const id = await hers();
  const key = randomUUID();
  const body = { agentId: 'bob', mode: 'monitor' };
  const again = () => as('alice', 'POST', `/chats/${id}/invites`, body, key);
  expect([(await again()).status, (await again()).status]).toEqual([200, 200]);
  expect((await texts(id)).filter((text: string) => text.includes('invited'))).toHaveLength(1);
});

describe('an agent asks for assistance [row 67]', () => {
  test('supervisors are told and find it on their list; whoever takes part ends it', async () => {
    const id = await hers();
    const [sam, bob] = [
      await room.follow(await room.ticketFor(tokens.sam ?? '')),
      await room.follow(await room.ticketFor(tokens.bob ?? '')),
    ];
    await Promise.all([sam.first(), bob.first()]);
    const { status, body } = await post('alice', id, 'assistance', { text: 'VIP is angry' });
    expect(status).toBe(200);
    expect(body.chat.assistance).toMatchObject({ by: { id: 'alice' }, text: 'VIP is angry' });
    await Promise.all([sam.hears(id, 'assistance'), bob.hears(id, 'chat')]);
    const listed = async () =>
      (await as('sam', 'GET', '/admin/assistance')).body.chats.map((chat: { id: string }) => chat.id);
    expect(await listed()).toContain(id);
    expect((await as('alice', 'GET', '/admin/assistance')).body.code).toBe('not-allowed');
    const came = await post('sam', id, 'join');
    expect(came.body.chat.assistance).toBeUndefined();
    expect(await listed()).not.toContain(id);
    expect(bob.frames.map(({ kind }) => kind)).not.toContain('assistance');
  });

  test('or a supervisor takes it over', async () => {
    const id = await hers();
    await post('alice', id, 'assistance', {});
    expect((await post('sam', id, 'transfer', { agentId: 'sam' })).body.chat.status).toBe('pending-transfer');
    expect((await post('sam', id, 'accept')).body.chat).toMatchObject({ agent: { id: 'sam' } });
    expect((await as('sam', 'GET', `/chats/${id}`)).body.chat.assistance).toBeUndefined();
  });
});
