import type { Redis } from 'ioredis';
import type { Chat } from '../chat/chat.ts';
import { keysOf } from './keys.ts';
import type { Place } from './places.ts';
import { turnOf } from './turns.ts';
import type { Cover } from './waiting.ts';

/** How many of the last chats of a place are remembered by how quickly they moved up. */
export const REMEMBERED = 20;
/** With fewer nobody is told how long it may take. */
const ENOUGH = 5;

/**
 * Where a waiting chat stands, and how fast its queue moves. What is kept grows with the places, not with the
 * chats; one question costs the logarithm of those that wait.
 */
export function createQueuePlaces(redis: Redis, desk: string) {
  const keys = keysOf(desk);
  return {
    /** 1 for whoever is next of all that wait in these sets; undefined where this chat does not wait in them. */
    async of(chat: Chat, cover: Cover): Promise<number | undefined> {
      if (chat.status !== 'queued') return undefined;
      const before = await Promise.all(
        cover.map(async (key) => {
          const [rank, ahead] = await Promise.all([
            redis.zrank(key, chat.id),
            redis.zcount(key, '-inf', `(${turnOf(chat)}`),
          ]);
          return { rank, ahead };
        }),
      );
      if (before.every(({ rank }) => rank === null)) return undefined;
      return before.reduce((sum, { rank, ahead }) => sum + (rank ?? ahead), 1);
    },

    /** Milliseconds in which chats of a place have moved up by one, the middle of the last ones; undefined where they are too few. */
    async pace({ queue, company }: Place): Promise<number | undefined> {
      const last = (await redis.lrange(keys.paces(queue, company), 0, -1)).map(Number);
      if (last.length < ENOUGH) return undefined;
      return last.toSorted((one, other) => one - other)[Math.floor(last.length / 2)];
    },
  };
}

/** How fast a chat has moved up that an agent has taken just now: milliseconds for each place from where its user was told it was. */
export function paceOf(before: Chat | undefined, after: Chat): number | undefined {
  if (before?.status !== 'queued' || before.place === undefined || after.status !== 'assigned')
    return undefined;
  const { n, at } = before.place.first;
  return Math.max(0, Math.round(((after.assignedAt ?? at) - at) / n));
}
