import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';

const KEEP_SECONDS = 86_400;

/** A request that may come again, and what it asks for. */
export interface FirstRequest {
  readonly key: string;
  readonly fingerprint: string;
}

/** What it found if it came before; undefined where it did not, or another request had its key. */
export async function foundBefore(
  redis: Redis,
  desk: string,
  { key, fingerprint }: FirstRequest,
): Promise<readonly string[] | undefined> {
  const json = await redis.get(keysOf(desk).once('found', key));
  const first = JSON.parse(json ?? '{}') as { fingerprint?: string; found?: string[] };
  return first.fingerprint === fingerprint ? first.found : undefined;
}

/** What the first request of this key found, for 24 hours: a repeat works on the same, whatever there is by now. */
export async function firstFound(
  redis: Redis,
  desk: string,
  { key, fingerprint }: FirstRequest,
  found: readonly string[],
): Promise<readonly string[] | 'key-reused'> {
  const kept = keysOf(desk).once('found', key);
  await redis.set(kept, JSON.stringify({ fingerprint, found }), 'EX', KEEP_SECONDS, 'NX');
  const first = JSON.parse((await redis.get(kept)) ?? '{}') as { fingerprint?: string; found?: string[] };
  return first.fingerprint === fingerprint ? (first.found ?? []) : 'key-reused';
}
