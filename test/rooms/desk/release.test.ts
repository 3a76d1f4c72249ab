import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ChatList } from '../../../src/api/views.ts';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

let room: AgentsRoom;
beforeEach(async () => {
  room = await openAgentsRoom();
});
afterEach(() => room.close());

test('a released chat is back in its queue, with everything that was said and noted before [row 61]', async () => {
  const [alice, bob] = [await room.signIn('alice'), await room.signIn('bob')];
  const as = (token: string, method: string, path: string, body?: object) =>
    room.call(method, `/api/v1${path}`, { token, body });
  const texts = async (token: string) =>
    (await as(token, 'GET', `/chats/${id}`)).body.entries.map(({ text }: { text: string }) => text);
  const listed = async (token: string, view: string) =>
    ((await as(token, 'GET', `/chats?view=${view}`)).body as ChatList).chats.map((chat) => chat.id);

  const id = await room.arrive({ queue: 'Network' });
  await as(alice, 'POST', `/chats/${id}/accept`);
  await as(alice, 'POST', `/chats/${id}/messages`, { text: 'Which network?' });
  await as(alice, 'POST', `/chats/${id}/notes`, { text: 'Router in room 4' });
  const before = await texts(alice);
  expect(before).toEqual(expect.arrayContaining(['Which network?', 'Router in room 4']));

  const released = await as(alice, 'POST', `/chats/${id}/release`);
  expect(released.body.chat).toMatchObject({ status: 'queued', queue: 'Network' });
  expect([released.body.chat.agent, released.body.chat.transferTo]).toEqual([undefined, undefined]);
  expect([await listed(alice, 'mine'), await listed(bob, 'queue')]).toEqual([[], [id]]);
  expect((await as(alice, 'POST', `/chats/${id}/notes`, { text: 'late' })).body.code).toBe('not-owner');
  const after = await texts(bob);
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after.slice(before.length)).toEqual([expect.stringContaining('Alice Smith has released the chat.')]);
  expect((await as(bob, 'POST', `/chats/${id}/accept`)).body.chat).toMatchObject({
    status: 'assigned',
    agent: { id: 'bob' },
  });
});
