import type { Redis } from 'ioredis';
import type { DeadlineKind } from '../chat/errand.ts';
import { keysOf } from './keys.ts';
import { run } from './scripts.ts';

export interface DueDeadline {
  readonly chat: string;
  readonly kind: DeadlineKind;
  readonly epoch: number;
}

/** What a chat stands under, as it was read. */
export interface ChatDeadline extends DueDeadline {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The chat's, when it was read: a commit since then has set the deadlines itself. */
  readonly version: number;
}

/** Deadlines that have passed, oldest first. Passing one is a command like any other. */
export function createDeadlines(redis: Redis, desk: string) {
  const keys = keysOf(desk);
  const key = keys.deadlines;
  const set = async (how: 'NX' | 'LT', { chat, kind, epoch, at, version }: ChatDeadline): Promise<void> => {
    await run(redis, 'set-deadline', [key, keys.chat(chat)], [`${chat}|${kind}|${epoch}`, at, version, how]);
  };
  return {
    /** @param skip so many of the oldest are left out */
    async due(now: number, limit = 100, skip = 0): Promise<readonly DueDeadline[]> {
      const members = await redis.zrangebyscore(key, '-inf', now, 'LIMIT', skip, limit);
      return members.map((member) => {
        const [chat = '', kind = '', epoch = ''] = member.split('|');
        return { chat, kind: kind as DeadlineKind, epoch: Number(epoch) };
      });
    },
    /** Sets a deadline that does not stand. */
    keep: (deadline: ChatDeadline): Promise<void> => set('NX', deadline),
    /** Brings deadlines forward that are due earlier by now; one that is due later is looked at when it was due. */
    async bringForward(all: readonly ChatDeadline[]): Promise<void> {
      await Promise.all(all.map((deadline) => set('LT', deadline)));
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
