import type { Redis } from 'ioredis';
import type { ConversationRef } from '../chat/chat.ts';
import type { Author, NewEntry } from '../chat/entry.ts';
import { digest } from '../chat/ids.ts';
import { aroundAuthor } from './append.ts';
import { KEEP_CONVERSATION, keysOf } from './keys.ts';
import { run } from './scripts.ts';

/** Most lines of the talk with the virtual agent that are kept for the agent to see. */
const MAX_HISTORY = 200;
const KNOWN_CONVERSATIONS = 20_000;
/** How long an address is taken to hold, milliseconds: another process may have heard of a newer one. */
const REFERENCE_MS = 2_000;

export interface IngestRequest {
  readonly conversation: ConversationRef;
  /** The channel's id of the activity: a repeat has the same. */
  readonly activityId: string;
  readonly line: Omit<NewEntry, 'author'>;
  /** Who wrote it while the bot is in charge; in a chat it is the chat's user. Absent: no message, it leaves no line. */
  readonly author: Author | undefined;
  /** Where to answer, as JSON; stored when it differs from what this process stored last. */
  readonly reference: string;
  /** The user's language, where the activity names one; kept until another is named. */
  readonly locale?: string | undefined;
  /** How long the bot may take before a repeat may start its turn again, milliseconds. */
  readonly leaseMs: number;
}

export type IngestResult =
  /** It is in the chat's log. */
  | { readonly kind: 'entry'; readonly chat: string; readonly seq: number }
  /** No message, while a chat is open: nobody is told. */
  | { readonly kind: 'muted'; readonly chat: string }
  /** No chat is open: this turn is the bot's. `offer`: what the user was offered in place of an agent. */
  | { readonly kind: 'bot'; readonly offer?: string }
  /** It came before; `chat` is where it went, if it went into one. */
  | { readonly kind: 'repeat'; readonly chat?: string }
  /** The bot is at this very activity in another process. */
  | { readonly kind: 'busy' };

interface Known {
  chat: string;
  reference: string;
  locale: string;
}

/** How a user is written to. */
interface Address {
  readonly reference: string;
  readonly locale?: string;
}

/**
 * The front door's view of conversations. It remembers which chat is open where, so that a message
 * costs one round trip; the script tells when that has changed.
 */
