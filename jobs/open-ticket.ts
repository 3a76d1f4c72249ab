import type { TicketSync } from '../src/sync/ticket-sync.ts';
import type { Job } from './errand.ts';

/** Opens a ticket that an agent asked for, exactly once. */
export const openTicket =
  (sync: TicketSync): Job =>
  ({ chat, args, lane, fence }) =>
    sync.open({ chat, n: Number(args.n), lane, fence });
