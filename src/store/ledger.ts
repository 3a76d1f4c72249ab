import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';
import { run } from './scripts.ts';

/**
 * One write to an ITSM: `intent` holds what is to be written, mapped once and for all; each try is
 * counted as sent before it goes out; `confirmed` after the ITSM was seen to have it.
 */
export interface LedgerWrite<Request> {
  readonly state: 'intent' | 'confirmed';
  /** Names this write in the ITSM for good. */
  readonly key: string;
  readonly request: Request;
}

const KEEP_SECONDS = 60 * 86_400;

/** The writes of one ticket, by name (`open`, `transcript`, `change-resolved`), and the ticket as we last saw it. */
export function createLedger(redis: Redis, desk: string, chat: string, n: number) {
  const keys = keysOf(desk);
  const key = keys.ledger(chat, n);
  const parse = <T>(json: string | null): T | undefined =>
    json === null ? undefined : (JSON.parse(json) as T);

  return {
    /** The write of that name: the one that stands, or a new intent. A retry never maps again. */
    async intend<Request>(
      name: string,
      make: () => Promise<LedgerWrite<Request>>,
    ): Promise<LedgerWrite<Request>> {
      const known = parse<LedgerWrite<Request>>(await redis.hget(key, name));
      if (known !== undefined) return known;
      const fresh = await make();
      await redis.hsetnx(key, name, JSON.stringify(fresh));
      await redis.expire(key, KEEP_SECONDS);
      return parse<LedgerWrite<Request>>(await redis.hget(key, name)) ?? fresh;
    },

    /** Counts a try; gives how many there were before. Undefined where the lane is no longer ours: nothing may be sent. */
    async sent(name: string, lane: string, fence: string): Promise<number | undefined> {
      const attempt = await run<number>(redis, 'mark-sent', [keys.lane(lane), key], [fence, name]);
      return attempt < 0 ? undefined : attempt;
    },

    async wasSent(name: string): Promise<boolean> {
      return (await redis.hexists(key, `attempts:${name}`)) === 1;
    },

    async confirm(name: string, write: LedgerWrite<unknown>): Promise<void> {
      await redis.hset(key, name, JSON.stringify({ ...write, state: 'confirmed' }));
    },

    /** Forgets what was refused, so that a retry maps it anew. Tries stay counted. */
    async reopen(name: string): Promise<void> {
      await redis.hdel(key, name);
    },

    /** The ticket as our last read or write of it left it. */
    async saw(ticket: object): Promise<void> {
      await redis.hset(key, 'seen', JSON.stringify(ticket));
    },
    async seen<T>(): Promise<T | undefined> {
      return parse<T>(await redis.hget(key, 'seen'));
    },
  };
}

export type Ledger = ReturnType<typeof createLedger>;
