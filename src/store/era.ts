import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';
import { markOwn } from './own-errors.ts';
import { run } from './scripts.ts';

/** The probe is gone by itself soon after nobody writes it any more, milliseconds. */
const PROBE_MS = 10_000;

export interface PulseOptions {
  /** Which server this is, from `lineageOf`; without it the era stays as it is, if there is one. */
  readonly lineage?: string;
  /** How long workers of this process are known to others; 0 where it has none. */
  readonly workersMs?: number;
  /** Cursor of the newest row of the feed that this process has heard of. */
  readonly heard?: string;
}

/**
 * Proves by a script's write that Redis holds the desk, and gives the era of its feed: the part before the colon
 * of every cursor. It is made with the feed and anew wherever rows may be missing or others stand in their place:
 * on another server, an emptied one, one whose restart may have lost rows or has lost the one that was heard last.
 */
export async function pulse(
  redis: Redis,
  desk: string,
  { lineage = '', workersMs = 0, heard = '' }: PulseOptions = {},
): Promise<string> {
  const keys = keysOf(desk);
  const own = randomBytes(6).toString('hex');
  const answer = await run<unknown>(
    redis,
    'pulse',
    [keys.era, keys.probe, keys.workers, keys.feed],
    [own, lineage, PROBE_MS, workersMs, heard],
  );
  if (Array.isArray(answer) && answer[1] === own) return String(answer[0]);
  // Something between has lost an answer, and each command gets the one of the next from then on.
  redis.disconnect(true);
  const error = new Error('connection close: Redis gave the answer of another command');
  markOwn(error);
  throw error;
}

/** The era as it stands; undefined where the desk has none yet. */
export const readEra = async (redis: Redis, desk: string): Promise<string | undefined> =>
  (await redis.hget(keysOf(desk).era, 'id')) ?? undefined;

/**
 * Changes with the server, with each time it becomes a leading one, and with each of its starts unless it comes back
 * with every row: then the cursors of windows still hold.
 */
export async function lineageOf(redis: Redis): Promise<string> {
  const [info, fsync] = await Promise.all([
    Promise.all([redis.info('server'), redis.info('replication'), redis.info('persistence')]),
    // Managed offerings refuse the question; a start may have lost something there.
    redis.config('GET', 'appendfsync').catch(() => []),
  ]);
  const field = (name: string) => info.join('\n').match(new RegExp(`^${name}:(\\w+)`, 'm'))?.[1] ?? '';
  const losesNothing = field('aof_enabled') === '1' && (fsync as readonly unknown[])[1] === 'always';
  // A server that was promoted remembers the history that it took over.
  const promoted = !/^0*$/.test(field('master_replid2'));
  return losesNothing && !promoted ? 'durable' : `${field('run_id')}-${field('master_replid')}`;
}
