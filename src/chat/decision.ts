import type { ConversationRef } from './chat.ts';

/**
 * What another command could change between reading and writing. The store checks guards inside
 * its script, before it writes anything.
 */
export type Guard =
  /** This conversation has no open chat. */
  | { readonly kind: 'conversation-free'; readonly conversation: ConversationRef }
  /** This agent's lease lives. */
  | { readonly kind: 'agent-online'; readonly agent: string }
  /** His lease lives, he is available, and he owns fewer chats than `capacity`. */
  | { readonly kind: 'agent-free'; readonly agent: string; readonly capacity: number }
  /** His lease ended at least `graceMs` ago. */
  | { readonly kind: 'agent-gone'; readonly agent: string; readonly graceMs: number };

/** What an event makes of an agent's own choices, written with it. */
export interface AgentChoice {
  readonly agent: string;
  readonly choice: Readonly<Record<string, string | number | boolean>>;
}

/** Why a command is not carried out: a stable code for machines, a sentence for the person. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  /** More facts, e.g. the owner's name. */
  readonly facts?: Readonly<Record<string, string>>;
}

export type RefusalCode =
  | 'not-found'
  | 'not-owner'
  | 'already-assigned'
  | 'chat-closed'
  | 'chat-not-queued'
  | 'chat-not-assigned'
  | 'user-cancelled'
  | 'abandon-under-way'
  | 'transfer-to-self'
  | 'offered-to-other'
  | 'agent-not-online'
  | 'agent-not-free'
  | 'agent-not-gone'
  | 'same-queue'
  | 'already-in-chat'
  | 'not-invited'
  | 'whisper-to-self'
  | 'conversation-has-chat'
  | 'not-yours'
  | 'already-open'
  | 'chat-not-closed'
  | 'too-late'
  | 'switched-off'
  | 'not-ratable'
  | 'ticket-exists'
  | 'earlier-ticket'
  | 'ticket-over'
  | 'ticket-not-created'
  | 'ticket-not-found'
  | 'ticket-not-failed'
  | 'nothing-to-hand-over'
  | 'conflict';

/** What `decide` answers: events to record under guards, or a refusal. No events: there is nothing to do. */
export type Decision<E> =
  | { readonly ok: true; readonly events: readonly E[]; readonly guards: readonly Guard[] }
  | { readonly ok: false; readonly refusal: Refusal };
