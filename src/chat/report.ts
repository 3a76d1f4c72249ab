import type { Disposition } from './chat.ts';

/**
 * Why no agent took a wish: outside the hours, nobody online, no room for a new chat; or, of a chat that
 * had begun to wait: nobody accepted it in time, its user left, or it was closed for another reason.
 */
export type FailedTransfer =
  | 'closed'
  | 'nobody'
  | 'no-room'
  | 'timed-out'
  | 'cancelled'
  | 'closed-unanswered';

/** One event for reports: when, where and how, never what anybody wrote nor who asked. Epoch milliseconds. */
export interface ReportRow {
  /** A user's wish for an agent from its begin to its close, or its way from the virtual agent to an agent. */
  readonly event: 'live-agent-request' | 'transfer-to-agent';
  readonly status: 'open' | 'complete' | 'succeeded' | 'failed';
  /** Absent where no chat began. */
  readonly chat?: string;
  readonly start: number;
  /** Absent while it is open. */
  readonly end?: number;
  readonly company: string;
  readonly region?: string;
  readonly queue: string;
  readonly topic?: string;
  /** The Bot Framework's name of the channel. */
  readonly channel: string;
  /** The channel as agents know it. */
  readonly source: string;
  /** The account that accepted, or that had the chat last. */
  readonly agent?: string;
  readonly disposition?: Disposition;
  /** From the wish to the first accept, milliseconds. */
  readonly wait?: number;
  /** From the wish to the owner's first words, milliseconds. */
  readonly firstAnswer?: number;
  /** How often an agent handed the chat on. */
  readonly transfers?: number;
  readonly reason?: FailedTransfer;
}
