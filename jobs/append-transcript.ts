import type { TicketSync } from '../src/sync/ticket-sync.ts';
import type { Job } from './errand.ts';

/**
 * Adds to a ticket what was said since it was opened, and how the chat ended. Comes before the status.
 * `part: rest` is what was said after an abandon began. Without a `seq` (an ending that left no line of its own) it takes the log as it stands.
 */
export const appendTranscript =
  (sync: TicketSync): Job =>
  ({ chat, args, lane, fence }) =>
    sync.append({
      chat,
      n: Number(args.n),
      lane,
      fence,
      upTo: Number(args.seq ?? Number.POSITIVE_INFINITY),
      restOnly: args.part === 'rest',
    });
