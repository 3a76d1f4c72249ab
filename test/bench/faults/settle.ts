import type { Redis } from 'ioredis';
import { keysOf } from '../../../src/store/keys.ts';
import { patience } from '../../support/pace.ts';
import { pause } from '../../support/seeded.ts';

const LOOK_MS = 250;
/** Nothing is left at so many looks in a row. */
const LOOKS = 3;

/** Where nothing has changed for so long, nothing will: several turns of whatever looks for lost work. */
const STILL_MS = 15_000;

/** What is left: what somebody has to do, and what is on its way. */
async function left(redis: Redis): Promise<readonly string[]> {
  const keys = keysOf('main');
  const all = await Promise.all(
    [keys.lanes, keys.unfinished, keys.creating].map((key) => redis.zrange(key, '0', '-1')),
  );
  return all.flat();
}

/**
 * Waits until all background work is done, or does not move any more. That is no failure here: the checker says what
 * is stuck.
 */
export async function settled(redis: Redis, withinMs: number): Promise<void> {
  const end = performance.now() + patience(withinMs);
  let before = '';
  let since = performance.now();
  for (let quiet = 0; performance.now() < end && quiet < LOOKS; await pause(LOOK_MS)) {
    const now = (await left(redis).catch(() => ['nobody can say'])).join(' ');
    quiet = now === '' ? quiet + 1 : 0;
    if (now !== before) [before, since] = [now, performance.now()];
    if (performance.now() - since > patience(STILL_MS)) return;
  }
}

/** What `ask` gives, once it is true; false where it never is within the bound. */
export async function comesTrue(ask: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const end = performance.now() + patience(withinMs);
  while (performance.now() < end) {
    if (await ask()) return true;
    await pause(LOOK_MS);
  }
  return false;
}
