import type { TicketSync } from '../src/sync/ticket-sync.ts';
import type { Job } from './errand.ts';

/** Tells the user in the ticket what did not reach him in the chat; `note` is which of the chat's notes. */
export const noteUndelivered =
  (sync: TicketSync): Job =>
  ({ chat, args, lane, fence }) =>
    sync.noteUndelivered({ chat, n: Number(args.n), lane, fence, note: Number(args.note) });
