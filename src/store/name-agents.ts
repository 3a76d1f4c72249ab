import type { Redis } from 'ioredis';
import { agentsIn, type Chat, isOpen } from '../chat/chat.ts';
import { agentsText } from './commit.ts';
import { keysOf } from './keys.ts';

/**
 * Open chats that were stored by a version whose rows of the feed did not name agents get the names that rows need
 * from now on: an agent who was moved to another queue hears by them alone.
 */
export async function nameAgents(redis: Redis, desk: string, chats: readonly Chat[]): Promise<void> {
  const keys = keysOf(desk);
  await Promise.all(
    chats
      .filter(isOpen)
      .map((chat) => redis.hsetnx(keys.chat(chat.id), 'agents', agentsText(agentsIn(chat)))),
  );
}
