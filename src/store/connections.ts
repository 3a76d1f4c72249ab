import type { Redis } from 'ioredis';
import { type Chat, type ConversationRef, isOpen } from '../chat/chat.ts';
import { digest } from '../chat/ids.ts';
import { directLineKeys } from './direct-line/keys.ts';
import { keysOf } from './keys.ts';
import { readChats } from './read.ts';
import { run } from './scripts.ts';

/** Whether the user of a chat would see now what is written to them. `since`: epoch milliseconds, where it is known. */
export type Connection =
  | { readonly connected: 'yes' | 'unknown' }
  | { readonly connected: 'no'; readonly since?: number };

/** Longest lease of a client, milliseconds. */
const LONGEST_LEASE_MS = 60_000;
/** Conversations that one script renews, or one sweep looks at. */
const AT_ONCE = 500;

/** How a row of the feed tells it: these, or since when the user is not connected. */
const FEED = { unknown: 0, yes: 1 } as const;

/** What a row of the feed of kind `connected` says. */
export function connectionIn({ n }: { readonly n: number }): Connection {
  if (n === FEED.unknown) return { connected: 'unknown' };
  return n === FEED.yes ? { connected: 'yes' } : { connected: 'no', since: n };
}

/**
 * Whether users are there. Clients of our own Direct Line hold a lease for their conversation, like agents do;
 * of other channels we know only what they tell: that the user, or the bot, has left.
 */
export function createConnections(redis: Redis, desk: string) {
  const keys = keysOf(desk);
  const leaseOf = ({ channel, id }: ConversationRef): string => digest(channel, id);
  const attend = (...args: (string | number)[]) => run<string[]>(redis, 'attend', [keys.attended], args);

  const mark = async (chat: string, what: 'away' | 'back', lease = '', said: number = FEED.unknown) =>
    (await run<number>(
      redis,
      'mark-away',
      [keys.chat(chat), keys.feed, keys.attended],
      [chat, what, lease, said],
    )) === 1;

  const openChatOf = async (lease: string): Promise<string> =>
    (await redis.hget(keys.conversationOf(lease), 'chat')) ?? '';

  async function stay(part: readonly string[], leaseMs: number): Promise<void> {
    for (const lease of await attend('stay', Math.min(leaseMs, LONGEST_LEASE_MS), ...part)) {
      const chat = await openChatOf(lease);
      if (chat !== '') await mark(chat, 'back', lease, FEED.yes);
    }
  }

  async function read(chats: readonly Chat[]): Promise<readonly (readonly [string, Connection])[]> {
    const [ends, [seconds, micros], ...more] = await Promise.all([
      redis.zmscore(keys.attended, ...chats.map(({ conversation }) => leaseOf(conversation))),
      redis.time(),
      ...chats.map(({ id, conversation }) =>
        Promise.all([redis.hget(keys.chat(id), 'away'), isOurs(conversation)]),
      ),
    ]);
    const now = Number(seconds) * 1000 + Number(micros) / 1000;
    return chats.map(({ id }, i) => {
      const [away = null, ours = false] = more[i] ?? [];
      return [id, connectionOf(Number(ends[i] ?? 0), now, away === null ? undefined : Number(away), ours)];
    });
  }

  /** Conversations of Microsoft's Direct Line bear the same name of their channel. */
  const isOurs = async ({ channel, id }: ConversationRef): Promise<boolean> =>
    channel === 'directline' && (await redis.exists(directLineKeys.conversation(desk, id))) === 1;

  return {
    /** Clients of these conversations are there, for so long unless they say so again. */
    async stay(conversations: readonly ConversationRef[], leaseMs: number): Promise<void> {
      const all = conversations.map(leaseOf);
      for (let at = 0; at < all.length; at += AT_ONCE) await stay(all.slice(at, at + AT_ONCE), leaseMs);
    },

    /** The last client that this process knows of has gone: unless another says that it stays, the lease ends so soon. */
    async leave(conversation: ConversationRef, inMs: number): Promise<void> {
      await attend('leave', inMs, leaseOf(conversation));
    },

    /** The channel says that the user of this chat is not in the conversation any more, or cannot be reached in it. */
    away: (chat: string): Promise<boolean> => mark(chat, 'away'),

    /**
     * The channel says who has left the conversation of this chat.
     * @param members whose leaving counts if its user is among them; without, the bot itself has left
     */
    async left(chat: string, members?: readonly string[]): Promise<void> {
      const [known] = members === undefined ? [] : await readChats(redis, desk, [chat]);
      if (members === undefined || (known !== undefined && members.includes(known.user.id)))
        await mark(chat, 'away');
    },

    /** The channel says that they are, as far as it can tell. */
    back: (chat: string): Promise<boolean> => mark(chat, 'back'),

    /** Tells of clients that have gone without a word; of some at a time. @returns how many chats were told of */
    async sweep(): Promise<number> {
      let told = 0;
      for (const lease of await attend('lapsed', LONGEST_LEASE_MS, AT_ONCE))
        if (await mark(await openChatOf(lease), 'away', lease)) told += 1;
      return told;
    },

    /** How it stands with the users of these chats. A chat that is closed, or that its user has left, has nobody. */
    async of(chats: readonly Chat[]): Promise<(chat: Chat) => Connection> {
      const asked = chats.filter((chat) => isOpen(chat) && !chat.cancelledByUser);
      const found = new Map(asked.length === 0 ? [] : await read(asked));
      return ({ id }) => found.get(id) ?? { connected: 'no' };
    },
  };
}

/** @param lease when that of a client ends or has ended; 0 for none */
function connectionOf(lease: number, now: number, away: number | undefined, ours: boolean): Connection {
  if (lease > now) return { connected: 'yes' };
  const since = away ?? (lease === 0 ? undefined : lease);
  if (since !== undefined) return { connected: 'no', since };
  return ours ? { connected: 'no' } : { connected: 'unknown' };
}

export type Connections = ReturnType<typeof createConnections>;
