import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';
import { run } from './scripts.ts';

/** What changed since, by account id; undefined for an account that is kept no longer. */
export interface Changes<T> {
  readonly upTo: number;
  readonly accounts: ReadonlyMap<string, T | undefined>;
}

interface OfIssuer {
  /** `subject` is who he is to the issuer. */
  readonly agent: { readonly id: string; readonly subject: string };
}

/** Accounts of agents that no settings hold: an issuer vouched for them as they last signed in. */
export function createVouched(redis: Redis, desk: string) {
  const keys = keysOf(desk);
  return {
    /** Gives false where somebody else has the id; nothing is kept then. */
    async keep<T extends OfIssuer>(one: T, seconds: number): Promise<boolean> {
      const { id, subject } = one.agent;
      const args = [id, subject, JSON.stringify(one), seconds];
      return (await run<number>(redis, 'keep-account', [keys.account(id), keys.vouched], args)) === 1;
    },

    /** Whoever asks again with `upTo` misses no change; one round trip where there was none. */
    async since<T extends object>(after: number): Promise<Changes<T>> {
      const changed = await redis.zrangebyscore(keys.vouched, `(${after}`, '+inf', 'WITHSCORES');
      const ids = changed.filter((_id, i) => i % 2 === 0);
      if (ids.length === 0) return { upTo: after, accounts: new Map() };
      const kept = await redis.mget(...ids.map((id) => keys.account(id)));
      const accounts = new Map<string, T | undefined>();
      for (const [i, id] of ids.entries()) {
        const json = kept[i];
        const at = changed[2 * i + 1] ?? '';
        accounts.set(id, typeof json === 'string' ? (JSON.parse(json) as T) : undefined);
        // By its time, not by its name: whoever signs in at this moment is there at another.
        if (typeof json !== 'string') await redis.zremrangebyscore(keys.vouched, at, at);
      }
      return { upTo: Number(changed.at(-1)), accounts };
    },
  };
}
