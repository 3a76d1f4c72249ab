import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { connectorQueue, jobQueues } from '../../../jobs/queues.ts';
import { createRelay } from '../../../jobs/relay.ts';
import { createJudge } from '../../../jobs/run.ts';
import { createWaits } from '../../../jobs/waits.ts';
import { startWorkers } from '../../../jobs/workers.ts';
import { busy, done } from '../../../src/connector/outcome.ts';
import { createLog } from '../../../src/shared/log.ts';
import { openStore } from '../../../src/store/store.ts';
import { eventually } from '../../support/eventually.ts';
import { patience } from '../../support/pace.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';

let server: TestRedis;
let redis: Redis;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.path);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

/** Longer than the others together need on this machine. */
const RETRY_AFTER_MS = patience(1_000);

test('with one call at once, a ticket told to come back later holds nobody up, and comes back when it was told to', async () => {
  const store = openStore(redis, `slots-${randomUUID()}`);
  const log = createLog('silent');
  const queue = connectorQueue('helix');
  const calls: { readonly chat: string; readonly at: number }[] = [];
  const relay = createRelay(jobQueues(server.path, 'main'), [queue], log);
  const workers = await startWorkers({
    queues: jobQueues(server.path, 'main'),
    connectorQueues: new Map([[queue, 1]]),
    sweeps: {},
    log,
    tools: {
      lanes: store.lanes,
      log,
      jobs: {
        'open-ticket': async ({ chat, tries }) => {
          calls.push({ chat, at: Date.now() });
          return chat === 'late' && tries === 0 ? busy('429', RETRY_AFTER_MS) : done(undefined);
        },
      },
      judge: createJudge(async () => {}, createWaits()),
    },
  });
  const wish = async (chat: string): Promise<void> => {
    const lane = `t.${chat}.1.helix`;
    const mended = await store.unfinished.mend(lane, 'open-ticket {"n":1}');
    if (mended.kind !== 'added') throw new Error('the lane was not empty');
    await relay.wake([{ lane, wake: mended.wake }]);
  };
  const at = (chat: string, nth = 0) => calls.filter((call) => call.chat === chat)[nth]?.at;
  try {
    await wish('late');
    await eventually(() => at('late') !== undefined, 'the first call');
    for (let i = 0; i < 20; i += 1) await wish(`other-${i}`);
    const last = await eventually(() => at('other-19'), 'the others are done');
    const back = await eventually(() => at('late', 1), 'it comes back');
    expect(last).toBeLessThan(back);
    expect(back - (at('late') ?? 0)).toBeGreaterThanOrEqual(RETRY_AFTER_MS);
    expect(calls).toHaveLength(22);
  } finally {
    await workers.close();
    await relay.close();
  }
});

test('two worker processes together make no more calls at once than the connector may', async () => {
  const store = openStore(redis, `slots-${randomUUID()}`);
  const log = createLog('silent');
  const queue = connectorQueue('shared');
  const relay = createRelay(jobQueues(server.path, 'main'), [queue], log);
  let [now, most, finished] = [0, 0, 0];
  const start = () =>
    startWorkers({
      queues: jobQueues(server.path, 'main'),
      connectorQueues: new Map([[queue, 2]]),
      sweeps: {},
      log,
      tools: {
        lanes: store.lanes,
        log,
        jobs: {
          'open-ticket': async () => {
            most = Math.max(most, ++now);
            await new Promise((resolve) => setTimeout(resolve, 20));
            now -= 1;
            finished += 1;
            return done(undefined);
          },
        },
        judge: createJudge(async () => {}, createWaits()),
      },
    });
  const processes = await Promise.all([start(), start()]);
  try {
    for (let i = 0; i < 24; i += 1) {
      const lane = `t.chat-${i}.1.shared`;
      const mended = await store.unfinished.mend(lane, 'open-ticket {"n":1}');
      if (mended.kind !== 'added') throw new Error('the lane was not empty');
      await relay.wake([{ lane, wake: mended.wake }]);
    }
    await eventually(() => finished === 24, 'all are done');
    expect(most).toBe(2);
  } finally {
    await Promise.all(processes.map((one) => one.close()));
    await relay.close();
  }
});
