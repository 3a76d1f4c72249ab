import { afterEach, expect, test } from '@jest/globals';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

let room: AgentsRoom;
afterEach(() => room.close());

test('a screen name that the admin fixed wins everywhere, and the agent changes it no more [row 36]', async () => {
  room = await openAgentsRoom();
  const alice = await room.signIn('alice');
  await room.store.agents.choose('alice', { screenName: 'Queen of the Desk' });
  room.accounts.set('alice', { ...room.accounts.get('alice')!, screenName: 'Service Desk 7' });
  const me = await room.call('GET', '/api/v1/me', { token: alice });
  expect(me.body.screenName).toBe('Service Desk 7');
  const own = await room.call('PUT', '/api/v1/me/screen-name', {
    token: alice,
    body: { screenName: 'Somebody Else' },
  });
  expect([own.status, own.body.code]).toEqual([403, 'screen-name-fixed']);
  const id = await room.arrive();
  const { body } = await room.call('POST', `/api/v1/chats/${id}/accept`, { token: alice });
  expect(body.chat.agent.screenName).toBe('Service Desk 7');
  const [joined] = (await room.store.chats.log(id)).filter(({ code }) => code === 'chat-accepted');
  expect(joined?.text).toContain('Service Desk 7');
  const sam = await room.signIn('sam');
  const { agents } = (await room.call('GET', '/api/v1/admin/agents', { token: sam })).body;
  expect(agents.find((agent: { id: string }) => agent.id === 'alice').screenName).toBe('Service Desk 7');
  const bobs = await room.arrive();
  const bob = await room.signIn('bob');
  await room.call('POST', `/api/v1/chats/${bobs}/accept`, { token: bob });
  const offered = await room.call('POST', `/api/v1/chats/${bobs}/transfer`, {
    token: bob,
    body: { agentId: 'alice' },
  });
  expect(offered.body.chat.transferTo.screenName).toBe('Service Desk 7');
});
