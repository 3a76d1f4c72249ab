import { afterEach, expect, test } from '@jest/globals';
import { EventFactory } from 'botbuilder';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

let door: FrontDoor;
afterEach(() => door?.close());

const FAMILY = '👨‍👩‍👧';

/** What stands in the chat of a user who asked for an agent in these words. */
async function chatOf(words: string, question?: string) {
  door = await openFrontDoor(async (context) => {
    await context.sendActivity(`${'b'.repeat(7_995)}${FAMILY}${FAMILY}`);
    await context.sendActivity(
      EventFactory.createHandoffInitiation(context, question === undefined ? {} : { question }),
    );
  });
  await door.say(words);
  const [chat] = await door.chats();
  if (chat === undefined) throw new Error('no chat');
  return { chat, log: await door.store.chats.log(chat.id) };
}

test.each([
  ['[chat F15]', FAMILY],
  ['[chat F15 sibling]', '🇩🇪'],
  ['[chat F15 sibling]', '😀'],
])('%s a subject and the bot’s long line are cut between graphemes: %s', async (_tag, one) => {
  for (const before of [295, 296, 297, 298, 299]) {
    const { chat, log } = await chatOf(`${'a'.repeat(before)}${one.repeat(5)}`);
    expect(chat.subject.length).toBeLessThanOrEqual(300);
    expect(chat.subject.replaceAll(one, '')).toBe('a'.repeat(before));
    const line = log.find(({ author }) => author.kind === 'bot')?.text ?? '';
    expect(line).toBe(`${'b'.repeat(7_995)}…`);
    await door.close();
  }
});

test('[chat F15 sibling] so is the question that a bot hands over', async () => {
  const { chat } = await chatOf('agent', `${'q'.repeat(298)}${FAMILY}`);
  expect(chat.subject).toBe('q'.repeat(298));
});
