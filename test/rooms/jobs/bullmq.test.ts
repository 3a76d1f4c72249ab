import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Held } from '../../../jobs/errand.ts';
import { connectorQueue, DELIVER, jobQueues, openQueue } from '../../../jobs/queues.ts';
import { createRelay, type Relay } from '../../../jobs/relay.ts';
import { sweepDeadlines } from '../../../jobs/sweep-deadlines.ts';
import { sweepOutbox } from '../../../jobs/sweep-outbox.ts';
import { startWorkers } from '../../../jobs/workers.ts';
import { busy, done, type Outcome, refused } from '../../../src/connector/outcome.ts';
import { createLog } from '../../../src/shared/log.ts';
import { eventually } from '../../support/eventually.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { alice } from '../store/cellar.ts';
import { openWorkshop } from './workshop.ts';

// The job queues' names are the same for every desk, so these tests have a Redis of their own.
let server: TestRedis;
let redis: Redis;
let shop: ReturnType<typeof openWorkshop>;
let relay: Relay;
let workers: Awaited<ReturnType<typeof startWorkers>>;
/** Lanes that a job has come for. */
let visits: string[];
/** How often the sweep with a long turn has begun; it fails twice. */
let hourly: number;
/** What an errand of a ticket does. */
let onTicket: (held: Held) => Promise<Outcome<undefined>>;

const ITSM = connectorQueue('itsm');
const log = createLog('silent');

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.path);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

beforeEach(async () => {
  await redis.flushall();
  visits = [];
  hourly = 0;
  shop = openWorkshop(redis, {
    'open-ticket': (held) => onTicket(held),
  });
  relay = createRelay(jobQueues(server.path, 'main'), [DELIVER, ITSM], log);
  const { lanes, deadlines } = shop.house.store;
  const take: typeof lanes.take = (lane) => {
    visits.push(lane);
    return lanes.take(lane);
  };
  workers = await startWorkers({
    queues: jobQueues(server.path, 'main'),
    tools: { ...shop.tools, lanes: { ...lanes, take } },
    connectorQueues: new Map([[ITSM, 2]]),
    sweeps: {
      'sweep-outbox': { everyMs: 1_000, run: () => sweepOutbox(lanes, relay.wake) },
      hourly: {
        everyMs: 3_600_000,
        run: async () => {
          hourly += 1;
          if (hourly <= 2) throw new Error('Redis is full');
        },
      },
      'sweep-deadlines': {
        everyMs: 1_000,
        run: () =>
          sweepDeadlines(deadlines, shop.house.clock.now(), async ({ chat, kind, epoch }) => {
            const executed = await shop.house.execute(chat, { type: 'pass-deadline', kind, epoch });
            return executed.kind !== 'refused' || executed.refusal.code !== 'conflict';
          }),
      },
    },
    log,
  });
});
afterEach(async () => {
  await workers.close();
  await relay.close();
});

/** Resolves once a job that is added now has come to its end: those before it have too. */
async function jobsBefore(): Promise<void> {
  const lane = `c.marker-${randomUUID()}`;
  await relay.wake([{ lane, wake: 1 }]);
  await eventually(() => visits.includes(lane), 'the job after');
}
const visitsOf = (lane: string) => visits.filter((one) => one === lane);

test('a wake becomes a job, and the job works the lane off', async () => {
  const { id } = await shop.house.owned();
  await relay.wake(shop.house.wakes);
  await eventually(async () => (await shop.delivery(id, 2)) === 'delivered', 'the delivery');
  await eventually(() => shop.sent.length === 4, 'the states');
  expect(shop.sent).toEqual(['1 chat-requested', 'requested', '2 chat-accepted', 'accepted']);
  await workers.alive();
});

test('[faults 5] sibling: a sweep with a long turn that fails does not wait for its next one', async () => {
  // Twice at the start: for its schedule, and for what a crash may have left.
  await eventually(() => hourly > 2, 'another try');
});

test('a job for an empty lane does nothing', async () => {
  const { id, lane } = await shop.quiet();
  await relay.wake([{ lane, wake: 77 }]);
  await eventually(() => visitsOf(lane).length === 1, 'the job');
  await jobsBefore();
  expect(shop.sent).toEqual([]);
  const queue = openQueue(jobQueues(server.path, 'main'), DELIVER);
  await eventually(
    async () => (await queue.getJobState(`main-${lane}-77`)) === 'completed',
    'the end of the job',
  );
  await queue.close();
  expect(await shop.delivery(id, 2)).toBe('delivered');
});

test('two wakes with the same number are one job, also where the first has been done', async () => {
  const { lane } = await shop.quiet();
  await Promise.all([1, 2, 3].map(() => relay.wake([{ lane, wake: 8 }])));
  await jobsBefore();
  await relay.wake([{ lane, wake: 8 }]);
  await jobsBefore();
  expect(visitsOf(lane)).toHaveLength(1);
  await relay.wake([{ lane, wake: 9 }]);
  await eventually(() => visitsOf(lane).length === 2, 'the next wake');
});

