import type { TicketSync } from '../src/sync/ticket-sync.ts';
import type { Job } from './errand.ts';

/** The ticket's first note: where its chat is. */
export const linkChat =
  (sync: TicketSync): Job =>
  ({ chat, args, lane, fence }) =>
    sync.linkChat({ chat, n: Number(args.n), lane, fence });
