import type {
  Chat,
  ChatLink,
  ChatTicket,
  ChatUser,
  ContextRow,
  ConversationRef,
  EarlierTicket,
  FormAnswer,
  InviteMode,
  Owner,
  TicketKind,
  TicketResolve,
  TicketWish,
} from '../chat/chat.ts';
import type { Attachment, NewEntry } from '../chat/entry.ts';
import type { DeadlineKind } from '../chat/errand.ts';
import type { SlaTarget } from './sla.ts';

/** Wishes about one chat, imperative. `by` is always the signed-in agent, never what a body said. */
export type Command =
  | {
      readonly type: 'request-handoff';
      readonly chatId: string;
      readonly conversation: ConversationRef;
      readonly user: ChatUser;
      readonly company: string;
      readonly region?: string;
      readonly queue: string;
      readonly topic?: string;
      /** 0 is usual, 9 the most urgent. */
      readonly priority?: number;
      readonly source: string;
      readonly subject: string;
      readonly form?: readonly FormAnswer[];
      readonly context?: readonly ContextRow[];
      /** Others may be in the conversation beside the user. */
      readonly group?: true;
      /** What the virtual agent said in this turn before it asked for the handoff. */
      readonly lines: readonly NewEntry[];
      /** The user waits for nobody: he leaves this ticket. */
      readonly leave?: Omit<Opening, 'at'>;
      readonly reopens?: Reopening;
      /** Tickets of earlier chats of this user about which the ITSM is to be asked. */
      readonly earlier?: readonly EarlierTicket[];
    }
  | {
      readonly type: 'rate';
      readonly asker: Asker;
      /** 1 to 5. */
      readonly score: number;
      readonly comment?: string;
    }
  | {
      readonly type: 'send-user-message';
      readonly text: string;
      readonly attachments?: readonly Attachment[];
    }
  | { readonly type: 'send-agent-message'; readonly by: Owner; readonly text: string }
  | { readonly type: 'add-note'; readonly by: Owner; readonly text: string }
  | { readonly type: 'accept'; readonly by: Owner }
  | { readonly type: 'release'; readonly by: Owner; readonly supervisor?: boolean }
  | {
      readonly type: 'transfer';
      readonly by: Owner;
      /** An agent who may take it, or a queue that exists: the desk has looked. */
      readonly to: { readonly agent: Owner } | { readonly queue: string };
      /** For the next agent alone. */
      readonly note?: string;
      /** `by` may do so with chats of others too. */
      readonly supervisor?: boolean;
    }
  /** A waiting chat is given to an agent: by nobody, or by a supervisor. */
  | {
      readonly type: 'assign';
      readonly to: Owner;
      /** Chats that he takes at once. */
      readonly capacity: number;
      readonly by?: Owner;
    }
  /**
   * The lease of an agent of this chat, its owner or one who helps them, ended longer ago than the grace time.
   * `removed`: the settings have no such agent any more.
   */
  | {
      readonly type: 'return-from-gone';
      readonly agent: string;
      readonly graceMs: number;
      readonly removed?: boolean;
    }
  /** By the settings somebody is no agent any more: what they were offered or invited to is taken back, and what they own. */
  | { readonly type: 'return-from-former'; readonly agent: string }
  /** The settings have other queues or companies: a chat that is still of `from` is of `to`. */
  | { readonly type: 'resettle'; readonly from: Place; readonly to: Place }
  | { readonly type: 'force-close'; readonly by: Owner; readonly reason: string }
  | { readonly type: 'invite'; readonly by: Owner; readonly agent: Owner; readonly mode: InviteMode }
  | { readonly type: 'answer-invite'; readonly by: Owner; readonly accept: boolean }
  | { readonly type: 'leave'; readonly by: Owner }
  /** Unasked: a supervisor's alone; who is one, the desk knows. */
  | { readonly type: 'join'; readonly by: Owner; readonly mode: InviteMode }
  /** To the owner, from a supervisor. */
  | { readonly type: 'whisper'; readonly by: Owner; readonly text: string }
  | { readonly type: 'request-assistance'; readonly by: Owner; readonly text?: string }
  /** The place in the queue where the chat was found; `minutes` is how long it may take from there. */
  | { readonly type: 'tell-place'; readonly n: number; readonly minutes?: number }
  | { readonly type: 'cancel' }
  | {
      readonly type: 'end';
      readonly by: Owner;
      /** All tickets that the chat created. */
      readonly resolveTicket: boolean;
      /** Chosen ones, related ones too. */
      readonly resolve?: readonly TicketResolve[];
      readonly resolution?: string;
      /** The agent wants to be unavailable after it, for this reason. */
      readonly thenUnavailable?: string;
      /** Group of the ITSM that takes over the created tickets which are not resolved. */
      readonly handTo?: string;
    }
  | { readonly type: 'abandon'; readonly by: Owner }
  | {
      readonly type: 'request-ticket';
      readonly by: Owner;
      readonly connector: string;
      readonly ticketType: string;
      readonly kind: TicketKind;
      readonly another: boolean;
      /** The number of an earlier ticket of the user: it is gone on with, in place of a new one. */
      readonly reopen?: string;
      readonly wish?: TicketWish;
    }
  | {
      readonly type: 'relate-ticket';
      readonly by: Owner;
      readonly ticket: Omit<ChatTicket, 'n' | 'created' | 'state' | 'describedUpTo'>;
    }
  | { readonly type: 'share-article'; readonly by: Owner; readonly article: SharedArticle }
  | { readonly type: 'pin-link'; readonly by: Owner; readonly link: ChatLink }
  | { readonly type: 'tell-outage'; readonly by: Owner; readonly outage: Omit<ChatLink, 'kind' | 'relate'> }
  /** `title` and `asset` are what the chat's log says of it; whether this agent may, the desk knows. */
  | {
      readonly type: 'request-control';
      readonly by: Owner;
      readonly title: string;
      readonly asset?: string;
    }
  | {
      readonly type: 'retry-ticket';
      readonly by: Owner;
      readonly n: number;
      /** `by` may do so on chats of others too. */
      readonly supervisor?: boolean;
    }
  /** A supervisor's alone; who is one, the desk knows. */
  | { readonly type: 'give-up-ticket'; readonly by: Owner; readonly n: number }
  /** How the ITSM says that tickets of earlier chats stand. */
  | { readonly type: 'record-earlier-tickets'; readonly found: readonly EarlierFound[] }
  | {
      readonly type: 'record-ticket-created';
      readonly n: number;
      readonly externalId: string;
      readonly displayId: string;
      readonly url?: string;
      /** How much of the log its description holds, where that is known: less than was asked for if it is too long. */
      readonly describedUpTo?: number;
      readonly status: string;
      readonly statusReason: string;
    }
  | {
      readonly type: 'record-ticket-updated';
      readonly n: number;
      readonly status: string;
      readonly statusReason: string;
      /** Why the status stayed as it is although the ending asked for another. */
      readonly kept?: string;
      /** The group that has the ticket in hand by now, where it was handed over. */
      readonly handedTo?: string;
    }
  | {
      readonly type: 'record-ticket-failed';
      readonly n: number;
      readonly error: string;
      readonly job?: string;
    }
  | { readonly type: 'record-user-unreachable'; readonly reason: string }
  /** The channel did not take a line, now or for good; `since`: when it was written. */
  | { readonly type: 'record-held-up'; readonly seq: number; readonly since: number }
  | { readonly type: 'pass-deadline'; readonly kind: DeadlineKind; readonly epoch: number };

