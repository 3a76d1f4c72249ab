import type { Redis } from 'ioredis';
import type { Log } from '../shared/log.ts';
import { keysOf } from './keys.ts';

/** What changed, never its text. */
export interface FeedRow {
  readonly cursor: string;
  readonly kind: 'entry' | 'chat' | 'delivery' | 'assistance';
  readonly chat: string;
  /** A seq, or a version where the kind is `chat` or `assistance`. */
  readonly n: number;
  readonly queue: string;
  readonly company: string;
}

const KINDS = { e: 'entry', c: 'chat', d: 'delivery', a: 'assistance' } as const;

/** One reader per process and desk; it hands every row to `onRow` in order. */
export interface FeedReader {
  stop(): Promise<void>;
}

/** Where the feed ends now: what comes after it is new. */
export async function feedEnd(redis: Redis, desk: string): Promise<string> {
  const [last] = await redis.xrevrange(keysOf(desk).feed, '+', '-', 'COUNT', 1);
  return last?.[0] ?? '0-0';
}

/** Rows after a cursor; undefined where rows in between are gone already, or where the feed never got so far. */
export async function feedSince(
  redis: Redis,
  desk: string,
  cursor: string,
  limit: number,
): Promise<readonly FeedRow[] | undefined> {
  const key = keysOf(desk).feed;
  const [first, end, rows] = await Promise.all([
    redis.xrange(key, '-', '+', 'COUNT', 1),
    feedEnd(redis, desk),
    redis.xrange(key, `(${cursor}`, '+', 'COUNT', limit + 1),
  ]);
  const oldest = first[0]?.[0];
  if (oldest !== undefined && before(cursor, oldest)) return undefined;
  if (before(end, cursor)) return undefined;
  if (rows.length > limit) return undefined;
  return rows.map(([id, fields]) => parseRow(id, fields));
}

/** True where a cursor could have come from the feed. */
export const isCursor = (text: string): boolean => /^\d{1,15}-\d{1,10}$/.test(text);

function before(a: string, b: string): boolean {
  const [aMs = 0, aSeq = 0] = a.split('-').map(Number);
  const [bMs = 0, bSeq = 0] = b.split('-').map(Number);
  return aMs < bMs || (aMs === bMs && aSeq < bSeq);
}

/** Follows the feed from its end on. `reader` is a connection of its own: it blocks, which is the wake-up. */
export async function followFeed(
  reader: Redis,
  redis: Redis,
  desk: string,
  onRow: (row: FeedRow) => void,
  log: Log,
): Promise<FeedReader> {
  const key = keysOf(desk).feed;
  let cursor = await feedEnd(redis, desk);
  let stopped = false;
  const loop = (async () => {
    while (!stopped) {
      try {
        const answer = await reader.xread('COUNT', 1000, 'BLOCK', 5000, 'STREAMS', key, cursor);
        for (const [id, fields] of answer?.[0]?.[1] ?? []) {
          onRow(parseRow(id, fields));
          cursor = id;
        }
      } catch (error) {
        if (stopped) return;
        log.warn({ err: error }, 'feed reader');
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  })();
  return {
    async stop() {
      stopped = true;
      reader.disconnect();
      await loop;
    },
  };
}

function parseRow(cursor: string, fields: readonly string[]): FeedRow {
  const value = (name: string) => fields[fields.indexOf(name) + 1] ?? '';
  return {
    cursor,
    kind: KINDS[value('k') as keyof typeof KINDS],
    chat: value('c'),
    n: Number(value('n')),
    queue: value('q'),
    company: value('o'),
  };
}
