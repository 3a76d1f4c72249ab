import { startRedis, type TestRedis } from './redis.ts';

declare global {
  var sharedRedis: TestRedis | undefined;
}

/** One Redis for the whole run; every test file keeps to a desk (key prefix) of its own. */
export default async function setup(): Promise<void> {
  globalThis.sharedRedis = await startRedis();
  process.env.TEST_REDIS = globalThis.sharedRedis.path;
}
