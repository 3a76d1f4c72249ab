import type { Redis } from 'ioredis';
import type { Chat, ChatUser, ConversationRef } from '../chat/chat.ts';
import { wholeCharacters } from '../chat/cut.ts';
import { keysOf } from './keys.ts';
import { readChats } from './read.ts';

const DAY_MS = 86_400_000;
/** Of a name or address; whatever is longer is told apart when its chat is read. */
const MAX_TERM = 100;
/** Words of a name by which it is found. */
const MAX_WORDS = 6;
/** Rows that one search looks at; the next page goes on behind them. */
const MOST_SCANNED = 1_000;
const BATCH = 100;

export interface ClosedQuery {
  /** The first and the last day, as days since 1970 (UTC). */
  readonly from: number;
  readonly to: number;
  /** How the name, one of its words or the address of the user begins. */
  readonly user?: string | undefined;
  /** Which of the chats whoever asks may see. */
  readonly keep: (chat: Chat) => boolean;
}

export interface ClosedChats {
  readonly chats: readonly Chat[];
  /** Absent on the last page; a page with it may be short, or empty. */
  readonly next?: string;
}

/** What a closed chat is found by: rows of its day, and whose past it is. */
export function closedRow(chat: Chat) {
  const closedAt = chat.closedAt ?? chat.createdAt;
  // The newest comes first where rows are in the order of their text.
  const byTime = ['t', String(1e15 - closedAt), chat.id];
  const byUser = termsOf(chat.user).map((term) => ['u', start(term), chat.id]);
  return {
    day: Math.floor(closedAt / DAY_MS),
    members: [byTime, ...byUser].map((parts) => parts.join(SEPARATOR)),
    pasts: pastsOf(chat),
    closedAt,
  };
}

/** Whether somebody's name, one of its words or his address begins so. */
export const namesUser = (user: ChatUser, words: string): boolean => termOf(user, words) !== undefined;

/** Below everything that a name may hold. */
const SEPARATOR = '\u0000';

const start = (term: string): string => wholeCharacters(term.toWellFormed(), MAX_TERM);

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();

/** The whole name, what it is from each of its words on, and the address. */
function termsOf({ name, email }: ChatUser): readonly string[] {
  const words = plain(name).split(' ').slice(0, MAX_WORDS);
  const names = words.map((_word, i) => words.slice(i).join(' '));
  return [...names, ...(email === undefined ? [] : [plain(email)])].filter((term) => term !== '');
}

const termOf = (user: ChatUser, words: string): string | undefined =>
  termsOf(user).find((term) => term.startsWith(plain(words)));

/**
 * Who somebody is, where he is proven; a name that anybody may type is nobody's. It goes by the issuer's id
 * for him alone (OpenID Connect Core 5.7): several may share an address, change it, or get another's.
 */
export const provenUser = ({ id, verified }: ChatUser): string | undefined =>
  verified ? JSON.stringify(['id', id]) : undefined;

/** Whose past it is: that of its conversation, and of its user where he is proven. */
function pastsOf({ conversation, user }: Chat): readonly string[] {
  const proven = provenUser(user);
  return [inConversation(conversation), ...(proven === undefined ? [] : [proven])];
}

/** No user is named so: what names a user is a pair. */
export const inConversation = ({ channel, id }: ConversationRef): string =>
  JSON.stringify(['conversation', channel, id]);

/** Closed chats of a user who is proven, newest first; none of anybody else. */
export async function pastOf(
  redis: Redis,
  desk: string,
  user: ChatUser,
  limit: number,
): Promise<readonly Chat[]> {
  const proven = provenUser(user);
  if (proven === undefined) return [];
  const ids = await redis.zrange(keysOf(desk).past(proven), '0', String(limit - 1), 'REV');
  return readChats(redis, desk, ids);
}

/**
 * Closed chats of some days, newest day first; within a day the newest first, or by name where names
 * are searched. The cost grows with the days and with what is found, not with the chats that are kept.
 */
export async function searchClosed(
  redis: Redis,
  desk: string,
  query: ClosedQuery,
  after: string | undefined,
  limit: number,
): Promise<ClosedChats> {
  const prefix = query.user === undefined ? ['t', ''] : ['u', start(plain(query.user))];
  const found: Chat[] = [];
  let scanned = 0;
  let cursor = parseCursor(after);
  const newest = Math.min(query.to, cursor?.day ?? query.to);
  for (const day of await daysOf(redis, desk, query.from, newest)) {
    if (cursor?.day !== day) cursor = undefined;
    for (;;) {
      const rows = await rowsOf(redis, keysOf(desk).closedOn(day), prefix.join(SEPARATOR), cursor?.row);
      const chats = await matching(redis, desk, query, rows);
      for (const { row, chat } of chats) {
        if (chat !== undefined) found.push(chat);
        cursor = { day, row };
        scanned += 1;
        if (found.length === limit || scanned === MOST_SCANNED)
          return { chats: found, next: cursorText(cursor) };
      }
      if (rows.length < BATCH) break;
    }
  }
  return { chats: found };
}

async function daysOf(redis: Redis, desk: string, from: number, to: number): Promise<readonly number[]> {
  const days = await redis.zrange(keysOf(desk).closedDays, String(to), String(from), 'BYSCORE', 'REV');
  return days.map(Number);
}

async function rowsOf(
  redis: Redis,
  key: string,
  prefix: string,
  after: string | undefined,
): Promise<readonly string[]> {
  const from = after === undefined ? `[${prefix}` : `(${after}`;
  // No byte of a text in UTF-8 is as high.
  const to = Buffer.concat([Buffer.from(`(${prefix}`), Buffer.from([0xff])]);
  return redis.zrange(key, from, to, 'BYLEX', 'LIMIT', 0, BATCH);
}

/** The chats of these rows in their order, without those that do not match. */
async function matching(redis: Redis, desk: string, { user, keep }: ClosedQuery, rows: readonly string[]) {
  const ids = rows.map((row) => row.slice(row.lastIndexOf(SEPARATOR) + 1));
  const chats = new Map((await readChats(redis, desk, ids)).map((chat) => [chat.id, chat]));
  return rows.map((row, i) => {
    const chat = chats.get(ids[i] ?? '');
    return { row, chat: chat && matches(chat, row) && keep(chat) ? chat : undefined };
  });

  /** A name has several rows; the chat counts in the first of those that match. */
  function matches(chat: Chat, row: string): boolean {
    if (user === undefined) return true;
    const term = termOf(chat.user, user);
    return term !== undefined && row === ['u', start(term), chat.id].join(SEPARATOR);
  }
}

interface Cursor {
  readonly day: number;
  readonly row: string;
}

const cursorText = ({ day, row }: Cursor): string =>
  Buffer.from(JSON.stringify([day, row])).toString('base64url');

/** A cursor that is none begins at the beginning. */
function parseCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined;
  try {
    const [day, row] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    return typeof day === 'number' && typeof row === 'string' ? { day, row } : undefined;
  } catch {
    return undefined;
  }
}
