import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { type Held, LaneLost } from '../../../jobs/errand.ts';
import { workLane } from '../../../jobs/work-lane.ts';
import { busy, done, missing, type Outcome, refused, unknown } from '../../../src/connector/outcome.ts';
import type { Delivered } from '../../../src/store/lanes.ts';
import { openWorkshop } from './workshop.ts';

let redis: Redis;
beforeAll(() => {
  redis = new Redis(process.env.TEST_REDIS ?? '');
});
afterAll(() => redis.disconnect());

const LANE = 't.chat-1.1.itsm';

/** A ticket's lane with three errands; `first` answers for the first of them. */
async function ticketLane(first: (held: Held) => Promise<Outcome<Delivered | undefined>>) {
  const seen: string[] = [];
  const job = (name: string) => async (held: Held) => {
    seen.push(`${name} ${held.tries}`);
    expect(held).toMatchObject({ chat: 'chat-1', lane: LANE, args: { n: 1 } });
    return name === 'open-ticket' ? first(held) : done(undefined);
  };
  const names = ['open-ticket', 'append-transcript', 'change-ticket'];
  const shop = openWorkshop(redis, Object.fromEntries(names.map((name) => [name, job(name)])));
  const { keys } = shop.house;
  await redis.rpush(keys.laneItems(LANE), ...names.map((name) => `${name} {"n":1}`));
  return { ...shop, seen, items: () => redis.lrange(keys.laneItems(LANE), 0, -1) };
}

const ALL = ['open-ticket 0', 'append-transcript 0', 'change-ticket 0'];

test('works a lane off in order and gives it back', async () => {
  const shop = await ticketLane(async () => done(undefined));
  expect(await shop.work(LANE)).toBeUndefined();
  expect(shop.seen).toEqual(ALL);
  expect(await shop.house.store.lanes.take(LANE)).toEqual({ kind: 'empty' });
});

test.each([
  ['refused', refused('no such form'), 'no such form'],
  ['missing', missing('gone'), 'gone'],
])('%s: recorded, and the lane goes on', async (_name, outcome, reason) => {
  const shop = await ticketLane(async () => outcome);
  await shop.work(LANE);
  expect(shop.seen).toEqual(ALL);
  expect(shop.recorded).toEqual([[{ chat: 'chat-1', job: 'open-ticket', args: { n: 1 } }, reason]]);
});

test.each([
  ['busy', busy('429', 7_000), 7_000],
  ['busy for very long', busy('429', 3_600_000), 300_000],
  ['unknown', unknown('timeout', 20_000), 20_000],
])(
  '%s: the head waits, counted, and what comes after it keeps its place',
  async (_name, outcome, afterMs) => {
    let answer: Outcome<undefined> = outcome;
    const shop = await ticketLane(async () => answer);
    const later = await shop.work(LANE);
    expect(later).toMatchObject({ wake: { lane: LANE } });
    // Up to a twentieth later, so that a crowd spreads.
    expect(later?.afterMs).toBeGreaterThanOrEqual(afterMs);
    expect(later?.afterMs).toBeLessThanOrEqual(Math.ceil(afterMs * 1.05));
    expect(await shop.items()).toHaveLength(3);
    await shop.work(LANE);
    answer = done(undefined);
    await shop.work(LANE);
    expect(shop.seen).toEqual(['open-ticket 0', 'open-ticket 1', 'open-ticket 2', ...ALL.slice(1)]);
    expect(shop.recorded).toEqual([]);
  },
);

test('an unexpected error is a head that has to wait, not a lane that stops', async () => {
  let failing = true;
  const shop = await ticketLane(async () => {
    if (failing) throw new TypeError('bug');
    return done(undefined);
  });
  expect(await shop.work(LANE)).toMatchObject({ wake: { lane: LANE } });
  failing = false;
  await shop.work(LANE);
  expect(await shop.items()).toEqual([]);
});

test('an errand that fails unexpectedly time and again is recorded, and the lane goes on', async () => {
  const shop = await ticketLane(async () => {
    throw new TypeError('bug');
  });
  for (let i = 0; i < 10; i++) expect(await shop.work(LANE)).toMatchObject({ wake: { lane: LANE } });
  expect(await shop.work(LANE)).toBeUndefined();
  expect(shop.recorded).toEqual([
    [{ chat: 'chat-1', job: 'open-ticket', args: { n: 1 } }, expect.stringContaining('unexpected error')],
  ]);
  expect(shop.seen.slice(-2)).toEqual(ALL.slice(1));
});

test('the breaker hears what the ITSM answered, not what went wrong in the house', async () => {
  const told: string[] = [];
  let bug = true;
  const shop = await ticketLane(async () => {
    if (bug) throw new TypeError('bug');
    return busy('503');
  });
  const tools = {
    ...shop.tools,
    ask: async () => ({ told: async ({ kind }: Outcome<unknown>) => void told.push(kind) }),
  };
  await redis.lpush(shop.house.keys.laneItems(LANE), 'dance {"n":1}');
  await workLane(await shop.take(LANE), tools);
  await redis.lpop(shop.house.keys.laneItems(LANE));
  await workLane(await shop.take(LANE), tools);
  expect(told).toEqual([]);
  bug = false;
  await workLane(await shop.take(LANE), tools);
  expect(told).toEqual(['busy']);
});

test('an errand that nobody knows here waits for a process that does', async () => {
  const shop = await ticketLane(async () => done(undefined));
  await redis.lpush(shop.house.keys.laneItems(LANE), 'dance {"n":1}');
  expect(await shop.work(LANE)).toMatchObject({ wake: { lane: LANE } });
  expect(shop.seen).toEqual([]);
  expect(await shop.items()).toHaveLength(4);
});

test('whoever notices that the lane is lost stops at once', async () => {
  const shop = await ticketLane(async () => {
    throw new LaneLost(LANE);
  });
  expect(await shop.work(LANE)).toBeUndefined();
  expect(shop.seen).toEqual(['open-ticket 0']);
  expect(await shop.items()).toHaveLength(3);
});

test('a lane lost without being noticed: the next step is the heir’s', async () => {
  const shop = await ticketLane(async () => {
    await shop.letRunOut(LANE);
    await shop.take(LANE);
    return done(undefined);
  });
  expect(await shop.work(LANE)).toBeUndefined();
  expect(shop.seen).toEqual(['open-ticket 0']);
  expect(await shop.items()).toHaveLength(3);
});

test('a lane by a name that no lane has is a bug', async () => {
  const shop = await ticketLane(async () => done(undefined));
  await redis.rpush(shop.house.keys.laneItems('x.1'), 'dance {}');
  await expect(shop.work('x.1')).rejects.toThrow('no lane is called x.1');
});
