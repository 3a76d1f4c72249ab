import type { Redis } from 'ioredis';
import type { ConversationRef } from '../chat/chat.ts';
import { type Author, type NewEntry, withdrawn } from '../chat/entry.ts';
import { digest } from '../chat/ids.ts';
import { aroundAuthor } from './append.ts';
import { KEEP_CONVERSATION, keysOf } from './keys.ts';
import { run } from './scripts.ts';

/** Most lines of the talk with the virtual agent that are kept for the agent to see. */
const MAX_HISTORY = 200;
const KNOWN_CONVERSATIONS = 20_000;
/** How long an address is taken to hold, milliseconds: another process may have heard of a newer one. */
const REFERENCE_MS = 2_000;

/** How long a repeat is known, seconds. */
const KNOWN_SECONDS = 86_400;
/** A longer answer to a repeat is not kept. */
const MAX_ANSWER = 64 * 1024;

/** One activity of a conversation, by what a repeat of it is known. */
export interface TurnOptions {
  /** Who holds the bot's turn, where it was waited for. */
  readonly owner?: string;
  /** How long a repeat is known, seconds; a day when left out. */
  readonly knownSeconds?: number;
}

export interface IngestRequest extends TurnOptions {
  readonly conversation: ConversationRef;
  /** The channel's id of the activity: a repeat has the same. */
  readonly activityId: string;
  readonly line: Omit<NewEntry, 'author'>;
  /** Who wrote it; the chat's user stands in their chat under the name it began with. Absent: it leaves no line. */
  readonly author: Author | undefined;
  /** Who sent it, message or not; the author's id when left out, and '' for nobody. */
  readonly from?: string;
  /** It is a message of theirs: while no chat is open the conversation is answered to them from now on. */
  readonly speaks?: boolean;
  /** Where to answer them, as JSON with `bot` and `user`. */
  readonly reference: string;
  /** Their language, where the activity names one; kept until another is named. */
  readonly locale?: string | undefined;
  /** How long the bot may take before a repeat may start its turn again, milliseconds. */
  readonly leaseMs: number;
}

