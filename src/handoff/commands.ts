import type { ChatUser, ConversationRef, Owner, TicketKind } from '../chat/chat.ts';
import type { Attachment, NewEntry } from '../chat/entry.ts';
import type { DeadlineKind } from '../chat/errand.ts';

/** Wishes about one chat, imperative. `by` is always the signed-in agent, never what a body said. */
export type Command =
  | {
      readonly type: 'request-handoff';
      readonly chatId: string;
      readonly conversation: ConversationRef;
      readonly user: ChatUser;
      readonly company: string;
      readonly queue: string;
      readonly topic?: string;
      readonly source: string;
      readonly subject: string;
      /** What the virtual agent said in this turn before it asked for the handoff. */
      readonly lines: readonly NewEntry[];
    }
  | {
      readonly type: 'send-user-message';
      readonly text: string;
      readonly attachments?: readonly Attachment[];
    }
  | { readonly type: 'send-agent-message'; readonly by: Owner; readonly text: string }
  | { readonly type: 'add-note'; readonly by: Owner; readonly text: string }
  | { readonly type: 'accept'; readonly by: Owner }
  | { readonly type: 'release'; readonly by: Owner }
  | { readonly type: 'cancel' }
  | {
      readonly type: 'end';
      readonly by: Owner;
      readonly resolveTicket: boolean;
      readonly resolution?: string;
    }
  | { readonly type: 'abandon'; readonly by: Owner }
  | {
      readonly type: 'request-ticket';
      readonly by: Owner;
      readonly connector: string;
      readonly ticketType: string;
      readonly kind: TicketKind;
      readonly another: boolean;
    }
  | { readonly type: 'retry-ticket'; readonly by: Owner; readonly n: number }
  | {
      readonly type: 'record-ticket-created';
      readonly n: number;
      readonly externalId: string;
      readonly displayId: string;
      readonly url?: string;
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
    }
  | {
      readonly type: 'record-ticket-failed';
      readonly n: number;
      readonly error: string;
      readonly job?: string;
    }
  | { readonly type: 'record-user-unreachable'; readonly reason: string }
  | { readonly type: 'pass-deadline'; readonly kind: DeadlineKind; readonly epoch: number };

/** What is read before deciding. */
export interface Facts {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The last line of the log when it was read. */
  readonly lastSeq: number;
  /** When somebody last wrote, epoch milliseconds. */
  readonly lastActivityAt: number;
  readonly limits: Limits;
}

/** Milliseconds. */
export interface Limits {
  /** A chat that nobody accepted is closed after this. */
  readonly waitingMs: number;
  /** An accepted chat in which nobody writes is closed after this. */
  readonly idleMs: number;
  /** How long an abandon waits for the ITSM. */
  readonly abandoningMs: number;
}
