import { afterEach, expect, test } from '@jest/globals';
import { openFrontDoor } from './front-door.ts';

// Whoever reads the answer, or the log, is told whose fault it is.

let door: Awaited<ReturnType<typeof openFrontDoor>> | undefined;
afterEach(async () => {
  await door?.close();
  door = undefined;
});

const open = async () => {
  door = await openFrontDoor(async (context) => {
    if (context.activity.text === 'broken bot')
      throw new Error('connect ECONNREFUSED 127.0.0.1:9: Connection is closed.');
    await context.sendActivity('hello');
  });
  return door;
};

test.each([
  [503, /answered 503/],
  [400, /answered 400/],
  [403, /answered 403/],
])('[faults 8d] a channel that answers the bot’s reply with %i is named', async (status, why) => {
  const { post, channel } = await open();
  channel.answers.push({ status });
  const answer = await post({ id: 'r-1', text: 'hi' });
  expect(answer).toMatchObject({
    status: 502,
    body: { code: 'reply-not-taken', detail: expect.stringMatching(why) },
  });
  expect((await post({ id: 'r-1', text: 'hi' })).status).toBe(200);
});

test('[faults 8d] sibling: a channel that is not there is named, not the store', async () => {
  const { post, channel } = await open();
  await channel.close();
  const answer = await post({ id: 'r-1', text: 'hi' });
  expect(answer).toMatchObject({
    status: 502,
    body: { code: 'reply-not-taken', detail: expect.stringContaining('ECONNREFUSED') },
  });
});

test('[faults 8d] sibling: a bot’s own error is ours to look into, whatever words it has', async () => {
  const { post } = await open();
  expect(await post({ id: 'r-1', text: 'broken bot' })).toMatchObject({
    status: 500,
    body: { code: 'internal' },
  });
});