/** A queue and a company. */
export interface Place {
  readonly queue: string;
  readonly company: string;
}

/** What was found of a ticket of an earlier chat. */
export type EarlierFound = Pick<EarlierTicket, 'chat' | 'n'> &
  Required<Pick<EarlierTicket, 'standing'>> &
  Partial<Pick<EarlierTicket, 'externalId' | 'displayId' | 'url' | 'status' | 'statusReason'>>;

/** The user who wishes something of a chat: he is known by where he sits. */
export interface Asker {
  readonly conversation: ConversationRef;
  readonly userId: string;
}

/** A user goes on with a chat of his that is closed. */
export interface Reopening {
  /** As it was read; a closed chat changes no more in what counts here. */
  readonly chat: Chat;
  readonly asker: Asker;
  /** The last lines of its log. */
  readonly log: readonly NewEntry[];
  /** Who had it, where he is there and has room: he gets it before anybody else, or is asked to take it. */
  readonly first?: { readonly agent: Owner; readonly capacity: number; readonly give: 'assign' | 'offer' };
}

export interface SharedArticle {
  readonly connector: string;
  readonly id: string;
  readonly title: string;
  readonly url: string;
  /** Its beginning, plain. */
  readonly text: string;
}

/** What is read before deciding. */
export interface Facts {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The last line of the log when it was read. */
  readonly lastSeq: number;
  /** When somebody last wrote, epoch milliseconds. */
  readonly lastActivityAt: number;
  /** When an agent last wrote to the user, epoch milliseconds. */
  readonly lastAnswerAt: number;
  /** Agents' lines that the user does not have, by their seq; read where the chat knows of any. */
  readonly undelivered?: readonly { readonly seq: number; readonly at: number }[];
  readonly limits: Limits;
  /** The ticket that a chat of this place gets without an agent's wish; none where agents ask for theirs. */
  readonly opening?: Opening;
}

/** A ticket that is opened by itself, and when. */
export interface Opening {
  readonly at: 'accept' | 'handoff';
  readonly connector: string;
  readonly ticketType: string;
  readonly kind: TicketKind;
}

/** Milliseconds. */
export interface Limits {
  /** A chat that nobody accepted is closed after this. */
  readonly waitingMs: number;
  /** An accepted chat in which nobody writes is closed after this. */
  readonly idleMs: number;
  /** How long an abandon waits for the ITSM. */
  readonly abandoningMs: number;
  /** How long a chat is offered to a named agent. */
  readonly transferMs: number;
  /** A user hears of his place in the queue no more often than this; never where left out. */
  readonly placeEveryMs?: number | undefined;
  /** The user of a silent chat is asked this long before it is closed; never where left out. */
  readonly idleWarningMs?: number | undefined;
  /** An agent who has not written to the user this long after taking a chat loses it; never where left out. */
  readonly answerMs?: number | undefined;
  /** He is reminded this long after taking it. */
  readonly answerWarningMs?: number | undefined;
  /** A closed chat can be reopened so long; not at all where left out. */
  readonly reopenMs?: number | undefined;
  /** A closed chat can be rated so long; not at all where left out. */
  readonly rateMs?: number | undefined;
  /** What an agent wrote and the user does not have goes to the ticket after this; never where left out. */
  readonly undeliveredMs?: number | undefined;
  /** Queues that chats leave after a while; the first row of a queue counts. */
  readonly overflow?: readonly Overflow[];
  /** Targets for waiting; the first row that fits a chat counts. */
  readonly sla?: readonly SlaTarget[];
}

/** Where chats go that nobody of their queue has taken. */
export interface Overflow {
  readonly queue: string;
  readonly overflowTo: string;
  readonly afterMs: number;
}