export function createConversations(redis: Redis, desk: string) {
  const known = new Map<string, Known>();
  const addresses = new Map<string, Address & { readonly until: number }>();
  const keys = keysOf(desk);

  const recall = (id: string): Known => known.get(id) ?? { chat: '', reference: '', locale: '' };
  const learn = (id: string, value: Known) => {
    known.delete(id);
    known.set(id, value);
    if (known.size > KNOWN_CONVERSATIONS) known.delete(known.keys().next().value ?? '');
  };

  const keysFor = (conversation: ConversationRef, once: string, chat: string) => [
    keys.conversation(conversation),
    once,
    keys.history(conversation),
    keys.chat(chat),
    keys.log(chat),
    keys.feed,
  ];
  const onceOf = (conversation: ConversationRef, activityId: string) =>
    keys.once('activity', conversation.channel, conversation.id, activityId);

  async function addressOf(conversation: ConversationRef): Promise<Address | undefined> {
    const id = digest(conversation.channel, conversation.id);
    const kept = addresses.get(id);
    if (kept !== undefined && kept.until > performance.now()) return kept;
    addresses.delete(id);
    const [reference, locale] = await redis.hmget(keys.conversation(conversation), 'ref', 'locale');
    if (typeof reference !== 'string') return undefined;
    if (addresses.size >= KNOWN_CONVERSATIONS) addresses.delete(addresses.keys().next().value ?? '');
    const address = { reference, ...(typeof locale === 'string' && { locale }) };
    addresses.set(id, { ...address, until: performance.now() + REFERENCE_MS });
    return address;
  }

  return {
    /** Stores one activity of a user, into the open chat or as the begin of a turn of the bot. */
    async ingest(request: IngestRequest): Promise<IngestResult> {
      const { conversation } = request;
      const id = digest(conversation.channel, conversation.id);
      const [head, tail] = aroundAuthor(request.line);
      const author = request.author === undefined ? '' : JSON.stringify(request.author);
      for (;;) {
        const { chat, reference, locale } = recall(id);
        const reply = await run<[string, string]>(
          redis,
          'ingest',
          keysFor(conversation, onceOf(conversation, request.activityId), chat),
          [
            chat,
            head,
            tail,
            author,
            reference === request.reference ? '' : request.reference,
            request.leaseMs,
            MAX_HISTORY,
            KEEP_CONVERSATION,
            request.locale === locale ? '' : (request.locale ?? ''),
          ],
        );
        if (reply[0] === 'moved' || reply[0] === 'forgotten') {
          const stored = reply[0] === 'moved' ? { chat: reply[1], reference, locale } : { chat };
          learn(id, { reference: '', locale: '', ...stored });
          continue;
        }
        if (reply[0] !== 'repeat' && reply[0] !== 'busy')
          learn(id, { chat, reference: request.reference, locale: request.locale ?? locale });
        if (reply[0] === 'muted') return { kind: 'muted', chat };
        if (reply[0] === 'entry') return { kind: 'entry', chat, seq: Number(reply[1]) };
        if (reply[0] === 'repeat') return { kind: 'repeat', ...(reply[1] && { chat: reply[1] }) };
        if (reply[0] === 'bot') return { kind: 'bot', ...(reply[1] && { offer: reply[1] }) };
        return { kind: 'busy' };
      }
    },

    /** What the bot said in a turn, kept where the conversation is now; the turn is done. */
    async finishTurn(
      conversation: ConversationRef,
      activityId: string,
      lines: readonly NewEntry[],
    ): Promise<void> {
      const id = digest(conversation.channel, conversation.id);
      for (;;) {
        const { chat, ...address } = recall(id);
        const reply = await run<[string, string]>(
          redis,
          'finish-turn',
          keysFor(conversation, onceOf(conversation, activityId), chat),
          [chat, MAX_HISTORY, KEEP_CONVERSATION, ...lines.map((line) => JSON.stringify(line))],
        );
        if (reply[0] !== 'moved') return;
        learn(id, { chat: reply[1], ...address });
      }
    },

    /** The turn goes on: a repeat has to wait, milliseconds. */
    async holdTurn(conversation: ConversationRef, activityId: string, leaseMs: number): Promise<void> {
      await run(redis, 'hold-turn', [onceOf(conversation, activityId)], [leaseMs]);
    },

    /** The turn failed: the channel's repeat may start it at once. */
    async giveUpTurn(conversation: ConversationRef, activityId: string): Promise<void> {
      await run(redis, 'hold-turn', [onceOf(conversation, activityId)], [0]);
    },

    /** What the user may choose in place of an agent, kept until he does or says something else. */
    async offer(conversation: ConversationRef, offer: string): Promise<void> {
      await redis.hset(keys.conversation(conversation), 'offer', offer);
    },

    async withdrawOffer(conversation: ConversationRef): Promise<void> {
      await redis.hdel(keys.conversation(conversation), 'offer');
    },

    /** The chat that is open in a conversation, if any. */
    async openChat(conversation: ConversationRef): Promise<string | undefined> {
      return (await redis.hget(keys.conversation(conversation), 'chat')) || undefined;
    },

    /** Where to answer, as the channel last gave it. */
    reference: async (conversation: ConversationRef): Promise<string | undefined> =>
      (await addressOf(conversation))?.reference,

    /** The user's language, as his client last named it. */
    locale: async (conversation: ConversationRef): Promise<string | undefined> =>
      (await addressOf(conversation))?.locale,
  };
}

export type Conversations = ReturnType<typeof createConversations>;
