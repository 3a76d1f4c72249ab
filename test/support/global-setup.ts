import { builtPages } from './pages.ts';
import { startRedis, type TestRedis } from './redis.ts';

declare global {
  var sharedRedis: TestRedis | undefined;
}

/** One Redis for the whole run, where every test file keeps to a desk (key prefix) of its own; and the pages, built once. */
export default async function setup(): Promise<void> {
  builtPages();
  globalThis.sharedRedis = await startRedis();
  process.env.TEST_REDIS = globalThis.sharedRedis.path;
}
