import type { TicketSync } from '../src/sync/ticket-sync.ts';
import type { Job } from './errand.ts';

/** Opens a ticket that was asked for, exactly once. With a `seq` it tells the chat up to there, whatever was known of the log before. */
export const openTicket =
  (sync: TicketSync): Job =>
  ({ chat, args, lane, fence }) =>
    sync.open({ chat, n: Number(args.n), lane, fence, upTo: Number(args.seq ?? 0) });
