import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { createLog } from '../../../src/shared/log.ts';
import { connectReader, connectStore } from '../../../src/store/connect.ts';
import { hasMoved } from '../../../src/store/moved.ts';
import { startPulse } from '../../../src/store/pulse.ts';
import { type Subscription, subscribe } from '../../../src/store/subscribe.ts';
import { eventually } from '../../support/eventually.ts';
import { failOver } from '../../support/failover.ts';
import { type PortRedis, startPortRedis } from '../../support/port-redis.ts';
import { openRedisLine, type RedisLine } from '../../support/redis-line.ts';

const log = createLog('silent');

let folders: string[];
let a: PortRedis;
let b: PortRedis;
let line: RedisLine;
let redis: Redis;

beforeAll(async () => {
  folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'db-link-')));
  [a, b] = (await Promise.all(folders.map((folder) => startPortRedis(folder)))) as [PortRedis, PortRedis];
}, 60_000);
afterAll(async () => {
  await Promise.all([a?.stop(), b?.stop()]);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await Promise.all([a, b].map(({ client }) => client.replicaof('NO', 'ONE')));
  await a.client.config('SET', 'min-replicas-to-write', '0');
  line = await openRedisLine(a.port);
  redis = await connectStore(line.url, log);
});
afterEach(async () => {
  redis.disconnect();
  await line.close();
});

const namesAt = async ({ client }: PortRedis): Promise<string> => String(await client.client('LIST'));

describe('a Redis that is another one behind the same address', () => {
  it('[chat F1] is written to again by the connection that was told READONLY', async () => {
    await redis.set('before', '1');
    await failOver(a, b, line);
    await eventually(async () => (await redis.set('after', '1')) === 'OK', 'a write');
    expect(await b.client.get('after')).toBe('1');
    expect(await namesAt(a)).not.toContain('deskbridge-store');
  });

  it('[chat F1] sibling: a reader that blocks and a subscriber, which are told nothing, go there too', async () => {
    const reader = connectReader(line.url, log);
    const heard: string[] = [];
    const subscription = subscribe(redis, 'news', (message) => heard.push(message));
    await subscription.begun;
    await reader.ping();
    await failOver(a, b, line);
    await eventually(async () => (await redis.set('after', '1')) === 'OK', 'a write');
    for (const name of ['deskbridge-feed', 'deskbridge-store-hears-news'])
      await eventually(async () => (await namesAt(b)).includes(`name=${name}`), `${name} at B`);
    await eventually(async () => !(await namesAt(a)).includes('name=deskbridge'), 'nobody at A');
    // A connection has its name before it has subscribed.
    await eventually(async () => {
      await b.client.publish('news', 'from B');
      return heard.includes('from B');
    }, 'the news');
    subscription.stop();
    reader.disconnect();
  });

  it('[chat F1] sibling: an old leader without its replicas is left as well', async () => {
    await a.client.config('SET', 'min-replicas-to-write', '1');
    line.lead(b.port);
    await eventually(async () => (await redis.set('alone', '1')) === 'OK', 'a write');
    expect(await b.client.get('alone')).toBe('1');
  });

  it('[chat F1] sibling: a script that was refused is not sent again', async () => {
    await a.client.del('count');
    await failOver(a, b, line);
    await eventually(
      async () => (await redis.eval("return redis.call('INCR', KEYS[1])", 1, 'count')) === 1,
      'the script runs for the first time',
    );
    expect(await b.client.get('count')).toBe('1');
  });

  it.each([
    ["READONLY You can't write against a read only replica.", true],
    [
      'ERR Error running script (call to f_1): @user_script:2: @user_script: 2: -READONLY You can not write',
      true,
    ],
    ['UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)', true],
    ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", true],
    ['NOREPLICAS Not enough good replicas to write.', true],
    ['LOADING Redis is loading the dataset in memory', true],
    ["OOM command not allowed when used memory > 'maxmemory'.", false],
    ['MISCONF Redis is configured to save RDB snapshots', false],
    ['ERR the word READONLY in the middle', false],
  ])('%s: %s', (message, moved) => {
    expect(hasMoved(new Error(message))).toBe(moved);
  });
});

describe('a link that flaps', () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown) => void rejections.push(reason);
  let heard: string[];
  let gaps: number;
  let subscription: Subscription;

  const lineOf = () =>
    eventually(() => line.connections().find(({ name }) => name.endsWith('hears-news')), 'the line');
  /** What is published now arrives. */
  const hears = async (message: string): Promise<void> => {
    await eventually(async () => {
      await a.client.publish('news', message);
      return heard.includes(message);
    }, `${message} is heard`);
  };

  beforeEach(async () => {
    rejections.length = 0;
    process.on('unhandledRejection', note);
    heard = [];
    gaps = 0;
    subscription = subscribe(
      redis,
      'news',
      (message) => heard.push(message),
      () => {
        gaps += 1;
      },
    );
    await subscription.begun;
  });
  afterEach(() => {
    subscription.stop();
    process.off('unhandledRejection', note);
  });

  it('[faults 2] subscribes again where the answer to that is never given, and rejects nothing unhandled', async () => {
    const silenced = new Promise<void>((resolve) => {
      line.onWords(/\bsubscribe\r\n/i, (connection) => {
        connection.silence();
        resolve();
      });
    });
    (await lineOf()).reset();
    await silenced;
    await hears('after the silence');
    expect(gaps).toBeGreaterThan(0);
    expect(rejections).toEqual([]);
  });

  it('[faults 2] sibling: hears again after twenty resets, whenever they come', async () => {
    for (let i = 0; i < 20; i += 1) {
      const one = await lineOf();
      if (i % 2 === 0) one.reset();
      else one.loseAnswer();
      if (i % 5 === 0) await hears(`after ${i}`);
    }
    await hears('at last');
    expect(rejections).toEqual([]);
  });

  it('[faults 2] sibling: notices that each command gets the answer of the next, and begins anew', async () => {
    const pulse = startPulse(redis, 'main', log);
    await pulse.prove();
    const store = await eventually(
      () => line.connections().find(({ name }) => name === 'deskbridge-store'),
      'the store',
    );
    store.swallowAnswer();
    await redis.set('lost', '1').catch(() => {});
    await eventually(() => !line.connections().includes(store), 'the connection is given up');
    await eventually(async () => (await redis.echo('mine')) === 'mine', 'answers are right again');
    pulse.stop();
  });

  it('[faults 2] sibling: commands under way fail when the link is lost, at once and never unhandled', async () => {
    a.pause();
    const asked = Promise.allSettled(
      Array.from({ length: 50 }, (_, i) => (i % 2 ? redis.get('x') : redis.incr('y'))),
    );
    for (const one of line.connections()) one.reset();
    a.resume();
    const answers = await asked;
    expect(answers).toHaveLength(50);
    await eventually(async () => (await redis.set('z', '1')) === 'OK', 'the link is back');
    expect(rejections).toEqual([]);
  });
});
