import type { Chat, ChatLink, ChatTicket, Disposition, Owner, TicketResolve } from './chat.ts';
import type { NewEntry } from './entry.ts';

/** Facts about one chat, past tense. `line` is what the event leaves in the log. */
export type ChatEvent = EventBody & { readonly at: number; readonly line?: NewEntry };

type EventBody =
  | { readonly type: 'handoff-requested'; readonly chat: Chat; readonly lines: readonly NewEntry[] }
  | { readonly type: 'user-message-sent' }
  | { readonly type: 'agent-message-sent' }
  | { readonly type: 'note-added' }
  | { readonly type: 'chat-accepted'; readonly owner: Owner }
  | { readonly type: 'chat-released' }
  | { readonly type: 'chat-cancelled-by-user' }
  | {
      readonly type: 'chat-closed';
      readonly disposition: Disposition;
      readonly resolution?: string;
      /** Tickets that the agent resolves, with what the ITSM asks for on that. */
      readonly resolve?: readonly TicketResolve[];
      readonly handTo?: string;
      /** The abandon had begun before: its tickets have the transcript up to then, and their status. */
      readonly abandonBegan?: true;
      /** What the virtual agent is told of the handoff. */
      readonly handoff: 'completed' | 'failed' | 'told-already';
    }
  | { readonly type: 'abandon-started'; readonly by: Owner; readonly waitingFor: readonly number[] }
  | { readonly type: 'ticket-requested'; readonly ticket: ChatTicket }
  | { readonly type: 'ticket-retried'; readonly n: number }
  | { readonly type: 'ticket-given-up'; readonly n: number }
  | { readonly type: 'ticket-related'; readonly ticket: ChatTicket }
  | { readonly type: 'link-added'; readonly link: ChatLink }
  | { readonly type: 'control-requested' }
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
  /** A deadline passed in vain: somebody had written meanwhile. */
  | { readonly type: 'activity-seen'; readonly lastActivityAt: number };
