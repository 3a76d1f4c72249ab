import { afterEach, expect, test } from '@jest/globals';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

let door: FrontDoor;
afterEach(() => door?.close());

test('[chat F16] a channel’s locale is kept as a tag; one that is none is refused nobody and undoes nothing', async () => {
  door = await openFrontDoor(async () => {});
  const known = () => door.store.conversations.locale({ channel: 'test', id: door.conversation });
  for (const locale of ['de_DE', 'POSIX', 'x'.repeat(300), 5, ''])
    expect((await door.say('hello', undefined, { locale })).status).toBe(200);
  expect(await known()).toBe('de-DE');
});
