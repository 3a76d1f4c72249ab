import type { TicketSync } from '../src/sync/ticket-sync.ts';
import type { Job } from './errand.ts';

/** Gives a ticket that stays open to the group which the agent chose at the end. */
export const handOverTicket =
  (sync: TicketSync): Job =>
  ({ chat, args, lane, fence }) =>
    sync.handOver({ chat, n: Number(args.n), lane, fence });
