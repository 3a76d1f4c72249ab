import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';

/** What stands for a while under a secret, and is had once by whoever shows it. Only a hash of the secret is kept. */
export function createOneTime(redis: Redis, desk: string) {
  const keys = keysOf(desk);
  const keyOf = (secret: string) => keys.oneTime(createHash('sha256').update(secret).digest('base64url'));
  return {
    async keep(secret: string, value: object, seconds: number): Promise<void> {
      await redis.set(keyOf(secret), JSON.stringify(value), 'EX', seconds);
    },
    /** What was kept under it; undefined for the second who asks, and where it is too late. */
    async take<T extends object>(secret: string): Promise<T | undefined> {
      const json = await redis.getdel(keyOf(secret));
      return json === null ? undefined : (JSON.parse(json) as T);
    },
  };
}
