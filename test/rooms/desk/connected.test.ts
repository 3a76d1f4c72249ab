import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDirectLineStore } from '../../../src/store/direct-line/index.ts';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

let room: AgentsRoom;
let alice: string;
beforeAll(async () => {
  room = await openAgentsRoom();
  alice = await room.signIn('alice');
});
afterAll(() => room?.close());

const user = async (id: string) =>
  (await room.call('GET', `/api/v1/chats/${id}`, { token: alice })).body.chat;

async function onDirectLine() {
  const conversation = { channel: 'directline', id: randomUUID() };
  const dana = { id: 'dl_1', name: 'Dana', verified: false };
  await createDirectLineStore(room.redis).conversations.create(room.desk, conversation.id, dana, 3_600_000);
  return { conversation, id: await room.arrive({ conversation, user: dana }) };
}

test('[chat F14] agents read whether the user is there, in the chat, in lists and in answers, and userConnected says the same for now', async () => {
  const { connections } = room.store;
  const { id, conversation } = await onDirectLine();
  const elsewhere = await room.arrive({ conversation: { channel: 'msteams', id: randomUUID() } });
  await connections.stay([conversation], 60_000);
  expect(await user(id)).toMatchObject({ userConnected: true, user: { name: 'Dana', connected: 'yes' } });
  expect(await user(elsewhere)).toMatchObject({ userConnected: true, user: { connected: 'unknown' } });
  await connections.leave(conversation, 0);
  await connections.left(elsewhere);
  const away = {
    userConnected: false,
    user: { connected: 'no', disconnectedAt: expect.stringMatching(/Z$/) },
  };
  expect(await user(id)).toMatchObject(away);
  const { body } = await room.call('GET', '/api/v1/chats?view=queue', { token: alice });
  for (const one of [id, elsewhere])
    expect(body.chats.find((chat: { id: string }) => chat.id === one)).toMatchObject(away);
  const accepted = await room.call('POST', `/api/v1/chats/${id}/accept`, { token: alice });
  expect(accepted.body.chat).toMatchObject(away);
  await connections.stay([conversation], 60_000);
  const back = await user(id);
  expect(back.user).toMatchObject({ connected: 'yes' });
  expect(back.user).not.toHaveProperty('disconnectedAt');
});

test('[chat F14 sibling] a closed chat has nobody, whatever its user does', async () => {
  const { id, conversation } = await onDirectLine();
  await room.store.connections.stay([conversation], 60_000);
  await room.execute(id, { type: 'cancel' });
  expect(await user(id)).toMatchObject({ status: 'closed', userConnected: false, user: { connected: 'no' } });
});

test('[chat F14] windows hear each change without asking, and those who may not see the chat do not', async () => {
  const { connections } = room.store;
  const { id, conversation } = await onDirectLine();
  await connections.stay([conversation], 60_000);
  const amy = await room.signIn('carl');
  const [hers, his] = [
    await room.follow(await room.ticketFor(alice)),
    await room.follow(await room.ticketFor(amy)),
  ];
  const [{ cursor }] = [await hers.first(), await his.first()];
  await connections.leave(conversation, 0);
  expect(await connections.sweep()).toBe(1);
  expect(await hers.hears(id, 'connected')).toEqual({
    kind: 'connected',
    cursor: expect.any(String),
    chat: id,
    connected: 'no',
    disconnectedAt: expect.stringMatching(/Z$/),
  });
  // A window that was away then hears of it when it comes back.
  const late = await room.follow(await room.ticketFor(alice), cursor);
  await late.hears(id, 'connected');
  // Carl's own chat comes behind it.
  const carls = await room.arrive({ company: 'Other' });
  await his.hears(carls, 'chat');
  expect(his.frames.filter(({ chat }) => chat === id)).toEqual([]);
});
