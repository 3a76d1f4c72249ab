import type { TicketSync } from '../src/sync/ticket-sync.ts';
import type { Job } from './errand.ts';

/**
 * Brings the chat's files to a ticket. Comes after the transcript, which names them, and before the status.
 * Without a `seq` (an ending that left no line of its own) it takes the log as it stands.
 */
export const attachFiles =
  (sync: TicketSync): Job =>
  ({ chat, args, lane, fence }) =>
    sync.attach({ chat, n: Number(args.n), lane, fence, upTo: Number(args.seq ?? Number.POSITIVE_INFINITY) });
