import type {
  Assistance,
  Chat,
  ChatLink,
  ChatTicket,
  Disposition,
  EarlierTicket,
  Invited,
  Owner,
  Rating,
  TicketResolve,
  Undelivered,
  UndeliveredNote,
} from './chat.ts';
import type { NewEntry } from './entry.ts';

/** Facts about one chat, past tense. `line` is what the event leaves in the log. */
export type ChatEvent = EventBody & { readonly at: number; readonly line?: NewEntry };

type EventBody =
  | {
      readonly type: 'handoff-requested';
      readonly chat: Chat;
      readonly lines: readonly NewEntry[];
      /** The log of the chat that it reopens: it comes before what was said since. */
      readonly earlier?: readonly NewEntry[];
      /** It waits for nobody: a ticket is opened and the chat closed with it. */
      readonly left?: true;
    }
  | { readonly type: 'user-message-sent' }
  | { readonly type: 'agent-message-sent' }
  | { readonly type: 'note-added' }
  | { readonly type: 'chat-accepted'; readonly owner: Owner }
  | { readonly type: 'chat-released' }
  /** Offered to a named agent; nobody owns it until he accepts. */
  | { readonly type: 'chat-offered'; readonly to: Owner; readonly from: Owner }
  /** It waits again although its agent did not release it; `waitingSince` gives it its place in the queue. */
  | {
      readonly type: 'chat-requeued';
      readonly queue: string;
      readonly waitingSince: number;
      /** It stands before all that have not come back so. */
      readonly atFront?: true;
    }
  /** It waits in another queue, with the turn it had. */
  | { readonly type: 'chat-overflowed'; readonly queue: string }
  /** The settings are others: it is of another queue or company, or that one is called differently. */
  | {
      readonly type: 'chat-resettled';
      readonly queue: string;
      readonly company: string;
      /** Nothing but names is new: whoever waits keeps their place. */
      readonly renamed?: true;
    }
  /** The user of a waiting chat hears of his place in the queue. */
  | { readonly type: 'place-told'; readonly n: number; readonly minutes?: number }
  | { readonly type: 'chat-cancelled-by-user' }
  | {
      readonly type: 'chat-closed';
      readonly disposition: Disposition;
      readonly resolution?: string;
      /** Tickets that the agent resolves, with what the ITSM asks for on that. */
      readonly resolve?: readonly TicketResolve[];
      /** The agent is unavailable from now on, for this reason. */
      readonly agentUnavailable?: string;
      readonly handTo?: string;
      /** The abandon had begun before: its tickets have the transcript up to then, and their status. */
      readonly abandonBegan?: true;
      /** What the virtual agent is told of the handoff. */
      readonly handoff: 'completed' | 'failed' | 'told-already';
    }
  /** After its end, by its user. */
  | { readonly type: 'chat-rated'; readonly rating: Rating }
  | { readonly type: 'abandon-started'; readonly by: Owner; readonly waitingFor: readonly number[] }
  | { readonly type: 'ticket-requested'; readonly ticket: ChatTicket }
  | { readonly type: 'ticket-retried'; readonly n: number }
  | { readonly type: 'ticket-given-up'; readonly n: number }
  | { readonly type: 'ticket-related'; readonly ticket: ChatTicket }
  /** The ITSM has told how tickets of earlier chats stand. */
  | { readonly type: 'earlier-tickets-checked'; readonly earlier: readonly EarlierTicket[] }
  /** A ticket that an earlier chat has created is this chat's from now on. */
  | { readonly type: 'ticket-continued'; readonly ticket: ChatTicket }
  | { readonly type: 'link-added'; readonly link: ChatLink }
  | { readonly type: 'control-requested' }
  /** `invited` is the agent's row from then on. */
  | { readonly type: 'agent-invited' | 'invite-declined' | 'agent-left'; readonly invited: Invited }
  /** `assists`: the owner had asked for assistance, and has it now. */
  | { readonly type: 'agent-joined'; readonly invited: Invited; readonly assists?: true }
  | { readonly type: 'assistance-requested'; readonly assistance: Assistance }
  | {
      readonly type: 'ticket-created';
      readonly n: number;
      readonly externalId: string;
      readonly displayId: string;
      readonly url?: string;
      readonly describedUpTo?: number;
      readonly status: string;
      readonly statusReason: string;
    }
  | {
      readonly type: 'ticket-updated';
      readonly n: number;
      readonly status: string;
      readonly statusReason: string;
    }
  | { readonly type: 'ticket-failed'; readonly n: number; readonly error: string; readonly job?: string }
  /** The chat waits, and its target is near, or has passed. */
  | { readonly type: 'sla-warned' | 'sla-breached' }
  | { readonly type: 'line-held-up'; readonly undelivered: Undelivered }
  /** What was held up was looked at: `note` is what is late by now, `left` what is not yet. */
  | {
      readonly type: 'undelivered-checked';
      readonly note?: UndeliveredNote;
      readonly left?: Undelivered;
    }
  /** The owner was reminded of his first answer. */
  | { readonly type: 'answer-warned' }
  /** A deadline passed in vain: the owner had answered meanwhile. */
  | { readonly type: 'answer-seen' }
  /** The user was asked whether he is still there, having been silent since `activeAt`. */
  | { readonly type: 'idle-warned'; readonly activeAt: number }
  /** A deadline passed in vain: somebody had written meanwhile. */
  | { readonly type: 'activity-seen'; readonly lastActivityAt: number };
