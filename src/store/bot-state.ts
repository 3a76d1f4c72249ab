import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';

const KEEP_SECONDS = 30 * 86_400;

interface StoreItem {
  [key: string]: unknown;
}

/** The virtual agent's dialog state, in the shape of a Bot Framework `Storage`: last writer wins, kept 30 days after the last write. */
export function createBotState(redis: Redis, desk: string) {
  const keys = keysOf(desk);
  return {
    async read(names: readonly string[]): Promise<Record<string, StoreItem>> {
      if (names.length === 0) return {};
      const values = await Promise.all(names.map((name) => redis.get(keys.botState(name))));
      return Object.fromEntries(
        names.flatMap((name, i) => {
          const value = values[i];
          return value ? [[name, JSON.parse(value) as StoreItem]] : [];
        }),
      );
    },
    async write(changes: Record<string, StoreItem>): Promise<void> {
      await Promise.all(
        Object.entries(changes).map(([name, value]) =>
          redis.set(keys.botState(name), JSON.stringify(value), 'EX', KEEP_SECONDS),
        ),
      );
    },
    async delete(names: readonly string[]): Promise<void> {
      await Promise.all(names.map((name) => redis.del(keys.botState(name))));
    },
  };
}
