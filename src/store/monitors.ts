import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';

/** Who has not looked for so long reads no more, milliseconds. */
const LOOK_MS = 60_000;

/** Supervisors who read chats silently. Beside the chats: nothing of a chat itself tells of them. */
export function createMonitors(redis: Redis, desk: string) {
  const keys = keysOf(desk);
  const now = async () => Number((await redis.time())[0]) * 1000;
  return {
    async looked(chat: string, agent: string): Promise<void> {
      await redis
        .multi()
        .zadd(keys.monitors(chat), await now(), agent)
        .pexpire(keys.monitors(chat), LOOK_MS)
        .exec();
    },
    of: async (chat: string): Promise<readonly string[]> =>
      redis.zrangebyscore(keys.monitors(chat), (await now()) - LOOK_MS, '+inf'),
  };
}
