import type { Told } from './told.ts';

/** Who wrote a line of a chat's log. `agent` is always a live human, `bot` the virtual agent. */
export type AuthorKind = 'user' | 'bot' | 'agent' | 'system';

export interface Author {
  readonly kind: AuthorKind;
  readonly id?: string;
  readonly name: string;
}

/** `public` lines reach the user and the transcript; `internal` lines are for agents alone. */
export type Visibility = 'public' | 'internal';

export interface Attachment {
  readonly name: string;
  readonly contentType: string;
  /** `/files/…` for a file that we keep; a link of the channel's where we do not. */
  readonly url: string;
  /** Bytes, where we keep it. */
  readonly size?: number;
}

/** The id of a file that we keep, from its address; undefined for links to other places. */
export const fileIdOf = ({ url }: Pick<Attachment, 'url'>): string | undefined =>
  /^\/files\/([\w-]+)\//.exec(url)?.[1];

/** A line as a rule writes it: the store gives it its `seq` when it lands in the log. */
export interface NewEntry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly author: Author;
  readonly visibility: Visibility;
  readonly type: 'message' | 'note' | 'event';
  /** What happened, for machines; events only. */
  readonly code?: EventCode;
  readonly text: string;
  /** How its user is told of it; in these very words where it is absent. */
  readonly told?: Told;
  readonly attachments?: readonly Attachment[];
  /** The agent whom it is for; notes only. */
  readonly to?: { readonly id: string; readonly name: string };
  /** What of the ITSM the line speaks of. */
  readonly about?: {
    readonly kind: 'knowledge' | 'outage';
    readonly connector?: string;
    readonly id: string;
  };
  /** A knowledge article that is shown as a card where the channel has cards. */
  readonly article?: { readonly title: string; readonly url: string; readonly text: string };
  /** By what the channel's later edit or deletion names this message; absent where the channel has neither. */
  readonly origin?: string;
}

/** A line whose writer has deleted it: its words and files are gone, that it was there is not. */
export function withdrawn({ attachments: _files, ...line }: NewEntry): NewEntry {
  return { ...line, text: '(deleted by the user)' };
}

/** One line of a chat's log. `seq` starts at 1 and has no gaps. */
export interface Entry extends NewEntry {
  readonly seq: number;
}

/** How far a line got on its way to the user. */
export type Delivery = 'pending' | 'delivered' | 'refused' | 'uncertain';

/** The codes that event entries carry. */
export type EventCode =
  | 'chat-requested'
  | 'chat-reopened'
  | 'chat-accepted'
  | 'chat-released'
  | 'chat-offered'
  | 'chat-queued-elsewhere'
  | 'chat-resettled'
  | 'chat-returned'
  | 'agent-gone'
  | 'answer-missed'
  | 'sla-warning'
  | 'sla-breached'
  | 'idle-warning'
  | 'chat-force-closed'
  | 'agent-invited'
  | 'agent-joined'
  | 'invite-declined'
  | 'agent-left'
  | 'assistance-requested'
  | 'chat-cancelled'
  | 'message-deleted'
  | 'chat-ended'
  | 'chat-abandoned'
  | 'chat-abandoning'
  | 'chat-timed-out'
  | 'chat-rated'
  | 'user-unreachable'
  | 'not-delivered'
  | 'ticket-requested'
  | 'ticket-created'
  | 'ticket-failed'
  | 'ticket-updated'
  | 'ticket-retried'
  | 'ticket-given-up'
  | 'ticket-related'
  | 'ticket-continued'
  | 'link-pinned'
  | 'control-requested';
