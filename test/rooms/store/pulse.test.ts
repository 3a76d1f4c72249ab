import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createTokens } from '../../../src/directline/tokens.ts';
import { systemClock } from '../../../src/shared/clock.ts';
import { createLog } from '../../../src/shared/log.ts';
import { connectReader, connectStore } from '../../../src/store/connect.ts';
import { createDirectLineStore } from '../../../src/store/direct-line/index.ts';
import { feedEnd, feedSince, followFeed } from '../../../src/store/feed.ts';
import { keysOf } from '../../../src/store/keys.ts';
import { type Pulse, startPulse } from '../../../src/store/pulse.ts';
import { eventually } from '../../support/eventually.ts';
import { startPortRedis } from '../../support/port-redis.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';

const log = createLog('silent');
/** The part of the append-only file that grows. */
const logOf = (folder: string): string => {
  const files = join(folder, 'appendonlydir');
  return join(files, readdirSync(files).find((name) => name.endsWith('.incr.aof')) ?? '');
};

let server: TestRedis;
let redis: Redis;
let pulse: Pulse;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  redis = new Redis(server.path);
  await redis.flushall();
  pulse = startPulse(redis, 'main', log);
});
afterEach(() => {
  pulse.stop();
  redis.disconnect();
});

it('[faults 5] what Redis has to hold is made once, and again when Redis was emptied', async () => {
  let made = 0;
  await pulse.keep('a key', async () => {
    made += 1;
    await redis.set('a key', '1');
  });
  let eras = 0;
  pulse.follow({
    heard: () => '',
    beginAnew: () => {
      eras += 1;
    },
  });
  await redis.flushall();
  await eventually(async () => (await redis.get('a key')) === '1', 'it is made again');
  expect(made).toBeGreaterThan(1);
  expect(eras).toBe(1);
});

it('[chat F1] sibling: a server that becomes another one while it is looked at is looked at again', async () => {
  await pulse.prove();
  let eras = 0;
  pulse.follow({
    heard: () => '',
    beginAnew: () => {
      eras += 1;
    },
  });
  const ask = redis.evalsha.bind(redis) as (...given: unknown[]) => Promise<unknown>;
  let became = false;
  Object.assign(redis, {
    evalsha: async (...given: unknown[]) => {
      // Which server it is was asked for, and the answer is on its way into the script.
      if (!became && given.some((one) => /^[0-9a-f]{40}-[0-9a-f]{40}$/.test(String(one)))) {
        became = true;
        await redis.replicaof('127.0.0.1', '1');
        await redis.replicaof('NO', 'ONE');
        redis.emit('ready');
      }
      return ask(...given);
    },
  });
  redis.emit('ready');
  await eventually(() => eras > 0, 'it is noticed', 10_000);
  expect(became).toBe(true);
});

it('[faults 5] sibling: what cannot be made is tried again, and holds up nothing else', async () => {
  let tries = 0;
  const first = pulse.keep('the difficult', async () => {
    tries += 1;
    if (tries < 3) throw new Error('not yet');
  });
  await pulse.keep('the easy', async () => {});
  await first;
  expect(tries).toBe(3);
});

it('[faults 5] sibling: a cursor from before does not hold afterwards, whatever is in the feed by then', async () => {
  const before = await feedEnd(redis, 'main');
  expect(await feedSince(redis, 'main', before, 10)).toMatchObject({ rows: [] });
  await redis.flushall();
  const after = await feedEnd(redis, 'main');
  expect(after).not.toBe(before);
  expect(await feedSince(redis, 'main', before, 10)).toBeUndefined();
  expect(await feedSince(redis, 'main', after, 10)).toMatchObject({ rows: [] });
});

it('[faults 5] sibling: the key of user tokens is put back, and one that came meanwhile is gone by', async () => {
  const mine = createTokens('main', () => createDirectLineStore(redis).tokenKey('main'), systemClock);
  const store = createDirectLineStore(redis);
  const knowing = createTokens('main', () => store.tokenKey('main'), systemClock);
  const claims = { conversationId: 'c', user: 'u' };
  const { token } = await knowing.issue(claims);
  await redis.flushall();
  await knowing.renewKey();
  // Whoever starts now signs with the same key.
  expect(await mine.verify(token)).toMatchObject(claims);
  await redis.flushall();
  // Another process was faster with a key of its own.
  const others = createTokens('main', () => createDirectLineStore(redis).tokenKey('main'), systemClock);
  const { token: newer } = await others.issue(claims);
  await knowing.renewKey();
  expect(await knowing.verify(newer)).toMatchObject(claims);
  await expect(knowing.verify(token)).rejects.toMatchObject({ code: 'token-invalid' });
});

it('[faults 5] sibling: Redis comes back without the last rows of the feed, though it loses nothing by itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'db-pulse-'));
  const durable = await startPortRedis(folder, { 'aof-load-truncated': 'yes' });
  const own = await connectStore(durable.url, log);
  const reader = connectReader(durable.url, log);
  const followed = startPulse(own, 'main', log);
  let eras = 0;
  const rows: string[] = [];
  const feed = await followFeed(reader, own, 'main', ({ chat }) => rows.push(chat), log);
  const beginAnew = () => {
    eras += 1;
    feed.beginAnew();
  };
  followed.follow({ heard: feed.heard, beginAnew });
  const row = (chat: string) =>
    own.xadd(keysOf('main').feed, '*', 'c', chat, 'k', 'e', 'n', '1', 'q', 'GENERAL', 'o', '');
  try {
    await row('kept');
    const { size } = statSync(logOf(folder));
    await row('lost');
    await eventually(() => rows.length === 2, 'both rows are heard of');
    // A restart that loses nothing keeps the era.
    await durable.kill();
    await durable.start();
    await eventually(() => followed.prove().then(() => true), 'it is back');
    expect(eras).toBe(0);
    await durable.kill();
    truncateSync(logOf(folder), size);
    await durable.start();
    await eventually(() => eras > 0, 'it is noticed');
    await eventually(async () => {
      await row('later');
      return rows.includes('later');
    }, 'the feed goes on');
    expect(eras).toBe(1);
  } finally {
    followed.stop();
    await feed.stop();
    own.disconnect();
    await durable.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

it('[chat F2] proves a write: a Redis without room, or a replica, is not good enough', async () => {
  await pulse.prove();
  await redis.config('SET', 'maxmemory', '1mb');
  await expect(pulse.prove()).rejects.toThrow('OOM');
  await redis.config('SET', 'maxmemory', '0');
  await redis.replicaof('127.0.0.1', '1');
  await expect(pulse.prove()).rejects.toThrow('READONLY');
  await redis.replicaof('NO', 'ONE');
  await pulse.prove();
});
