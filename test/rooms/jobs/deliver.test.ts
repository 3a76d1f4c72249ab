import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { SendResult } from '../../../src/bot/ports.ts';
import type { Delivery } from '../../../src/chat/entry.ts';
import { alice } from '../store/cellar.ts';
import { openWorkshop } from './workshop.ts';

let redis: Redis;
beforeAll(() => {
  redis = new Redis(process.env.TEST_REDIS ?? '');
});
afterAll(() => redis.disconnect());

const busy = (retryAfterMs?: number): SendResult => ({
  kind: 'busy',
  reason: '429',
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});
const refused = (gone: boolean): SendResult => ({ kind: 'refused', reason: '404', gone });

// What a channel's answer to one line means, whether a job sends it or the process that appended it.
const ANSWERS: readonly [string, SendResult, Delivery, number][] = [
  ['delivered', { kind: 'delivered' }, 'delivered', 0],
  ['uncertain', { kind: 'uncertain', reason: '502' }, 'uncertain', 0],
  ['refused', refused(false), 'refused', 0],
  ['refused, the user is gone', refused(true), 'refused', 1],
];

describe.each([['by a job'], ['at once']])('a line sent %s', (way) => {
  const open = async () => {
    const shop = openWorkshop(redis);
    const { id, lane } = await shop.quiet();
    const say = async (text: string) => {
      if (way === 'at once') return shop.say(id, text);
      await shop.house.append(id, alice, text);
      const later = await shop.work(lane);
      if (later !== undefined) shop.wakes.push([later.wake, later.afterMs]);
    };
    return { shop, id, lane, say };
  };

  test.each(ANSWERS)('that is %s', async (_name, answer, delivery, unreachable) => {
    const { shop, id, lane, say } = await open();
    shop.channel.answer = async () => answer;
    await say('hello');
    expect(shop.sent).toEqual(['3 hello']);
    expect(await shop.delivery(id, 3)).toBe(delivery);
    expect(shop.unreachable).toHaveLength(unreachable);
    expect(shop.held).toEqual(delivery === 'refused' ? [3] : []);
    expect(shop.wakes).toEqual([]);
    expect((await shop.house.store.lanes.take(lane)).kind).toBe('empty');
  });

  test.each([
    ['as long as the channel asks', busy(7_000), 7_000, 7_350],
    ['a moment where it does not say', busy(), 375, 1_000],
  ])('that has to wait: %s, and holds back what comes after it', async (_name, answer, least, most) => {
    const { shop, id, lane, say } = await open();
    shop.channel.answer = async () => answer;
    await say('hello');
    await shop.house.append(id, alice, 'second');
    expect(shop.wakes).toHaveLength(1);
    const [wake, afterMs] = shop.wakes[0]!;
    expect(wake.lane).toBe(lane);
    expect(afterMs).toBeGreaterThanOrEqual(least);
    expect(afterMs).toBeLessThanOrEqual(most);
    expect(await shop.delivery(id, 3)).toBe('pending');
    expect(shop.held).toEqual([3]);
    shop.channel.answer = async () => ({ kind: 'delivered' });
    await shop.work(lane);
    expect(shop.sent).toEqual(['3 hello', '3 hello', '4 second']);
    expect(await shop.delivery(id, 4)).toBe('delivered');
  });

  test('that has to wait is sent again even where that could not be written down', async () => {
    const { shop, id, lane, say } = await open();
    shop.channel.answer = async () => busy();
    shop.trouble.held = new Error('the store is away');
    await say('hello');
    delete shop.trouble.held;
    await shop.letRunOut(lane);
    await shop.work(lane);
    expect(await shop.delivery(id, 3)).toBe('pending');
    expect(shop.held).toEqual([3]);
  });

  test('what was appended meanwhile is sent by the same holder, in order', async () => {
    const { shop, id, lane, say } = await open();
    shop.channel.answer = async ({ text }) => {
      if (text === 'one') for (const more of ['two', 'three']) await shop.house.append(id, alice, more);
      return { kind: 'delivered' };
    };
    await say('one');
    expect(shop.sent).toEqual(['3 one', '4 two', '5 three']);
    expect((await shop.house.store.lanes.take(lane)).kind).toBe('empty');
  });

  test('whose holder lost the lane while it sent: the heir decides, and nothing is marked by the loser', async () => {
    const { shop, id, lane, say } = await open();
    shop.channel.answer = async () => {
      await shop.letRunOut(lane);
      const heir = await shop.take(lane);
      expect(heir.sending).toBe(3);
      return { kind: 'delivered' };
    };
    await say('hello');
    expect(await shop.delivery(id, 3)).toBe('pending');
    expect((await shop.house.store.lanes.take(lane)).kind).toBe('busy');
  });

  test.each([
    ['on a foreign channel it is uncertain, and not sent again', false, ['3 hello', '4 next'], 'uncertain'],
    [
      'our own Direct Line drops a repeat, so it is sent again',
      true,
      ['3 hello', '3 hello', '4 next'],
      'delivered',
    ],
  ] as const)('whose holder was killed in the middle: %s', async (_name, dropsRepeats, sent, delivery) => {
    const { shop, id, lane } = await open();
    shop.channel.dropsRepeats = dropsRepeats;
    // A killed process: it said what it was about to send, sent it, and was never heard of again.
    if (way === 'at once') await shop.house.append(id, alice, 'hello', { leaseMs: 10_000 });
    else {
      await shop.house.append(id, alice, 'hello');
      const { fence } = await shop.take(lane);
      await shop.house.store.lanes.sending(lane, fence, 3);
    }
    shop.sent.push('3 hello');
    await shop.letRunOut(lane);
    await shop.house.append(id, alice, 'next');
    await shop.work(lane);
    expect(shop.sent).toEqual(sent);
    expect(await shop.delivery(id, 3)).toBe(delivery);
    expect(await shop.delivery(id, 4)).toBe('delivered');
  });
});

