import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import { EventFactory } from 'botbuilder';
import type { Typing } from '../../../src/store/store.ts';
import { eventually } from '../../support/eventually.ts';
import { ALICE } from '../sync/post-room.ts';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

let door: FrontDoor;
afterEach(() => door?.close());

/** A chat with alice in it, and what windows would be shown of typing. */
async function talking(over: { url?: string } = {}) {
  const heard: string[] = [];
  door = await openFrontDoor(async (context) => {
    heard.push(context.activity.type);
    if (context.activity.text === 'agent')
      await context.sendActivity(EventFactory.createHandoffInitiation(context, { question: 'VPN' }));
  });
  const seen: Typing[] = [];
  const following = await door.store.typing.follow((typing) => void seen.push(typing));
  await door.say('agent', randomUUID(), over.url === undefined ? {} : { serviceUrl: over.url });
  const [chat] = await door.chats();
  if (chat === undefined) throw new Error('no chat');
  await door.execute(chat.id, { type: 'accept', by: ALICE });
  heard.length = 0;
  return { chat, heard, seen, stop: () => following.stop() };
}

test('a user who types while a chat is open is shown to its agents; the bot hears nothing and the log holds nothing', async () => {
  const { chat, heard, seen, stop } = await talking();
  const before = await door.store.chats.log(chat.id);
  expect((await door.post({ type: 'typing', id: randomUUID() })).status).toBe(200);
  expect((await door.post({ type: 'typing' })).status).toBe(200);
  await eventually(() => seen.length > 0, 'it is told');
  expect(seen).toEqual([
    {
      chat: chat.id,
      who: { kind: 'user', id: 'user-1', name: 'Dana Reyes' },
      agents: ['alice'],
    },
  ]);
  expect(heard).toEqual([]);
  expect(await door.store.chats.log(chat.id)).toEqual(before);
  stop();
});

test('a user who types while no chat is open is heard by the bot alone', async () => {
  const { chat, heard, seen, stop } = await talking();
  await door.execute(chat.id, { type: 'end', by: ALICE, resolveTicket: false });
  await door.post({ type: 'typing', id: randomUUID() });
  expect(heard).toEqual(['typing']);
  expect(seen).toEqual([]);
  stop();
});

test('an agent who types reaches the channel as typing, under his screen name, and in no log', async () => {
  const { chat, stop } = await talking();
  const before = door.channel.posted.length;
  await door.door.sendTyping(chat, 'Alice Smith');
  expect(door.channel.posted.slice(before).map(({ body }) => body)).toMatchObject([
    {
      type: 'typing',
      from: { id: 'bot', name: 'Alice Smith', role: 'bot' },
      recipient: { id: 'user-1' },
      conversation: { id: door.conversation },
    },
  ]);
  stop();
});

test('on our own Direct Line it stays in the house', async () => {
  const { chat, stop } = await talking();
  await door.door.receive({
    type: 'message',
    id: randomUUID(),
    text: 'hello',
    channelId: chat.conversation.channel,
    conversation: { id: door.conversation },
    from: { id: 'user-1', name: 'Dana Reyes' },
  });
  await eventually(async () => door.door.dropsRepeats(chat), 'the new address holds');
  const before = door.channel.posted.length;
  await door.door.sendTyping(chat, 'Alice Smith');
  expect(door.direct.map(({ conversation, activity }) => [conversation, activity.type])).toEqual([
    [door.conversation, 'typing'],
  ]);
  expect(door.channel.posted).toHaveLength(before);
  stop();
});

test.each([
  ['refused', { status: 404 }],
  ['broken', 'reset'],
  ['busy', { status: 503 }],
] as const)('a channel that is %s at it disturbs nothing: the chat is as it was', async (_name, answer) => {
  const { chat, stop } = await talking();
  const before = await door.store.chats.read(chat.id);
  door.channel.answers.push(answer);
  await door.door.sendTyping(chat, 'Alice Smith');
  expect(await door.store.chats.read(chat.id)).toEqual(before);
  stop();
});
