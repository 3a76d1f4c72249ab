import { join } from 'node:path';
import { Redis } from 'ioredis';
import { measurePace } from './pace.ts';
import { freePort } from './ports.ts';
import { startRedis, type TestRedis } from './redis.ts';

declare global {
  var sharedRedis: TestRedis | undefined;
  var sharedCluster: TestRedis | undefined;
}

/**
 * One Redis for the whole run, and a cluster of one node, which answers CROSSSLOT where a key lacks
 * its hash tag. Every test file keeps to a desk (key prefix) of its own.
 */
export default async function setup(): Promise<void> {
  const pace = await measurePace();
  process.env.TEST_PACE = pace.toFixed(2);
  if (pace > 1.5)
    process.stderr.write(
      `Limits of tests are ${pace.toFixed(1)} times as long: this machine is slow or busy.\n`,
    );
  [globalThis.sharedRedis, globalThis.sharedCluster] = await Promise.all([startRedis(), startCluster()]);
  process.env.TEST_REDIS = globalThis.sharedRedis.path;
  process.env.TEST_CLUSTER = globalThis.sharedCluster.path;
  // Half of the time of a short process is the compiling of its sources.
  process.env.NODE_COMPILE_CACHE = join(import.meta.dirname, '../../.cache/compiled');
}

/** It takes writes two seconds after its start; nobody waits for that who does not need it. */
async function startCluster(): Promise<TestRedis> {
  const bus = String(await freePort());
  const server = await startRedis('--bind', '127.0.0.1', '--cluster-enabled', 'yes', '--cluster-port', bus);
  const redis = new Redis(server.path);
  await redis.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  redis.disconnect();
  return server;
}
