import type { Redis } from 'ioredis';
import type { Log } from '../shared/log.ts';
import { pulse, readEra } from './era.ts';
import { keysOf } from './keys.ts';

/** What changed, never its text. */
export interface FeedRow {
  readonly cursor: string;
  readonly kind: 'entry' | 'chat' | 'delivery' | 'assistance' | 'connected';
  readonly chat: string;
  /** A seq, or a version where the kind is `chat` or `assistance`; of `connected` see `connectionIn`. */
  readonly n: number;
  readonly queue: string;
  readonly company: string;
  /** Ids of the agents who are in the chat, or were until this. */
  readonly agents: readonly string[];
}

const KINDS = { e: 'entry', c: 'chat', d: 'delivery', a: 'assistance', u: 'connected' } as const;

/** One reader per process and desk; it hands every row to `onRow` in order. */
export interface FeedReader {
  /** The feed has begun anew: rows may have been missed. It goes on from the end of what is there now. */
  beginAnew(): void;
  /** Cursor of the newest row that it has heard of in this era; '' before it has begun anew. */
  heard(): string;
  stop(): Promise<void>;
}

const BLOCK_MS = 2_000;
const AFTER_ERROR_MS = 500;

/** Where the feed ends now: what comes after it is new. */
export async function feedEnd(redis: Redis, desk: string): Promise<string> {
  const [era, [last]] = await Promise.all([
    readEra(redis, desk),
    redis.xrevrange(keysOf(desk).feed, '+', '-', 'COUNT', 1),
  ]);
  return `${era ?? (await pulse(redis, desk))}:${last?.[0] ?? '0-0'}`;
}

const PAGE = 1_000;
/** Whoever is further behind is quicker with fresh lists, whatever they may see of it. */
const MOST_READ = 20 * PAGE;

/** What came after a cursor. */
export interface FeedPast {
  readonly rows: readonly FeedRow[];
  /** Cursor of the last row that was read, whether it was kept or not. */
  readonly end: string;
}

/**
 * Rows after a cursor that are kept, `limit` at most; undefined where there are more, where rows in between are gone
 * already, and where the cursor is from another era.
 */
export async function feedSince(
  redis: Redis,
  desk: string,
  cursor: string,
  limit: number,
  keep: (row: FeedRow) => boolean = () => true,
): Promise<FeedPast | undefined> {
  const key = keysOf(desk).feed;
  const [era = '', from = ''] = cursor.split(':');
  const after = (id: string) => redis.xrange(key, `(${id}`, '+', 'COUNT', PAGE);
  const [now, first, last, page] = await Promise.all([
    readEra(redis, desk),
    redis.xrange(key, '-', '+', 'COUNT', 1),
    redis.xrevrange(key, '+', '-', 'COUNT', 1),
    after(from),
  ]);
  if (era !== now) return undefined;
  const oldest = first[0]?.[0];
  if (oldest !== undefined && before(from, oldest)) return undefined;
  if (before(last[0]?.[0] ?? '0-0', from)) return undefined;
  const rows: FeedRow[] = [];
  let end = from;
  let read = 0;
  for (let its = page; ; its = await after(end)) {
    rows.push(...its.map(([id, fields]) => parseRow(era, id, fields)).filter(keep));
    end = its.at(-1)?.[0] ?? end;
    read += its.length;
    if (rows.length > limit || read > MOST_READ) return undefined;
    if (its.length < PAGE) return { rows, end: `${era}:${end}` };
  }
}

/** True where a cursor could have come from the feed. */
export const isCursor = (text: string): boolean => /^[0-9a-f]{12}:\d{1,15}-\d{1,10}$/.test(text);

function before(a: string, b: string): boolean {
  const [aMs = 0, aSeq = 0] = a.split('-').map(Number);
  const [bMs = 0, bSeq = 0] = b.split('-').map(Number);
  return aMs < bMs || (aMs === bMs && aSeq < bSeq);
}

/**
 * Follows the feed from its end on; what goes wrong is tried again until it is stopped.
 * @param reader a connection of its own: it blocks, which is the wake-up
 * @param onAnew called after `beginAnew` with the cursor from which rows come again
 * @returns resolves once it follows
 */
export async function followFeed(
  reader: Redis,
  redis: Redis,
  desk: string,
  onRow: (row: FeedRow) => void,
  log: Log,
  onAnew: (cursor: string) => void = () => {},
): Promise<FeedReader> {
  const key = keysOf(desk).feed;
  let [era = '', id = '']: string[] = [];
  let isAnew = false;
  let stopped = false;
  const begin = async (): Promise<void> => {
    [era = '', id = ''] = (await feedEnd(redis, desk)).split(':');
  };
  const read = async (): Promise<void> => {
    if (isAnew) {
      await begin();
      isAnew = false;
      onAnew(`${era}:${id}`);
    }
    const answer = await reader.xread('COUNT', 1000, 'BLOCK', BLOCK_MS, 'STREAMS', key, id);
    for (const [next, fields] of answer?.[0]?.[1] ?? []) {
      // It would be read again and again, and nothing that comes after it.
      try {
        onRow(parseRow(era, next, fields));
      } catch (error) {
        log.error({ err: error, cursor: `${era}:${next}` }, 'a row of the feed could not be told');
      }
      id = next;
    }
  };
  const patiently = async (step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (error) {
      if (stopped) return;
      log.warn({ err: error }, 'the feed could not be read; it is tried again');
      await new Promise((resolve) => setTimeout(resolve, AFTER_ERROR_MS));
    }
  };
  while (era === '') await patiently(begin);
  const loop = (async () => {
    while (!stopped) await patiently(read);
  })();
  return {
    beginAnew() {
      isAnew = true;
    },
    heard: () => (isAnew ? '' : `${era}:${id}`),
    async stop() {
      stopped = true;
      reader.disconnect();
      await loop;
    },
  };
}

function parseRow(era: string, id: string, fields: readonly string[]): FeedRow {
  // By place: a queue may be called as a field is.
  const value = (name: string) => fields[fields.findIndex((one, i) => i % 2 === 0 && one === name) + 1] ?? '';
  const agents = value('a');
  return {
    cursor: `${era}:${id}`,
    kind: KINDS[value('k') as keyof typeof KINDS],
    chat: value('c'),
    n: Number(value('n')),
    queue: value('q'),
    company: value('o'),
    agents: agents.startsWith('[') ? (JSON.parse(agents) as string[]) : [],
  };
}
