import type { Redis } from 'ioredis';
import type { DeadlineKind } from '../chat/errand.ts';
import { keysOf } from './keys.ts';
import { run } from './scripts.ts';

export interface DueDeadline {
  readonly chat: string;
  readonly kind: DeadlineKind;
  readonly epoch: number;
}

/** Deadlines that have passed, oldest first. Passing one is a command like any other. */
export function createDeadlines(redis: Redis, desk: string) {
  const key = keysOf(desk).deadlines;
  return {
    async due(now: number, limit = 100): Promise<readonly DueDeadline[]> {
      const members = await redis.zrangebyscore(key, '-inf', now, 'LIMIT', 0, limit);
      return members.map((member) => {
        const [chat = '', kind = '', epoch = ''] = member.split('|');
        return { chat, kind: kind as DeadlineKind, epoch: Number(epoch) };
      });
    },
    /** Sets a deadline that does not stand. */
    async keep({ chat, kind, epoch }: DueDeadline, at: number): Promise<void> {
      await redis.zadd(key, 'NX', at, `${chat}|${kind}|${epoch}`);
    },
    /** Brings deadlines forward that are due earlier by now; one that is due later is looked at when it was due. */
    async bringForward(all: readonly (DueDeadline & { readonly at: number })[]): Promise<void> {
      if (all.length === 0) return;
      const pairs = all.flatMap(({ chat, kind, epoch, at }) => [at, `${chat}|${kind}|${epoch}`]);
      await redis.zadd(key, 'LT', ...pairs);
    },
    /** Chats that stand under a deadline of this kind. */
    async chatsUnder(kind: DeadlineKind): Promise<readonly string[]> {
      const found = new Set<string>();
      let cursor = '0';
      do {
        const [next, pairs] = await redis.zscan(key, cursor, 'MATCH', `*|${kind}|*`, 'COUNT', 1_000);
        for (const [i, member] of pairs.entries()) if (i % 2 === 0) found.add(member.split('|')[0] ?? '');
        cursor = next;
      } while (cursor !== '0');
      return [...found];
    },
    /** Puts a deadline that still stands to another time. */
    async move({ chat, kind, epoch }: DueDeadline, at: number): Promise<void> {
      await redis.zadd(key, 'XX', at, `${chat}|${kind}|${epoch}`);
    },
    /** Drops a deadline that was due at `now`; one that was moved meanwhile stays. */
    async forget({ chat, kind, epoch }: DueDeadline, now: number): Promise<void> {
      await run(redis, 'forget-deadline', [key], [`${chat}|${kind}|${epoch}`, now]);
    },
  };
}

export type Deadlines = ReturnType<typeof createDeadlines>;
