import type { Chat, ChatUser, ContextRow, ConversationRef, FormAnswer } from '../chat/chat.ts';
import type { Refusal } from '../chat/decision.ts';
import type { NewEntry } from '../chat/entry.ts';
import type { Command } from '../handoff/commands.ts';

/** What the user's side is told of a handoff. `requested` is for the page alone; the rest is Bot Framework's `handoff.status`. */
export type HandoffState = 'requested' | 'accepted' | 'failed' | 'completed';

/** What came of sending one activity to the user's channel. */
export type SendResult =
  | { readonly kind: 'delivered' }
  /** Permanent. `gone`: the user cannot be reached in this conversation any more. */
  | { readonly kind: 'refused'; readonly reason: string; readonly gone: boolean }
  /** Certain that nothing was shown; try again. */
  | { readonly kind: 'busy'; readonly reason: string; readonly retryAfterMs?: number }
  /** It may or may not have been shown. */
  | { readonly kind: 'uncertain'; readonly reason: string };

/** The chat whose user an activity is for. */
export type Target = Pick<Chat, 'id' | 'conversation'> & Partial<Pick<Chat, 'owner'>>;

/** What the virtual agent asked for with `handoff.initiate`. */
export interface HandoffWish {
  readonly conversation: ConversationRef;
  /** The user's activity in whose turn the bot asked: a repeat of the turn opens no second chat. */
  readonly activityId: string;
  readonly user: ChatUser;
  readonly company?: string;
  readonly topic?: string;
  readonly region?: string;
  /** Said by the bot, or by a portal that has proven who the user is. */
  readonly vip?: boolean;
  /** The user's question, for the agent's list. */
  readonly subject: string;
  /** What he filled in before the chat. */
  readonly form?: readonly FormAnswer[];
  /** What else the virtual agent sent along. */
  readonly context?: readonly ContextRow[];
  readonly lines: readonly NewEntry[];
  /** Others may be in the conversation too. */
  readonly group?: true;
  /** The closed chat with which the user goes on: all else is as it was there. */
  readonly reopens?: string;
}

/** Why nobody can be promised: outside the hours, or no agent is online who may take the chat. */
export type OfferReason = 'closed' | 'nobody';

/** What came of a wish for an agent. */
export type HandoffAnswer =
  | { readonly kind: 'granted' }
  /** No chat can be taken in now. `told`: what the user reads of it, beside what the virtual agent says. */
  | { readonly kind: 'refused'; readonly told?: OfferReason | 'full' | 'personalOnly' }
  /** That chat is not reopened, and the rules say why. */
  | { readonly kind: 'not-reopened'; readonly refusal: Refusal }
  /** The user has to choose; `ticket` and `back`: whether these choices exist. */
  | {
      readonly kind: 'offer';
      readonly reason: OfferReason;
      readonly ticket: boolean;
      readonly back: boolean;
    };

/** A wish for an agent that led to no chat, and why. */
export interface Unmet {
  readonly wish: HandoffWish;
  readonly answer: Exclude<HandoffAnswer, { kind: 'granted' }>;
}

/** What the front door needs of the house. */
export interface BotPorts {
  /**
   * Opens a chat, unless the conversation has one.
   * @param insists the user waits although nobody may come: only a lack of room refuses him
   */
  readonly requestHandoff: (wish: HandoffWish, insists?: boolean) => Promise<HandoffAnswer>;
  /** Opens a ticket from what was said; false where that cannot be done now. */
  readonly leaveTicket: (wish: HandoffWish) => Promise<boolean>;
  readonly cancelChat: (chat: string) => Promise<void>;
  /** Keeps what a user thought of a chat that is over; gives why not. */
  readonly rateChat: (
    chat: string,
    rating: Omit<Extract<Command, { type: 'rate' }>, 'type'>,
  ) => Promise<Refusal | undefined>;
  /** Shows the agents of a chat that its user is writing. */
  readonly userTypes: (chat: string) => Promise<void>;
  /**
   * The channel has told who is in the conversation of a chat.
   * @param members who has left; the bot itself where it is left out
   */
  readonly left: (chat: string, members?: readonly string[]) => Promise<void>;
  /** The bot is in it again. */
  readonly back: (chat: string) => Promise<void>;
  /** Puts an activity into a conversation of our own Direct Line, which drops an id that it knows. */
  readonly postToDirectLine: (conversationId: string, activity: Record<string, unknown>) => Promise<void>;
}
