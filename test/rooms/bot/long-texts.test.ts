import { afterEach, expect, it } from '@jest/globals';
import { Settings } from '../../../config/schema.ts';
import { LONGEST_TAKEN, LONGEST_TEXT } from '../../../src/chat/limits.ts';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

let door: FrontDoor;
afterEach(() => door?.close());

/** A virtual agent that remembers what reached it. */
async function opened() {
  const heard: string[] = [];
  door = await openFrontDoor(async ({ activity }) => {
    if (activity.type === 'message') heard.push(activity.text);
  });
  return heard;
}
const told = () => door.channel.posted.map(({ body }) => String(body.text));

it('[faults 3] sibling: a text that is too long does not reach the virtual agent, and its user learns why', async () => {
  const heard = await opened();
  const longest = 'x'.repeat(LONGEST_TEXT);
  expect((await door.say(`${longest}x`)).status).toBe(200);
  expect(told()).toEqual([
    'Your message was not passed on: it has 16,001 characters, and 16,000 are the limit. Please send it in parts.',
  ]);
  expect(heard).toEqual([]);
  expect((await door.say(longest)).status).toBe(200);
  expect(heard).toEqual([longest]);
});

it('[faults 3] sibling: characters count as people write them', async () => {
  const heard = await opened();
  const text = '👍'.repeat(LONGEST_TEXT);
  await door.say(text);
  expect(heard).toEqual([text]);
});

it('[faults 3] sibling: far too long a text is refused at the door, with what to do', async () => {
  const heard = await opened();
  const reply = await door.say('x'.repeat(LONGEST_TAKEN + 1));
  expect(reply.status).toBe(400);
  expect(reply.body).toMatchObject({ code: 'malformed-activity' });
  expect(JSON.stringify(reply.body)).toContain('more than 65536 characters; send it in parts');
  expect(heard).toEqual([]);
});

it('no setting allows agents longer messages than anybody gets', () => {
  expect(Settings.safeParse({ chats: { mostCharacters: LONGEST_TEXT } }).success).toBe(true);
  expect(Settings.safeParse({ chats: { mostCharacters: LONGEST_TEXT + 1 } }).success).toBe(false);
});
