import type { Redis } from 'ioredis';
import { keysOf, type TicketNumber } from './keys.ts';
import { type Place, placeText, readPlaces } from './places.ts';
import { BANDS } from './turns.ts';
import type { Cover } from './waiting.ts';

/** A page of chat ids with what to ask for the next one by. */
export interface Page {
  readonly ids: readonly string[];
  /** Opaque; absent on the last page. */
  readonly next?: string;
}

/** Chats waiting in these sets, in their turn. */
export const waitingChats = (
  redis: Redis,
  cover: Cover,
  after: string | undefined,
  limit: number,
): Promise<Page> => merged(redis, cover, after, limit);

/** The first chats of a place, with their turns: who has the lowest is next. */
export async function headsOf(
  redis: Redis,
  desk: string,
  { queue, company }: Place,
  count: number,
): Promise<readonly { readonly id: string; readonly turn: number }[]> {
  const key = keysOf(desk).waiting(queue, company);
  return pairs(await redis.zrange(key, '0', String(count - 1), 'WITHSCORES')).map(({ id, score }) => ({
    id,
    turn: score,
  }));
}

/** Chats that an agent works at: those he owns and those he has joined, none of them twice. */
export const chatsOf = (
  redis: Redis,
  desk: string,
  agentId: string,
  after: string | undefined,
  limit: number,
) => merged(redis, [keysOf(desk).mine(agentId), keysOf(desk).joined(agentId)], after, limit);

export const chatsOwnedBy = (redis: Redis, desk: string, agentId: string, limit: number) =>
  redis.zrange(keysOf(desk).mine(agentId), '0', String(limit - 1));

/** Chats in which something waits for this agent or is expected of him. */
export async function chatsAround(
  redis: Redis,
  desk: string,
  agentId: string,
  limit: number,
): Promise<readonly string[]> {
  const { mine, joined, invites } = keysOf(desk);
  const page = await merged(redis, [mine(agentId), joined(agentId), invites(agentId)], undefined, limit);
  return page.ids;
}

export const invitedTo = (
  redis: Redis,
  desk: string,
  agentId: string,
  after: string | undefined,
  limit: number,
) => merged(redis, [keysOf(desk).invites(agentId)], after, limit);

/** Chats whose owner asks for assistance, whoever has waited longest first. */
export const needingAssistance = (redis: Redis, desk: string, after: string | undefined, limit: number) =>
  merged(redis, [keysOf(desk).assistance], after, limit);

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

/** Where chats wait now, how many, and how long: whole seconds. The cost grows with places, not with chats. */
export async function waits(redis: Redis, desk: string) {
  const keys = keysOf(desk);
  const [places, [seconds]] = await Promise.all([readPlaces(redis, desk), redis.time()]);
  return Promise.all(
    places.map(async (place) => {
      const key = keys.waiting(place.queue, place.company);
      const [queued, since, oldest] = await Promise.all([
        redis.zcard(key),
        redis.hget(keys.waitingSince, placeText(place)),
        oldestOf(redis, key),
      ]);
      const average = queued === 0 ? 0 : Number(seconds) - Number(since ?? 0) / queued / 1000;
      const longest = oldest === undefined ? 0 : Number(seconds) - oldest / 1000;
      return { ...place, queued, longestWait: whole(longest), averageWait: whole(average) };
    }),
  );
}

/** How many chats of a place have waited since a moment, epoch milliseconds, or before it. */
export async function waitingSince(
  redis: Redis,
  desk: string,
  { queue, company }: Place,
  moment: number,
): Promise<number> {
  const key = keysOf(desk).waiting(queue, company);
  const counts = await Promise.all(BANDS.map(([from]) => redis.zcount(key, from, from + moment)));
  return counts.reduce((sum, n) => sum + n, 0);
}

const whole = (seconds: number): number => Math.max(0, Math.round(seconds));

/** When the chat that waits longest began to, wherever its turn is; epoch milliseconds. */
async function oldestOf(redis: Redis, key: string): Promise<number | undefined> {
  const firsts = await Promise.all(
    BANDS.map(async ([from, to]) =>
      pairs(await redis.zrange(key, from, `(${to}`, 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')).map(
        ({ score }) => score - from,
      ),
    ),
  );
  const all = firsts.flat();
  return all.length === 0 ? undefined : Math.min(...all);
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
  readonly invites: number;
  /** Owned and joined. */
  readonly mine: number;
}

export async function counts(redis: Redis, desk: string, agentId: string, cover: Cover): Promise<Counts> {
  const keys = keysOf(desk);
  const [mine = 0, joined = 0, transferred = 0, invites = 0, ...waiting] = await Promise.all([
    redis.zcard(keys.mine(agentId)),
    redis.zcard(keys.joined(agentId)),
    redis.zcard(keys.transferred(agentId)),
    redis.zcard(keys.invites(agentId)),
    ...cover.map((key) => redis.zcard(key)),
  ]);
  return { queue: waiting.reduce((sum, n) => sum + n, 0), transferred, invites, mine: mine + joined };
}

/** One page over several sorted sets in one order. The cost grows with the page, not with what waits. */
async function merged(
  redis: Redis,
  sets: readonly string[],
  after: string | undefined,
  limit: number,
): Promise<Page> {
  const cursor = parseCursor(after);
  const from = cursor.score === Number.NEGATIVE_INFINITY ? '-inf' : cursor.score;
  const isNext = (row: Row) => row.score > cursor.score || row.id > cursor.id;
  // Members of one score come in their own order, so those up to the cursor's are read again and dropped.
  for (let dropped = cursor.ties; ; dropped = 2 * dropped + limit) {
    const count = limit + 1 + dropped;
    const rows = await Promise.all(
      sets.map(async (set) =>
        pairs(await redis.zrange(set, from, '+inf', 'BYSCORE', 'LIMIT', 0, count, 'WITHSCORES')),
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
  const start = { score: Number.NEGATIVE_INFINITY, ties: 0, id: '' };
  if (id === undefined || !Number.isFinite(Number(score)) || !Number.isInteger(Number(ties))) return start;
  return { score: Number(score), ties: Math.min(Math.max(Number(ties), 0), 10_000), id };
}
