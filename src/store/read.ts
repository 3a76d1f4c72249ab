import type { Redis } from 'ioredis';
import type { Chat } from '../chat/chat.ts';
import type { Delivery, Entry, NewEntry } from '../chat/entry.ts';
import { keysOf } from './keys.ts';

export interface ChatRead {
  readonly chat: Chat | undefined;
  readonly lastSeq: number;
  /** When somebody last wrote; epoch milliseconds. */
  readonly lastActivityAt: number;
}

/** One chat with the facts beside its snapshot. */
export async function readChat(redis: Redis, desk: string, chatId: string): Promise<ChatRead> {
  const keys = keysOf(desk);
  const [hot, lastSeq] = await Promise.all([
    redis.hmget(keys.chat(chatId), 'json', 'active'),
    redis.llen(keys.log(chatId)),
  ]);
  return { chat: parseChat(hot[0]), lastSeq, lastActivityAt: Number(hot[1] ?? 0) };
}

/** Several chats at once, in the order asked for; those that are gone are left out. */
export async function readChats(
  redis: Redis,
  desk: string,
  ids: readonly string[],
): Promise<readonly Chat[]> {
  const keys = keysOf(desk);
  const snapshots = await Promise.all(ids.map((id) => redis.hget(keys.chat(id), 'json')));
  return snapshots.map(parseChat).filter((chat) => chat !== undefined);
}

const parseChat = (json: string | null | undefined): Chat | undefined =>
  json ? (JSON.parse(json) as Chat) : undefined;

/** Lines of a chat's log after `after`, at most `limit`. */
export async function readLog(
  redis: Redis,
  desk: string,
  chatId: string,
  after = 0,
  limit = Number.POSITIVE_INFINITY,
): Promise<readonly Entry[]> {
  const last = Number.isFinite(limit) ? after + limit - 1 : -1;
  const lines = await redis.lrange(keysOf(desk).log(chatId), after, last);
  return lines.map((line, i) => ({ ...(JSON.parse(line) as NewEntry), seq: after + i + 1 }));
}

/** How far lines got on their way to the user. */
export async function readDelivery(
  redis: Redis,
  desk: string,
  chatId: string,
): Promise<(seq: number) => Delivery> {
  const keys = keysOf(desk);
  const [delivered, marks] = await Promise.all([
    redis.hget(keys.chat(chatId), 'delivered'),
    redis.hgetall(keys.marks(chatId)),
  ]);
  return (seq) =>
    (marks[String(seq)] as Delivery | undefined) ?? (seq <= Number(delivered ?? 0) ? 'delivered' : 'pending');
}
