import type { Redis } from 'ioredis';
import type { Clock } from '../shared/clock.ts';

/** How often the clock of Redis is asked for, milliseconds. */
const ASK_EVERY_MS = 5_000;

/** Redis's clock, epoch milliseconds: the one that leases and deadlines are measured by. */
export async function redisNow(redis: Redis): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}

/** Redis's clock and ours may drift apart, and answers take a while; what is more was a step. */
const STEP_MS = 5_000;

/**
 * Notices that Redis's clock was set forward, or that another server with another clock took its place: what was
 * stamped before is younger than it seems. A slow answer may be taken for a step, a step is never missed.
 */
export function createStepWatch() {
  let last: { readonly told: number; readonly answeredAt: number } | undefined;
  let steppedTo = 0;
  return {
    /** @param told what Redis said, epoch milliseconds; by the monotonic clock it was asked at `askedAt` and answered at `answeredAt` */
    saw(told: number, askedAt: number, answeredAt = performance.now()): void {
      if (last !== undefined && told - last.told - (askedAt - last.answeredAt) > STEP_MS) steppedTo = told;
      last = { told, answeredAt };
    },
    /** False where nobody knows how long ago that stamp of Redis's clock was made. */
    isEvenSince: (stamp: number): boolean => stamp >= steppedTo,
  };
}

const watches = new WeakMap<Redis, ReturnType<typeof createStepWatch>>();

/** The one watch of a connection. */
export function stepsOf(redis: Redis): ReturnType<typeof createStepWatch> {
  const watch = watches.get(redis) ?? createStepWatch();
  watches.set(redis, watch);
  return watch;
}

/**
 * Redis's clock without asking each time: this process counts on from the last answer by a clock that does
 * not jump. So all processes of a desk have one time, and setting the clock of one machine changes nothing.
 * It stops with the connection.
 */
export async function followClock(redis: Redis): Promise<Clock> {
  const elapsed = () => performance.now();
  let ahead = Date.now() - elapsed();
  const ask = async () => {
    const asked = elapsed();
    const told = await redisNow(redis);
    stepsOf(redis).saw(told, asked);
    // It was that time somewhere between question and answer; what fits is kept.
    ahead = Math.min(Math.max(ahead, told - elapsed()), told - asked);
  };
  // Should Redis not answer, the next question comes soon.
  const tryToAsk = () => void ask().catch(() => {});
  await ask().catch(() => {});
  const timer = setInterval(tryToAsk, ASK_EVERY_MS).unref();
  redis.on('ready', tryToAsk);
  redis.once('end', () => clearInterval(timer));
  return { now: () => Math.round(ahead + elapsed()), elapsed };
}
