import { afterEach, expect, test } from '@jest/globals';
import { EventFactory } from 'botbuilder';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

let door: FrontDoor;
afterEach(() => door?.close());

const heard: (string | undefined)[] = [];
const open = async () => {
  heard.length = 0;
  door = await openFrontDoor(async (context) => {
    heard.push(context.activity.text);
    if (context.activity.text === 'agent')
      await context.sendActivity(EventFactory.createHandoffInitiation(context, {}));
  });
};

test.each([
  ['[chat F17]', '\u200b\u00a0'],
  ['[chat F17 sibling]', ' \n'],
  ['[chat F17 sibling]', '\u2800\u3164'],
])(
  '%s a user’s message that shows nothing leaves no line, with the bot or an agent: %j',
  async (_tag, text) => {
    await open();
    await door.say(text);
    await door.say('agent');
    const [chat] = await door.chats();
    const log = async () =>
      (await door.store.chats.log(chat?.id ?? ''))
        .filter(({ author }) => author.kind === 'user')
        .map((one) => one.text);
    expect(await log()).toEqual(['agent']);
    expect((await door.say(text)).status).toBe(200);
    await door.say('seen');
    expect(await log()).toEqual(['agent', 'seen']);
  },
);
