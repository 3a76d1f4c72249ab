import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';
import { run } from './scripts.ts';

/** When a breaker opens and for how long. Times in milliseconds. */
export interface BreakerLimits {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** A failure that comes later than this after the last one begins a new row. */
  readonly within: number;
  /** From opening to the first trial; doubled by every trial that fails. */
  readonly firstWait: number;
  readonly longestWait: number;
  /** Whoever holds the trial and says nothing for this long is taken for dead. */
  readonly trial: number;
}

/** What a caller may do now. `suspect`: there were failures, so a success is worth telling. */
export type Permission =
  | { readonly kind: 'pass'; readonly suspect: boolean }
  | { readonly kind: 'trial' }
  | { readonly kind: 'wait'; readonly ms: number };

export type BreakerChange =
  | { readonly kind: 'same' }
  | { readonly kind: 'opened'; readonly forMs: number }
  | { readonly kind: 'closed'; readonly afterMs: number };

/** The circuit breaker of one connector instance, one for all processes of the desk. */
export function createBreaker(redis: Redis, desk: string, connector: string, limits: BreakerLimits) {
  const key = keysOf(desk).breaker(connector);
  const step = (what: 'ask' | 'worked' | 'failed', atLeastMs = 0) =>
    run<[string, string | number]>(
      redis,
      'breaker',
      [key],
      [
        what,
        limits.failures,
        Math.round(limits.within),
        Math.round(limits.firstWait),
        Math.round(limits.longestWait),
        Math.round(limits.trial),
        Math.round(atLeastMs),
      ],
    );
  const changeOf = ([kind, ms]: readonly [string, string | number]): BreakerChange => {
    if (kind === 'opened') return { kind, forMs: Number(ms) };
    return kind === 'closed' ? { kind, afterMs: Number(ms) } : { kind: 'same' };
  };

  return {
    async ask(): Promise<Permission> {
      const [kind, value] = await step('ask');
      if (kind === 'trial') return { kind };
      return kind === 'wait' ? { kind, ms: Number(value) } : { kind: 'pass', suspect: Number(value) > 0 };
    },
    worked: async (): Promise<BreakerChange> => changeOf(await step('worked')),
    /** @param retryAfterMs what the ITSM asked for: no trial comes sooner */
    failed: async (retryAfterMs = 0): Promise<BreakerChange> => changeOf(await step('failed', retryAfterMs)),
    isOpen: async (): Promise<boolean> => (await redis.hexists(key, 'until')) === 1,
  };
}

export type Breaker = ReturnType<typeof createBreaker>;
