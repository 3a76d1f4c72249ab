import type { Ending } from '../src/chat/ending.ts';
import type { TicketSync } from '../src/sync/ticket-sync.ts';
import type { Job } from './errand.ts';

/** Sets a ticket to the Status and Status Reason of the chat's ending. */
export const changeTicket =
  (sync: TicketSync): Job =>
  ({ chat, args, lane, fence }) =>
    sync.change({ chat, n: Number(args.n), lane, fence, ending: args.ending as Ending });
