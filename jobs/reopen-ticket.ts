import type { TicketSync } from '../src/sync/ticket-sync.ts';
import type { Job } from './errand.ts';

/** Takes a resolved ticket back, because its user has returned and the agent goes on with it. */
export const reopenTicket =
  (sync: TicketSync): Job =>
  ({ chat, args, lane, fence }) =>
    sync.reopen({ chat, n: Number(args.n), lane, fence });
