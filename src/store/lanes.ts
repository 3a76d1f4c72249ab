import type { Redis } from 'ioredis';
import type { TakenLane } from './append.ts';
import type { Wake } from './commit.ts';
import { keysOf } from './keys.ts';
import { run } from './scripts.ts';
import { redisNow } from './time.ts';

/** How long a holder may be silent before somebody else takes over, milliseconds. Work resumes within this and a sweep. */
export const LEASE_MS = 10_000;
/** A lane that nobody came for is woken again after this, milliseconds. */
const OVERDUE_MS = 1_000;
const ASK_AGAIN_MS = 5_000;
/** No lane waits so long: where one does, Redis's clock was set back meanwhile, and its time is now. */
const LONGEST_WAIT_MS = 900_000;

export type Take =
  | { readonly kind: 'taken'; readonly lane: TakenLane }
  | { readonly kind: 'busy'; readonly forMs: number }
  | { readonly kind: 'empty' };

/** What became of an item of a conversation's lane that spoke of a line. */
export interface Delivered {
  readonly chat: string;
  readonly seq: number;
  readonly mark?: 'refused' | 'uncertain';
}

/** That a ticket's write was seen to be done; see the ledger. */
export interface Confirmation {
  readonly kind: 'confirmation';
  /** As the scripts that take it along want them. */
  readonly keys: readonly [ledger: string, unfinished: string, audit: string];
  readonly args: readonly [write: string, row: string, kept: string, audit: string];
}

/** Ordered work: one at a time holds a lane, by lease and fence, and does its items in order. */
export function createLanes(redis: Redis, desk: string) {
  const keys = keysOf(desk);
  const held = (lane: string) => [keys.lanes, keys.lane(lane)];

  return {
    async take(lane: string): Promise<Take> {
      const reply = await run<string[]>(
        redis,
        'take',
        [...held(lane), keys.laneItems(lane)],
        [lane, LEASE_MS],
      );
      if (reply[0] === 'busy') return { kind: 'busy', forMs: Number(reply[1]) };
      if (reply[0] === 'empty') return { kind: 'empty' };
      const [, fence = '', sending = '', tries = '0', ...items] = reply.map(String);
      return {
        kind: 'taken',
        lane: {
          lane,
          fence,
          items,
          tries: Number(tries),
          ...(sending !== '' && { sending: Number(sending) }),
        },
      };
    },

    /**
     * The head is done, and in the same step what came of it is told; a confirmation counts although
     * the lane is lost. Gives what comes next while the lane is kept; nothing once it is given back or lost.
     */
    async advance(lane: string, fence: string, came?: Delivered | Confirmation): Promise<readonly string[]> {
      const confirmed = came !== undefined && 'kind' in came ? came : undefined;
      const delivered = came !== undefined && 'seq' in came ? came : undefined;
      const chat = delivered?.chat ?? '';
      const reply = await run<string[]>(
        redis,
        'advance',
        [
          ...held(lane),
          keys.laneItems(lane),
          keys.chat(chat),
          keys.marks(chat),
          keys.feed,
          ...(confirmed?.keys ?? []),
        ],
        [lane, fence, LEASE_MS, chat, delivered?.seq ?? 0, delivered?.mark ?? '', ...(confirmed?.args ?? [])],
      );
      return reply[0] === 'kept' ? reply.slice(1) : [];
    },

    /** False where the fence is lost: somebody else has taken over. */
    async renew(lane: string, fence: string): Promise<boolean> {
      return (await run<number>(redis, 'hold', held(lane), [lane, fence, 'renew', LEASE_MS, ''])) === 1;
    },

    /** Said before a send: should this process vanish, the next holder knows what may have gone out. */
    async sending(lane: string, fence: string, seq: number): Promise<boolean> {
      return (await run<number>(redis, 'hold', held(lane), [lane, fence, 'sending', LEASE_MS, seq])) === 1;
    },

    /** The head has to wait: the lane is given back until then. `untried`: that it was not even tried. */
    async putOff(lane: string, fence: string, delayMs: number, untried = false): Promise<Wake | undefined> {
      const how = untried ? 'rest' : 'yield';
      const wake = await run<number>(redis, 'hold', held(lane), [lane, fence, how, delayMs, '']);
      return wake === 0 ? undefined : { lane, wake };
    },

    /** Lanes whose time has come and that nobody woke: a crash between a commit and its job, a lost holder. */
    async wakeOverdue(limit = 100): Promise<readonly Wake[]> {
      const now = await redisNow(redis);
      const [due, beyond] = await Promise.all([
        redis.zrangebyscore(keys.lanes, '-inf', now - OVERDUE_MS, 'LIMIT', 0, limit),
        redis.zrangebyscore(keys.lanes, now + LONGEST_WAIT_MS, '+inf', 'LIMIT', 0, limit),
      ]);
      for (const lane of beyond) await redis.zadd(keys.lanes, 'XX', now, lane);
      const wakes = await Promise.all(
        due.map(async (lane) => ({
          lane,
          wake: await run<number>(redis, 'wake', held(lane), [lane, OVERDUE_MS, ASK_AGAIN_MS]),
        })),
      );
      return wakes.filter(({ wake }) => wake > 0);
    },
  };
}

export type Lanes = ReturnType<typeof createLanes>;
