import { afterEach, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { createLog } from '../../../src/shared/log.ts';
import { connectStore } from '../../../src/store/connect.ts';
import { isStoreDown, whenDown } from '../../../src/store/down.ts';
import { run } from '../../../src/store/scripts.ts';
import { startRedis } from '../../support/redis.ts';

// Which errors are the store's: those of its own connection, whatever words others use.

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no failure',
    (error: unknown) => error,
  );

async function open(): Promise<{ store: Redis; stop: () => Promise<void> }> {
  const redis = await startRedis();
  const store = await connectStore(redis.path, createLog('silent'));
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= redis.stop();
    return stopped;
  };
  undo.push(stop, () => store.disconnect());
  return { store, stop };
}

test('[faults 8d] sibling: a store that is away is named, on each way to ask it', async () => {
  const { store, stop } = await open();
  await stop();
  const asked = [
    store.get('a'),
    run(store, 'hold', ['a'], [1, 2, 3]),
    store.multi().get('a').exec(),
    Promise.all([store.get('a'), store.set('b', 1)]),
  ];
  for (const error of await Promise.all(asked.map(failure))) {
    expect([error, isStoreDown(error)]).toEqual([expect.any(Error), true]);
    expect(whenDown(error)).toMatchObject({ status: 503, code: 'store-unavailable' });
  }
});

test('[faults 8d] sibling: a store that refuses to write is named, one that is asked nonsense is not', async () => {
  const { store } = await open();
  await store.config('SET', 'min-replicas-to-write', '0', 'maxmemory', '1');
  const full = await failure(store.set('a', 'x'.repeat(1000)));
  expect([full, isStoreDown(full)]).toEqual([expect.any(Error), true]);
  await store.config('SET', 'maxmemory', '0');
  await store.set('a', 'text');
  expect(isStoreDown(await failure(store.hget('a', 'b')))).toBe(false);
});

test.each([
  'connect ECONNREFUSED 127.0.0.1:443',
  'Command timed out',
  'Connection is closed.',
  'OOM',
  'ENOENT',
])('[faults 8d] another’s “%s” is not the store’s', (words) => {
  expect(isStoreDown(new Error(words))).toBe(false);
  expect(isStoreDown(Object.assign(new Error(words), { name: 'DirectLineStoreError' }))).toBe(false);
});