test('a busy head is delayed, and neither its lane nor another is held up for longer', async () => {
  const slow = await shop.quiet();
  const other = await shop.quiet();
  let tries = 0;
  shop.channel.answer = async ({ text }) =>
    text === 'slow' && tries++ < 2
      ? { kind: 'busy', reason: '429', retryAfterMs: 500 }
      : { kind: 'delivered' };
  await shop.house.append(slow.id, alice, 'slow');
  await shop.house.append(slow.id, alice, 'behind it');
  await shop.house.append(other.id, alice, 'other');
  await relay.wake([slow, other].map(({ lane }) => ({ lane, wake: 90 })));
  await eventually(async () => (await shop.delivery(slow.id, 4)) === 'delivered', 'the slow lane');
  // The other lane was done before the slow one's second try, and the slow one kept its order.
  expect(shop.sent.indexOf('3 other')).toBeLessThan(shop.sent.lastIndexOf('3 slow'));
  expect(shop.sent.filter((line) => line !== '3 other')).toEqual([
    '3 slow',
    '3 slow',
    '3 slow',
    '4 behind it',
  ]);
});

test('a wake that never became a job is found by the sweep', async () => {
  const { id, lane } = await shop.quiet();
  expect(await shop.house.append(id, alice, 'hello')).toMatchObject({ wake: { lane } });
  await eventually(async () => (await shop.delivery(id, 3)) === 'delivered', 'the sweep');
  expect(shop.sent).toEqual(['3 hello']);
});

test('a chat whose deadline has passed is closed by the sweep, once', async () => {
  const { id } = await shop.house.waiting();
  const open = await shop.house.waiting();
  await redis.zadd(shop.house.keys.deadlines, 1, `${open.id}|waiting|7`);
  shop.house.clock.ahead = 600_001;
  await eventually(async () => (await shop.house.read(id)).status === 'closed', 'the sweep');
  expect((await shop.house.read(id)).disposition).toBe('unresolved');
  await eventually(async () => (await redis.zcard(shop.house.keys.deadlines)) === 0, 'nothing due');
  expect((await shop.house.store.chats.log(id)).map(({ code }) => code)).toEqual([
    'chat-requested',
    'chat-timed-out',
  ]);
});

test('no more tickets are written at once than the connector may, and each lane once', async () => {
  let now = 0;
  let most = 0;
  const finished: string[] = [];
  onTicket = async ({ lane }) => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 20));
    now -= 1;
    finished.push(lane);
    return done(undefined);
  };
  const lanes = Array.from({ length: 8 }, (_, i) => `t.chat-${i}.1.itsm`);
  for (const lane of lanes) await redis.rpush(shop.house.keys.laneItems(lane), 'open-ticket {"n":1}');
  await relay.wake(lanes.map((lane) => ({ lane, wake: 1 })));
  await eventually(() => finished.length >= 8, 'the tickets');
  expect(finished.toSorted()).toEqual(lanes);
  expect(most).toBe(2);
});

test('heads that have to wait take no slot from other lanes', async () => {
  const seen: string[] = [];
  onTicket = async ({ lane, tries }) => {
    seen.push(`${lane} ${tries}`);
    return lane !== 't.chat-2.1.itsm' && tries === 0 ? busy('429', 1_500) : done(undefined);
  };
  const lanes = [0, 1, 2].map((i) => `t.chat-${i}.1.itsm`);
  for (const lane of lanes) await redis.rpush(shop.house.keys.laneItems(lane), 'open-ticket {"n":1}');
  await relay.wake(lanes.slice(0, 2).map((lane) => ({ lane, wake: 1 })));
  await eventually(() => seen.length === 2, 'two busy lanes, as many as there are slots');
  await relay.wake([{ lane: lanes[2]!, wake: 1 }]);
  await eventually(() => seen.length === 5, 'the end of all');
  expect(seen[2]).toBe('t.chat-2.1.itsm 0');
  expect(seen.slice(3).toSorted()).toEqual(['t.chat-0.1.itsm 1', 't.chat-1.1.itsm 1']);
});

test('a lane of a connector that is no longer configured comes to a worker all the same, who may say so', async () => {
  const lane = 't.chat-1.1.gone';
  const asked: string[] = [];
  onTicket = async (held) => {
    asked.push(held.lane);
    return refused('no connector is called gone');
  };
  await redis.rpush(shop.house.keys.laneItems(lane), 'open-ticket {"n":1}');
  await relay.wake([{ lane, wake: 1 }]);
  await eventually(() => shop.recorded.length === 1, 'the record');
  expect(asked).toEqual([lane]);
});

test('jobs carry a lane and nothing of what was said', async () => {
  const { id } = await shop.quiet();
  await shop.house.append(id, alice, 'a secret');
  await relay.wake([{ lane: `c.${id}`, wake: 50 }], 60_000);
  const queue = openQueue(jobQueues(server.path, 'main'), DELIVER);
  const job = await queue.getJob(`main-c.${id}-50`);
  expect(job?.data).toEqual({ desk: 'main', lane: `c.${id}` });
  expect(job?.opts.delay).toBe(60_000);
  await queue.close();
});