export type IngestResult =
  /** It is in the chat's log. `byUser`: its own user wrote it, and not somebody else of the conversation. */
  | { readonly kind: 'entry'; readonly chat: string; readonly seq: number; readonly byUser: boolean }
  /** It leaves no line, while a chat is open: nobody is told. */
  | { readonly kind: 'muted'; readonly chat: string; readonly byUser: boolean }
  /**
   * No chat is open: this turn is the bot's. `offer`: what the user was offered in place of an agent. `told`: the
   * turn failed before, and its user knows.
   */
  | { readonly kind: 'bot'; readonly offer?: string; readonly told?: true }
  /** It came before; `chat` is where it went, if it went into one, and `answer` what the bot answered, if it was kept. */
  | { readonly kind: 'repeat'; readonly chat?: string; readonly byUser?: boolean; readonly answer?: string }
  /** The bot's own account sent it: it is nobody's words, and nothing is stored of it. */
  | { readonly kind: 'nobody' }
  /** Another turn of the conversation is under way, or waits before this one: ask again. */
  | { readonly kind: 'wait' }
  /** Too many wait already. */
  | { readonly kind: 'full' }
  /** The bot is at this very activity for somebody else. */
  | { readonly kind: 'busy' };

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
  /** The chat that is open in a conversation, '' for none. */
  const known = new Map<string, string>();
  const addresses = new Map<string, Address & { readonly until: number }>();
  const keys = keysOf(desk);

  const learn = (id: string, chat: string) => {
    known.delete(id);
    known.set(id, chat);
    if (known.size > KNOWN_CONVERSATIONS) known.delete(known.keys().next().value ?? '');
  };

  const keysFor = (conversation: ConversationRef, once: string, chat: string) => [
    keys.conversation(conversation),
    once,
    keys.history(conversation),
    keys.chat(chat),
    keys.log(chat),
    keys.feed,
    keys.turns(conversation),
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
      const { conversation, author, from = author?.id ?? '', speaks = author !== undefined } = request;
      const id = digest(conversation.channel, conversation.id);
      const [head, tail] = aroundAuthor(request.line);
      for (;;) {
        const chat = known.get(id) ?? '';
        const [kind, ...reply] = await run<readonly string[]>(
          redis,
          'ingest',
          keysFor(conversation, onceOf(conversation, request.activityId), chat),
          [
            chat,
            head,
            tail,
            author === undefined ? '' : JSON.stringify(author),
            request.reference,
            request.leaseMs,
            MAX_HISTORY,
            KEEP_CONVERSATION,
            request.locale ?? '',
            from === '' ? '' : JSON.stringify(from),
            speaks ? '1' : '',
            request.knownSeconds ?? KNOWN_SECONDS,
            request.owner ?? '',
          ],
        );
        if (kind === 'moved') {
          learn(id, reply[0] ?? '');
          continue;
        }
        if (kind === 'entry' || kind === 'muted' || kind === 'bot') {
          learn(id, chat);
          // What is sent from here goes to where the user is now.
          if (reply[0] === '1') addresses.delete(id);
        }
        return resultOf(kind, reply, chat);
      }
    },

    /**
     * What the bot said in a turn, kept where the conversation is now; the turn is done.
     * @param answer what a repeat is to be answered with, as JSON; one that is too long is not kept
     */
    async finishTurn(
      conversation: ConversationRef,
      activityId: string,
      lines: readonly NewEntry[],
      {
        owner = '',
        knownSeconds = KNOWN_SECONDS,
        answer = '',
      }: TurnOptions & { readonly answer?: string } = {},
    ): Promise<void> {
      const id = digest(conversation.channel, conversation.id);
      for (;;) {
        const chat = known.get(id) ?? '';
        const reply = await run<[string, string]>(
          redis,
          'finish-turn',
          keysFor(conversation, onceOf(conversation, activityId), chat),
          [
            chat,
            MAX_HISTORY,
            KEEP_CONVERSATION,
            owner,
            knownSeconds,
            answer.length > MAX_ANSWER ? '' : answer,
            ...lines.map((line) => JSON.stringify(line)),
          ],
        );
        if (reply[0] !== 'moved') return;
        learn(id, reply[1]);
      }
    },

    /** The turn goes on: a repeat has to wait, milliseconds. */
    async holdTurn(
      conversation: ConversationRef,
      activityId: string,
      leaseMs: number,
      { owner = '', knownSeconds = KNOWN_SECONDS }: TurnOptions = {},
    ): Promise<void> {
      const turn = [onceOf(conversation, activityId), keys.turns(conversation)];
      await run(redis, 'hold-turn', turn, [leaseMs, owner, knownSeconds, '']);
    },

    /**
     * The turn failed, or is not wanted any more: the channel's repeat may start it at once.
     * @param told its user learns that it failed
     */
    async giveUpTurn(
      conversation: ConversationRef,
      activityId: string,
      {
        owner = '',
        knownSeconds = KNOWN_SECONDS,
        told = false,
      }: TurnOptions & { readonly told?: boolean } = {},
    ): Promise<void> {
      const turn = [onceOf(conversation, activityId), keys.turns(conversation)];
      await run(redis, 'hold-turn', turn, [0, owner, knownSeconds, told ? 'told' : '']);
    },

    /** Asks for a turn of the bot that is of no activity of a user; `activityId` is a name of its own. */
    takeTurn: (
      conversation: ConversationRef,
      activityId: string,
      owner: string,
      leaseMs: number,
    ): Promise<'mine' | 'wait' | 'busy' | 'full'> =>
      run(redis, 'take-turn', [keys.turns(conversation), onceOf(conversation, activityId)], [owner, leaseMs]),

    /**
     * Their writer has deleted a message: wherever it is kept, its words are gone. An edit of it is its words too.
     * @param origin the message's id as its lines bear it
     * @returns whether there was such a line
     */
    async withdraw(conversation: ConversationRef, activityId: string, origin: string): Promise<boolean> {
      const [open, once] = await Promise.all([
        redis.hget(keys.conversation(conversation), 'chat'),
        redis.get(onceOf(conversation, activityId)),
      ]);
      const wentInto = /^[eo]\|\d+\|(.+)$/.exec(once ?? '')?.[1];
      const chats = new Set([open, wentInto].filter((chat) => typeof chat === 'string' && chat !== ''));
      const places = [
        { list: keys.history(conversation), chat: '' },
        ...[...chats].map((chat) => ({ list: keys.log(String(chat)), chat: String(chat) })),
      ];
      const found = await Promise.all(places.map(({ list, chat }) => withdrawIn(list, chat, origin)));
      return found.includes(true);
    },

    /** The conversation is answered here from now on. */
    async answerTo(conversation: ConversationRef, reference: string): Promise<void> {
      await redis.hset(keys.conversation(conversation), 'ref', reference);
      addresses.delete(digest(conversation.channel, conversation.id));
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

  async function withdrawIn(list: string, chat: string, origin: string): Promise<boolean> {
    const mark = `"origin":${JSON.stringify(origin)}`;
    const lines = (await redis.lrange(list, 0, -1)).map((line, index) => ({ line, index }));
    const said = lines.filter(({ line }) => line.includes(mark));
    const changes = said
      .map((one) => ({ ...one, gone: JSON.stringify(withdrawn(JSON.parse(one.line))) }))
      .filter(({ line, gone }) => gone !== line);
    if (changes.length > 0)
      await run(
        redis,
        'withdraw',
        [list, keys.chat(chat), keys.feed],
        [chat, ...changes.flatMap(({ index, line, gone }) => [String(index), line, gone])],
      );
    return said.length > 0;
  }
}

function resultOf(kind: string | undefined, reply: readonly string[], chat: string): IngestResult {
  switch (kind) {
    case 'entry':
      return { kind, chat, seq: Number(reply[1]), byUser: reply[2] === '1' };
    case 'muted':
      return { kind, chat, byUser: reply[1] === '1' };
    case 'bot':
      return { kind, ...(reply[1] && { offer: reply[1] }), ...(reply[2] === 'told' && { told: true }) };
    case 'repeat':
      return repeatOf(reply[0], reply[1]);
    case 'nobody':
    case 'wait':
    case 'full':
      return { kind };
    default:
      return { kind: 'busy' };
  }
}

function repeatOf(kind: string | undefined, rest: string | undefined): IngestResult {
  if (kind !== 'd') return { kind: 'repeat', ...(rest && { chat: rest, byUser: kind === 'e' }) };
  return { kind: 'repeat', ...(rest && { answer: rest }) };
}

export type Conversations = ReturnType<typeof createConversations>;
