import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Job } from '../../../jobs/errand.ts';
import { createLinger } from '../../../jobs/linger.ts';
import { connectorQueue, jobQueues } from '../../../jobs/queues.ts';
import { createRelay, type Relay } from '../../../jobs/relay.ts';
import { createJudge } from '../../../jobs/run.ts';
import { createWaits } from '../../../jobs/waits.ts';
import { startWorkers } from '../../../jobs/workers.ts';
import { busy, done, type Outcome, refused } from '../../../src/connector/outcome.ts';
import { createLog } from '../../../src/shared/log.ts';
import { keysOf } from '../../../src/store/keys.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { eventually } from '../../support/eventually.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';

// An ITSM with one slot, whose calls end when the test says so.

const QUEUE = connectorQueue('helix');
const SLOT_MS = 50;

let server: TestRedis;
let redis: Redis;
let store: Store;
let desk: string;
let relay: Relay;
let workers: Awaited<ReturnType<typeof startWorkers>> | undefined;
/** What was begun, in order: `chat job`. */
let begun: string[];
/** Chats whose next call hangs -> how it ends. */
let hanging: Map<string, (outcome: Outcome<undefined>) => void>;
const recorded: string[] = [];

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.path);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(() => {
  begun = [];
  recorded.length = 0;
  hanging = new Map();
});
afterEach(async () => {
  for (const end of hanging.values()) end(done(undefined));
  await workers?.close();
  workers = undefined;
  await relay.close();
  await redis.flushall();
});

async function start(most: number): Promise<void> {
  desk = `linger-${randomUUID()}`;
  store = openStore(redis, desk);
  const log = createLog('silent');
  relay = createRelay(jobQueues(server.path, 'main'), [QUEUE], log);
  const job =
    (name: string): Job =>
    async ({ chat }) => {
      begun.push(`${chat} ${name}`);
      if (!chat.startsWith('slow') || name !== 'open-ticket' || hanging.has(chat)) return done(undefined);
      return new Promise((end) => hanging.set(chat, end));
    };
  workers = await startWorkers({
    queues: jobQueues(server.path, 'main'),
    connectorQueues: new Map([[QUEUE, 1]]),
    sweeps: {},
    log,
    tools: {
      lanes: store.lanes,
      log,
      jobs: Object.fromEntries(['open-ticket', 'link-chat'].map((name) => [name, job(name)])),
      judge: createJudge(
        async ({ chat }, reason) => void recorded.push(`${chat}: ${reason}`),
        createWaits(0.01),
      ),
      linger: createLinger({ wake: relay.wake, log, slotMs: SLOT_MS, most }),
    },
  });
}

const laneOf = (chat: string) => `t.${chat}.1.helix`;

async function wish(chat: string): Promise<void> {
  const mended = await store.unfinished.mend(laneOf(chat), 'open-ticket {"n":1}');
  if (mended.kind !== 'added') throw new Error('the lane was not empty');
  await relay.wake([{ lane: laneOf(chat), wake: mended.wake }]);
}

const end = (chat: string, outcome: Outcome<undefined>): void => {
  const tell = hanging.get(chat);
  if (tell === undefined) throw new Error(`${chat} does not hang`);
  tell(outcome);
};

const hangs = (chat: string) => eventually(() => hanging.has(chat), `${chat} hangs`);
const was = (what: string, times = 1) =>
  eventually(() => begun.filter((one) => one === what).length >= times, `${what}, ${times} times`);

test('[itsm A] a call that takes long gives its slot back and keeps its lane', async () => {
  await start(1);
  await wish('slow-1');
  await hangs('slow-1');
  await wish('quick');
  await was('quick open-ticket');
  expect(await store.lanes.take(laneOf('slow-1'))).toMatchObject({ kind: 'busy' });
  end('slow-1', done(undefined));
  await eventually(
    async () => (await store.lanes.take(laneOf('slow-1'))).kind === 'empty',
    'its lane is empty',
  );
  expect(begun).toEqual(['slow-1 open-ticket', 'quick open-ticket']);
});

test('[itsm A] sibling: what comes next in its lane gets a slot of its own, and comes after it', async () => {
  await start(1);
  await wish('slow-1');
  await hangs('slow-1');
  await wish('slow-2');
  await redis.rpush(keysOf(desk).laneItems(laneOf('slow-1')), 'link-chat {"n":1}');
  end('slow-1', done(undefined));
  await was('slow-1 link-chat');
  // It holds the one slot or waits for it; either way it began after the call before it had ended.
  expect(begun.indexOf('slow-1 link-chat')).toBeGreaterThan(begun.indexOf('slow-1 open-ticket'));
  await hangs('slow-2');
});

test('[itsm A] sibling: a call that fails after its slot was given back comes back through the relay', async () => {
  await start(1);
  await wish('slow-1');
  await hangs('slow-1');
  await wish('quick');
  await was('quick open-ticket');
  end('slow-1', busy('503'));
  await was('slow-1 open-ticket', 2);
});

test('only so many go on without a slot: the next keeps the one it has', async () => {
  await start(1);
  await wish('slow-1');
  await hangs('slow-1');
  await wish('slow-2');
  await hangs('slow-2');
  await wish('quick');
  // Nothing tells that it will never begin; that it has not when the first is over says that it could not.
  await new Promise((resolve) => setTimeout(resolve, 4 * SLOT_MS));
  expect(begun).toEqual(['slow-1 open-ticket', 'slow-2 open-ticket']);
  end('slow-1', done(undefined));
  await was('quick open-ticket');
  expect(await store.lanes.take(laneOf('slow-2'))).toMatchObject({ kind: 'busy' });
});

test('who lost the lane meanwhile tells nothing of a failure', async () => {
  await start(1);
  await wish('slow-1');
  await hangs('slow-1');
  const hung = performance.now();
  await wish('quick');
  await was('quick open-ticket');
  const key = keysOf(desk).lane(laneOf('slow-1'));
  await redis.hset(key, 'until', 1);
  const taken = await store.lanes.take(laneOf('slow-1'));
  expect(taken).toMatchObject({ kind: 'taken' });
  // Longer than between two signs of life, so that it looks whether it still holds the lane.
  await eventually(async () => performance.now() - hung > 3_200, 'the call is a long one');
  end('slow-1', refused('too late'));
  await workers?.close();
  workers = undefined;
  expect(recorded).toEqual([]);
  expect(await redis.llen(keysOf(desk).laneItems(laneOf('slow-1')))).toBe(1);
});

test('closing waits for what goes on without a slot', async () => {
  await start(1);
  await wish('slow-1');
  await hangs('slow-1');
  await wish('quick');
  await was('quick open-ticket');
  let closed = false;
  const closing = workers?.close().then(() => {
    closed = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 4 * SLOT_MS));
  expect(closed).toBe(false);
  end('slow-1', done(undefined));
  await closing;
  workers = undefined;
  expect(await store.lanes.take(laneOf('slow-1'))).toEqual({ kind: 'empty' });
});
