import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';
import { run } from './scripts.ts';

/** One write of a ticket's ledger that is meant and not confirmed. */
export interface UnfinishedWrite {
  readonly chat: string;
  readonly n: number;
  /** The write's name in the ledger. */
  readonly write: string;
}

/** As it stands in the sorted set. */
export const unfinishedRow = ({ chat, n, write }: UnfinishedWrite): string => `${chat}|${n}|${write}`;

/** What became of a lane that was looked after: `busy` where nothing was lost. */
export type Mended = { readonly kind: 'busy' } | { readonly kind: 'woken' | 'added'; readonly wake: number };

const BATCH = 200;

/** Ticket work that is not done yet, over all chats, open and closed. Its cost grows with what is unfinished. */
export function createUnfinished(redis: Redis, desk: string) {
  const keys = keysOf(desk);

  /** Every member with its score, in batches; one that is added or taken meanwhile may be missed or come twice. */
  async function* scan(key: string): AsyncGenerator<readonly (readonly [string, number])[]> {
    let cursor = '0';
    do {
      const [next, flat] = await redis.zscan(key, cursor, 'COUNT', BATCH);
      cursor = next;
      yield flat.flatMap((member, i) => (i % 2 === 0 ? [[member, Number(flat[i + 1])] as const] : []));
    } while (cursor !== '0');
  }

  return {
    /** With the time each was meant at, epoch milliseconds. */
    async *writes(): AsyncGenerator<readonly (UnfinishedWrite & { readonly since: number })[]> {
      for await (const rows of scan(keys.unfinished)) {
        yield rows.map(([member, since]) => {
          const [chat = '', n = '', ...write] = member.split('|');
          return { chat, n: Number(n), write: write.join('|'), since };
        });
      }
    },
    /** Ids of the chats in one of the lists of tickets. */
    async *chats(list: 'creating' | 'needsHand' | 'unproven'): AsyncGenerator<readonly string[]> {
      for await (const rows of scan(keys[list])) yield rows.map(([member]) => member);
    },
    /** Notes a write that is asked for and cannot be meant yet, unless it stands already. @param now epoch milliseconds */
    async expect(write: UnfinishedWrite, now: number): Promise<void> {
      // What the ledger has was noted as it was meant, and may be done by now.
      if ((await redis.hexists(keys.ledger(write.chat, write.n), write.write)) === 1) return;
      await redis.zadd(keys.unfinished, 'NX', now, unfinishedRow(write));
    },
    async forget(write: UnfinishedWrite): Promise<void> {
      await redis.zrem(keys.unfinished, unfinishedRow(write));
    },
    async forgetChat(list: 'creating' | 'needsHand' | 'unproven', chat: string): Promise<void> {
      await redis.zrem(keys[list], chat);
    },
    /** Shows the chat among those that need a hand. */
    async addUnproven(chat: string, createdAt: number): Promise<void> {
      await redis.zadd(keys.unproven, createdAt, chat);
    },
    /** Puts the errand into a lane that lies empty, or wakes one that has work and that nobody will come to. */
    async mend(lane: string, errand: string): Promise<Mended> {
      const [kind, wake] = await run<['busy' | 'woken' | 'added', number]>(
        redis,
        'mend-lane',
        [keys.lanes, keys.lane(lane), keys.laneItems(lane)],
        [lane, errand],
      );
      return kind === 'busy' ? { kind } : { kind, wake };
    },
    async count(what: string, by: number): Promise<void> {
      await redis.hincrby(keys.counted, what, by);
    },
    /** For the metrics. */
    async figures(): Promise<{
      readonly unfinished: number;
      readonly needHand: number;
      readonly mended: number;
    }> {
      const [unfinished, needHand, unproven, mended] = await Promise.all([
        redis.zcard(keys.unfinished),
        redis.zcard(keys.needsHand),
        redis.zcard(keys.unproven),
        redis.hget(keys.counted, 'mended'),
      ]);
      return { unfinished, needHand: needHand + unproven, mended: Number(mended ?? 0) };
    },
  };
}

export type Unfinished = ReturnType<typeof createUnfinished>;
