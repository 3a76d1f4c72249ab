import type { TicketSync } from '../src/sync/ticket-sync.ts';
import type { Job } from './errand.ts';

/** Writes what an agent shared or pinned to a ticket, and ties the records where that was asked for. */
export const linkTicket =
  (sync: TicketSync): Job =>
  ({ chat, args, lane, fence }) =>
    sync.link({ chat, n: Number(args.n), lane, fence, link: Number(args.link) });
