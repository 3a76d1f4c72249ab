import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';
import { run } from './scripts.ts';

/** When each sweep ran last, whoever ran it, by Redis's clock. */
export function createSweeps(redis: Redis, desk: string) {
  const key = keysOf(desk).sweeps;
  return {
    ran: async (name: string): Promise<void> => {
      await run(redis, 'late-sweeps', [key], ['ran', name]);
    },
    /** Of these, those that ran longer ago than they may, milliseconds. Each is told to one asker. */
    late: (after: ReadonlyMap<string, number>): Promise<readonly string[]> =>
      run(redis, 'late-sweeps', [key], ['late', ...[...after].flat()]),
  };
}

export type Sweeps = ReturnType<typeof createSweeps>;
