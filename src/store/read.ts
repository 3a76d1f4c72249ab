import type { Redis } from 'ioredis';
import type { Chat } from '../chat/chat.ts';
import type { Delivery, Entry, NewEntry } from '../chat/entry.ts';
import { readEitherWay } from './archive/packed.ts';
import { keysOf } from './keys.ts';

export interface ChatRead {
  readonly chat: Chat | undefined;
  readonly lastSeq: number;
  /** When somebody last wrote; epoch milliseconds. */
  readonly lastActivityAt: number;
  /** When an agent last wrote to the user; epoch milliseconds. */
  readonly lastAnswerAt: number;
  /** When an owner first did; 0 before. */
  readonly firstAnswerAt: number;
  /** It lies in the archive: it has to be unpacked before anything is written to it. */
  readonly packed: boolean;
}

/** One chat with the facts beside its snapshot. */
export async function readChat(redis: Redis, desk: string, chatId: string): Promise<ChatRead> {
  const keys = keysOf(desk);
  const found = await readEitherWay<ChatRead>(
    redis,
    desk,
    chatId,
    async () => {
      const [hot, lastSeq] = await Promise.all([
        redis.hmget(keys.chat(chatId), 'json', 'active', 'answer', 'first'),
        redis.llen(keys.log(chatId)),
      ]);
      // A chat begins with a line: one without any was packed while we looked.
      if (!hot[0] || lastSeq === 0) return undefined;
      return { chat: parseChat(hot[0]), lastSeq, ...timesOf(hot[1], hot[2], hot[3]), packed: false };
    },
    ({ log, hashes: { chat } }) => ({
      chat: parseChat(chat?.json),
      lastSeq: log.length,
      ...timesOf(chat?.active, chat?.answer, chat?.first),
      packed: true,
    }),
  );
  return found ?? { chat: undefined, lastSeq: 0, ...timesOf(), packed: false };
}

const timesOf = (active?: string | null, answer?: string | null, first?: string | null) => ({
  lastActivityAt: Number(active ?? 0),
  lastAnswerAt: Number(answer ?? 0),
  firstAnswerAt: Number(first ?? 0),
});

/** Several chats at once, in the order asked for; those that are gone are left out. */
export async function readChats(
  redis: Redis,
  desk: string,
  ids: readonly string[],
): Promise<readonly Chat[]> {
  const keys = keysOf(desk);
  const snapshots = await Promise.all(
    ids.map((id) =>
      readEitherWay(
        redis,
        desk,
        id,
        async () => parseChat(await redis.hget(keys.chat(id), 'json')),
        ({ hashes }) => parseChat(hashes.chat?.json),
      ),
    ),
  );
  return snapshots.filter((chat) => chat !== undefined);
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
  const lines = await readEitherWay<readonly string[]>(
    redis,
    desk,
    chatId,
    async () => {
      const found = await redis.lrange(keysOf(desk).log(chatId), after, last);
      return found.length > 0 ? found : undefined;
    },
    ({ log }) => log.slice(after, after + limit),
  );
  return (lines ?? []).map((line, i) => ({ ...(JSON.parse(line) as NewEntry), seq: after + i + 1 }));
}

/** How far lines got on their way to the user. */
export async function readDelivery(
  redis: Redis,
  desk: string,
  chatId: string,
): Promise<(seq: number) => Delivery> {
  const keys = keysOf(desk);
  const found = await readEitherWay<{ delivered: string; marks: Readonly<Record<string, string>> }>(
    redis,
    desk,
    chatId,
    async () => {
      const [hot, marks] = await Promise.all([
        redis.hmget(keys.chat(chatId), 'version', 'delivered'),
        redis.hgetall(keys.marks(chatId)),
      ]);
      return hot[0] ? { delivered: hot[1] ?? '0', marks } : undefined;
    },
    ({ hashes: { chat, marks } }) => ({ delivered: chat?.delivered ?? '0', marks: marks ?? {} }),
  );
  return (seq) =>
    (found?.marks[String(seq)] as Delivery | undefined) ??
    (seq <= Number(found?.delivered ?? 0) ? 'delivered' : 'pending');
}

/** What agents wrote in this chat and its user does not have: on its way still, or refused. */
export async function readUndelivered(
  redis: Redis,
  desk: string,
  { id, createdAt }: Chat,
): Promise<readonly Pick<Entry, 'seq' | 'at'>[]> {
  const [delivery, log] = await Promise.all([readDelivery(redis, desk, id), readLog(redis, desk, id)]);
  return log.filter(
    // What stands there from before it began was another chat's.
    ({ seq, at, type, author }) =>
      type === 'message' &&
      author.kind === 'agent' &&
      at >= createdAt &&
      ['pending', 'refused'].includes(delivery(seq)),
  );
}
