import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import { EventFactory } from 'botbuilder';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

// Whether a user is there, by what their channel tells of the conversation.

let door: FrontDoor;
afterEach(() => door?.close());

const USER = { id: 'user-1' };
const BOT = { id: 'bot' };

/** A chat out of a conversation whose channel tells nothing by itself. */
async function talking() {
  door = await openFrontDoor(async (context) => {
    if (context.activity.text === 'agent')
      await context.sendActivity(EventFactory.createHandoffInitiation(context, { question: 'VPN' }));
  });
  await door.say('agent');
  const [chat] = await door.chats();
  if (chat === undefined) throw new Error('no chat');
  return {
    async connected() {
      const now = await door.store.chats.readAll([chat.id]);
      return (await door.store.connections.of(now))(chat).connected;
    },
  };
}

const tell = async (activity: object) =>
  expect((await door.post({ id: randomUUID(), ...activity })).status).toBe(200);

test.each([
  ['[chat F14] the bot is uninstalled', { type: 'installationUpdate', action: 'remove' }],
  ['[chat F14] the bot is taken out', { type: 'conversationUpdate', membersRemoved: [{ id: 'x' }, BOT] }],
  ['[chat F14 sibling] the user leaves', { type: 'conversationUpdate', membersRemoved: [USER] }],
  [
    '[chat F14 sibling] the user takes the bot off their contacts',
    { type: 'contactRelationUpdate', action: 'remove' },
  ],
  ['[chat F14 sibling] the user ends the conversation', { type: 'endOfConversation' }],
])('%s: not connected, without a line of theirs', async (_what, activity) => {
  const chat = await talking();
  expect(await chat.connected()).toBe('unknown');
  await tell(activity);
  expect(await chat.connected()).toBe('no');
});

test.each([
  ['somebody else leaves', { type: 'conversationUpdate', membersRemoved: [{ id: 'user-2' }] }],
  ['somebody joins', { type: 'conversationUpdate', membersAdded: [{ id: 'user-2' }] }],
  ['the bot is upgraded', { type: 'installationUpdate', action: 'remove-upgrade' }],
  ['odd members', { type: 'conversationUpdate', membersRemoved: [{}, { id: null }] }],
])('[chat F14 sibling] %s: nothing is known of the user by that', async (_what, activity) => {
  const chat = await talking();
  await tell(activity);
  expect(await chat.connected()).toBe('unknown');
});

test.each([
  ['is installed again', { type: 'installationUpdate', action: 'add' }],
  ['is put back', { type: 'conversationUpdate', membersAdded: [BOT] }],
  ['hears the user again', { type: 'message', text: 'hello?' }],
])('[chat F14 sibling] a bot that %s: the user may be there', async (_what, activity) => {
  const chat = await talking();
  await tell({ type: 'installationUpdate', action: 'remove' });
  expect(await chat.connected()).toBe('no');
  await tell(activity);
  expect(await chat.connected()).toBe('unknown');
});
