import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';
import { run } from './scripts.ts';

/** A prepared text of an agent's own. */
export interface OwnText {
  /** Chosen by whoever put it there. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** Texts that agents keep for themselves; what the desk offers to all is settings. */
export function createCannedTexts(redis: Redis, desk: string) {
  const keys = keysOf(desk);
  return {
    async of(agentId: string): Promise<readonly OwnText[]> {
      const rows = Object.entries(await redis.hgetall(keys.cannedTexts(agentId)));
      return rows.map(([id, json]) => ({ id, ...(JSON.parse(json) as Omit<OwnText, 'id'>) }));
    },

    /** @returns false where it would be one more than `most` */
    async keep(agentId: string, { id, ...text }: OwnText, most: number): Promise<boolean> {
      const args = [id, JSON.stringify(text), most];
      return (await run<number>(redis, 'keep-canned-text', [keys.cannedTexts(agentId)], args)) === 1;
    },

    async forget(agentId: string, id: string): Promise<void> {
      await redis.hdel(keys.cannedTexts(agentId), id);
    },
  };
}