test('a send at once that fails unexpectedly leaves the lane to the sweep', async () => {
  const shop = openWorkshop(redis);
  const { id, lane } = await shop.quiet();
  shop.channel.answer = async () => {
    throw new Error('bug');
  };
  await expect(shop.say(id, 'hello')).rejects.toThrow('bug');
  await shop.letRunOut(lane);
  expect(await shop.house.store.lanes.wakeOverdue()).toMatchObject([{ lane }]);
  expect(await shop.take(lane)).toMatchObject({ sending: 3 });
});

test('a channel that stays busy is given up after a dozen tries, and the next line goes out', async () => {
  const shop = openWorkshop(redis);
  const { id, lane } = await shop.quiet();
  shop.channel.answer = async ({ text }) => (text === 'hello' ? busy(500) : { kind: 'delivered' });
  await shop.house.append(id, alice, 'hello');
  await shop.house.append(id, alice, 'next');
  for (let i = 0; i < 12; i++) expect(await shop.work(lane)).toMatchObject({ wake: { lane } });
  expect(await shop.work(lane)).toBeUndefined();
  expect(await shop.delivery(id, 3)).toBe('refused');
  expect(await shop.delivery(id, 4)).toBe('delivered');
  expect(shop.sent.filter((line) => line === '3 hello')).toHaveLength(13);
});

test('the state of the handoff keeps its place among the lines', async () => {
  const shop = openWorkshop(redis);
  const { id } = await shop.house.waiting();
  await shop.house.done(id, { type: 'accept', by: alice });
  await shop.house.append(id, alice, 'hello');
  await shop.work(`c.${id}`);
  expect(shop.sent).toEqual(['1 chat-requested', 'requested', '2 chat-accepted', 'accepted', '3 hello']);
});

test('a state that cannot be told for good is recorded, and the lane goes on', async () => {
  const shop = openWorkshop(redis);
  shop.channel.status = async (state) => (state === 'requested' ? refused(true) : { kind: 'delivered' });
  const { id } = await shop.house.owned();
  await shop.work(`c.${id}`);
  expect(shop.sent).toEqual(['1 chat-requested', 'requested', '2 chat-accepted', 'accepted']);
  expect(shop.recorded.map(([, reason]) => reason)).toEqual(['404']);
});

test('a state that nobody takes for a dozen tries is given up, and the lane goes on', async () => {
  const shop = openWorkshop(redis);
  shop.channel.status = async (state) => (state === 'requested' ? busy(500) : { kind: 'delivered' });
  const { id } = await shop.house.owned();
  for (let i = 0; i < 12; i++)
    expect(await shop.work(`c.${id}`)).toMatchObject({ wake: { lane: `c.${id}` } });
  expect(await shop.work(`c.${id}`)).toBeUndefined();
  expect(shop.sent.slice(-2)).toEqual(['2 chat-accepted', 'accepted']);
});

test('lines of a chat that is gone are dropped', async () => {
  const shop = openWorkshop(redis);
  const { id } = await shop.house.owned();
  await shop.house.redis.del(shop.house.keys.chat(id));
  await shop.work(`c.${id}`);
  expect(shop.sent).toEqual([]);
});
