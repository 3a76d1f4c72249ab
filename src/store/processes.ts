import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';
import { redisNow } from './time.ts';

/** A process of the desk as others see it. */
export interface KnownProcess {
  readonly id: string;
  /** What it is and where: `worker 4711 on desk-2`. */
  readonly name: string;
  /** Section of its settings -> hash. */
  readonly sections: Readonly<Record<string, string>>;
  /** When its word was last renewed, by Redis's clock, epoch milliseconds. */
  readonly at: number;
}

/** What the processes of a desk say of themselves; one that says nothing for a while is gone. */
export function createProcesses(redis: Redis, desk: string) {
  const { processes } = keysOf(desk);
  return {
    /** Says it again. @returns the others that have said something within `leaseMs` */
    async tell(own: Omit<KnownProcess, 'at'>, leaseMs: number): Promise<readonly KnownProcess[]> {
      const at = await redisNow(redis);
      await redis.hset(processes, own.id, JSON.stringify({ ...own, at } satisfies KnownProcess));
      const all = Object.values(await redis.hgetall(processes)).map(
        (text) => JSON.parse(text) as KnownProcess,
      );
      const gone = all.filter((one) => at - one.at > leaseMs).map(({ id }) => id);
      if (gone.length > 0) await redis.hdel(processes, ...gone);
      return all.filter((one) => one.id !== own.id && !gone.includes(one.id));
    },

    async forget(id: string): Promise<void> {
      await redis.hdel(processes, id);
    },
  };
}
