import { type Clock, stopwatch } from '../shared/clock.ts';
import { Problem } from '../shared/http/problem.ts';

/** Callers remembered before those who have been quiet are let go. */
const MAX_CALLERS = 10_000;

/** Counts one request of a caller. @throws Problem 429 `too-many-requests` with Retry-After in seconds */
export type RateLimit = (caller: string) => void;

/** A token bucket per caller: `perSecond` requests a second, as many again in one burst. */
export function createRateLimit(perSecond: number, clock: Clock): RateLimit {
  const elapsed = stopwatch(clock);
  const buckets = new Map<string, { left: number; at: number }>();
  return (caller) => {
    const now = elapsed();
    if (buckets.size > MAX_CALLERS) {
      for (const [id, { at }] of buckets) if (now - at > 1000) buckets.delete(id);
    }
    const bucket = buckets.get(caller) ?? { left: perSecond, at: now };
    bucket.left = Math.min(perSecond, bucket.left + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    buckets.set(caller, bucket);
    if (bucket.left < 1) {
      throw new Problem(
        429,
        'too-many-requests',
        `No more than ${perSecond} requests a second. Wait a second and go on more slowly.`,
        {},
        { 'retry-after': '1' },
      );
    }
    bucket.left -= 1;
  };
}
