import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Settings } from '../../../config/schema.ts';
import { assignChats } from '../../../src/desk/assigning.ts';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

// Who looks after the work of others is given no chat unwished. `sam` is agent and supervisor.

let room: AgentsRoom;
beforeEach(async () => {
  room = await openAgentsRoom({ desk: { autoAccept: true } });
});
afterEach(() => room.close());

const me = async (token: string) => (await room.call('GET', '/api/v1/me', { token })).body;
const choose = (token: string, available: boolean) =>
  room.call('PUT', '/api/v1/me/availability', { token, body: { available } });
const assign = () =>
  assignChats({
    store: room.store,
    settings: { current: () => ({ ...Settings.parse({ desk: { autoAccept: true } }), version: 1 }) },
    accounts: () => room.accounts,
    execute: room.execute,
    random: () => 0,
  });

test('[pages D12] a supervisor who signs in is not available and gets no chat until they wish for one', async () => {
  const sam = await room.signIn('sam');
  expect(await me(sam)).toMatchObject({ available: false });
  await room.arrive();
  expect(await assign()).toBe(0);
  await choose(sam, true);
  expect(await assign()).toBe(1);
});

test('[pages D12 sibling] an admin alike, and the next day again; a second window changes nothing', async () => {
  room.accounts.set('ada', {
    ...room.accounts.get('sam')!,
    id: 'ada',
    name: 'Ada',
    roles: ['agent', 'admin'],
  });
  const first = await room.signIn('ada');
  await choose(first, true);
  const second = await room.signIn('ada');
  expect(await me(second)).toMatchObject({ available: true });
  await room.call('DELETE', '/api/v1/session', { token: first });
  await room.store.agents.endLease('ada');
  expect(await me(await room.signIn('ada'))).toMatchObject({ available: false });
});

test('[pages D12 sibling] an agent who is no supervisor begins available; a supervisor accepts by hand all the same', async () => {
  const sam = await room.signIn('sam');
  const id = await room.arrive();
  expect((await room.call('POST', `/api/v1/chats/${id}/accept`, { token: sam })).status).toBe(200);
  const alice = await room.signIn('alice');
  expect(await me(alice)).toMatchObject({ available: true });
  await room.arrive();
  expect(await assign()).toBe(1);
  expect((await room.call('GET', '/api/v1/chats?view=mine', { token: alice })).body.chats).toHaveLength(1);
});

test('[pages D12 sibling] the desk shows a supervisor who was never here as unavailable, and an agent as available', async () => {
  room.accounts.set('ada', {
    ...room.accounts.get('sam')!,
    id: 'ada',
    name: 'Ada',
    roles: ['agent', 'admin'],
  });
  const sam = await room.signIn('sam');
  const { agents } = (await room.call('GET', '/api/v1/admin/agents', { token: sam })).body;
  const available = (id: string) => agents.find((one: { id: string }) => one.id === id)?.available;
  expect([available('ada'), available('alice')]).toEqual([false, true]);
});
