import type { Redis } from 'ioredis';
import { keysOf, type TicketNumber } from './keys.ts';

/** A page of chat ids with what to ask for the next one by. */
export interface Page {
  readonly ids: readonly string[];
  /** Opaque; absent on the last page. */
  readonly next?: string;
}

/** Chats waiting in these support queues, longest wait first. */
export const waitingChats = (
  redis: Redis,
  desk: string,
  queues: readonly string[],
  after: string | undefined,
  limit: number,
): Promise<Page> => merged(redis, queues.map(keysOf(desk).waiting), after, limit);

export const chatsOf = (
  redis: Redis,
  desk: string,
  agentId: string,
  after: string | undefined,
  limit: number,
) => merged(redis, [keysOf(desk).mine(agentId)], after, limit);

export const transferredTo = (
  redis: Redis,
  desk: string,
  agentId: string,
  after: string | undefined,
  limit: number,
) => merged(redis, [keysOf(desk).transferred(agentId)], after, limit);

export const openChats = (redis: Redis, desk: string, after: string | undefined, limit: number) =>
  merged(redis, [keysOf(desk).open], after, limit);

/** Chats with a ticket that failed, or that has waited too long for its confirmation; closed ones too. */
export async function needingHand(
  redis: Redis,
  desk: string,
  after: string | undefined,
  limit: number,
): Promise<Page> {
  const keys = keysOf(desk);
  const page = await merged(redis, [keys.needsHand, keys.unproven], after, limit);
  return { ...page, ids: [...new Set(page.ids)] };
}

/** The index of the last one that is read. */
const MOST_WITH_TICKET = '199';

/** Chats that a ticket belongs to, open and closed, at most 200 of each; some may have expired. */
export async function chatsWith(
  redis: Redis,
  desk: string,
  ticket: TicketNumber,
): Promise<readonly string[]> {
  const keys = keysOf(desk);
  const [open, closed] = await Promise.all([
    redis.zrange(keys.openWith(ticket), '0', MOST_WITH_TICKET, 'REV'),
    redis.zrange(keys.closedWith(ticket), '0', MOST_WITH_TICKET, 'REV'),
  ]);
  return [...new Set([...open, ...closed])];
}

export interface Counts {
  readonly queue: number;
  readonly transferred: number;
  readonly mine: number;
}

export async function counts(
  redis: Redis,
  desk: string,
  agentId: string,
  queues: readonly string[],
): Promise<Counts> {
  const keys = keysOf(desk);
  const [mine = 0, transferred = 0, ...waiting] = await Promise.all([
    redis.zcard(keys.mine(agentId)),
    redis.zcard(keys.transferred(agentId)),
    ...queues.map((queue) => redis.zcard(keys.waiting(queue))),
  ]);
  return { queue: waiting.reduce((sum, n) => sum + n, 0), transferred, mine };
}

/** One page over several sorted sets in one order. The cost grows with the page, not with what waits. */
async function merged(
  redis: Redis,
  sets: readonly string[],
  after: string | undefined,
  limit: number,
): Promise<Page> {
  const cursor = parseCursor(after);
  const isNext = (row: Row) => row.score > cursor.score || row.id > cursor.id;
  // Members of one score come in their own order, so those up to the cursor's are read again and dropped.
  for (let dropped = cursor.ties; ; dropped = 2 * dropped + limit) {
    const count = limit + 1 + dropped;
    const rows = await Promise.all(
      sets.map(async (set) =>
        pairs(await redis.zrange(set, cursor.score, '+inf', 'BYSCORE', 'LIMIT', 0, count, 'WITHSCORES')),
      ),
    );
    // More of that score than there were when the cursor was given: what comes next was not reached.
    if (rows.some((read) => read.length === count && read.filter(isNext).length <= limit)) continue;
    const found = rows
      .flat()
      .filter(isNext)
      .sort((a, b) => a.score - b.score || (a.id < b.id ? -1 : 1));
    const page = found.slice(0, limit);
    const last = page.at(-1);
    if (found.length <= limit || last === undefined) return { ids: page.map((row) => row.id) };
    const ties =
      page.filter((row) => row.score === last.score).length + (last.score === cursor.score ? cursor.ties : 0);
    return { ids: page.map((row) => row.id), next: `${last.score}.${ties}.${last.id}` };
  }
}

interface Row {
  readonly id: string;
  readonly score: number;
}

function pairs(flat: readonly string[]): Row[] {
  const rows: Row[] = [];
  for (let i = 0; i < flat.length; i += 2) rows.push({ id: flat[i] ?? '', score: Number(flat[i + 1]) });
  return rows;
}

function parseCursor(after: string | undefined): { score: number; ties: number; id: string } {
  const [score, ties, id] = (after ?? '').split('.');
  const start = { score: 0, ties: 0, id: '' };
  if (id === undefined || !Number.isFinite(Number(score)) || !Number.isInteger(Number(ties))) return start;
  return { score: Number(score), ties: Math.min(Math.max(Number(ties), 0), 10_000), id };
}
