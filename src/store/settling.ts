import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';
import { run } from './scripts.ts';

/** A process is taken to run so long after it last looked, milliseconds: one that only stalls is not gone. */
const RUNS_MS = 20_000;
/** What one that died was at goes on after this. */
const WALKS_MS = 6_000;

/** A process that has settings, known by a fingerprint of what of them concerns stored chats. */
export interface Settler {
  readonly fingerprint: string;
  readonly process: string;
}

export interface Standpoint {
  /** False where processes run under settings that came after these. */
  readonly inForce: boolean;
  /** Redis's clock, epoch milliseconds. */
  readonly now: number;
  /** When the last whole walk under these settings began; 0 for none. */
  readonly walkedAt: number;
  /** Processes with other settings run beside. */
  readonly beside: boolean;
}

/**
 * Under which settings stored chats are brought, and by which process. Processes with different settings never work
 * against each other: settings that are new are in force from the first look on, and those that they took the
 * place of are so again only when no process runs under the newer ones.
 */
export function createSettling(redis: Redis, desk: string) {
  const keys = keysOf(desk);
  const ask = <T>(op: string, { fingerprint, process }: Settler, ...more: readonly number[]) =>
    run<T>(
      redis,
      'settling',
      [keys.settling, keys.superseded, keys.settlers],
      [op, fingerprint, process, RUNS_MS, WALKS_MS, ...more],
    );

  return {
    /** Has to be asked again within the lease for the process to count. */
    async look(settler: Settler): Promise<Standpoint> {
      const [inForce, now, walkedAt, beside] = await ask<[number, string, string, number]>('look', settler);
      return {
        inForce: inForce === 1,
        now: Number(now),
        walkedAt: Number(walkedAt),
        beside: beside === 1,
      };
    },
    /** Takes the walk, or goes on with it; false where another process walks, or newer settings are in force. */
    walk: async (settler: Settler): Promise<boolean> => (await ask<number>('walk', settler)) === 1,
    /** The walk has come to its end. */
    walked: async (settler: Settler, beganAt: number): Promise<void> => {
      await ask('walked', settler, beganAt);
    },
    leave: async (settler: Settler): Promise<void> => {
      await ask('leave', settler);
    },
  };
}
