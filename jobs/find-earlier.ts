import type { TicketSync } from '../src/sync/ticket-sync.ts';
import type { Job } from './errand.ts';

/** Asks an ITSM how the tickets stand that earlier chats of the user have created. */
export const findEarlier =
  (sync: Pick<TicketSync, 'findEarlier'>): Job =>
  ({ chat, args }) =>
    sync.findEarlier({ chat, connector: String(args.connector) });
