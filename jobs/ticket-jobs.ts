import type { TicketSync } from '../src/sync/ticket-sync.ts';
import { appendTranscript } from './append-transcript.ts';
import { attachFiles } from './attach-files.ts';
import { changeTicket } from './change-ticket.ts';
import { findEarlier } from './find-earlier.ts';
import { handOverTicket } from './hand-over-ticket.ts';
import { linkChat } from './link-chat.ts';
import { linkTicket } from './link-ticket.ts';
import { noteUndelivered } from './note-undelivered.ts';
import { openTicket } from './open-ticket.ts';
import { reopenTicket } from './reopen-ticket.ts';

/** Every errand of a ticket's lane, by name. */
export const ticketJobs = (sync: TicketSync) => ({
  'open-ticket': openTicket(sync),
  'append-transcript': appendTranscript(sync),
  'attach-files': attachFiles(sync),
  'change-ticket': changeTicket(sync),
  'hand-over-ticket': handOverTicket(sync),
  'reopen-ticket': reopenTicket(sync),
  'find-earlier': findEarlier(sync),
  'link-chat': linkChat(sync),
  'link-ticket': linkTicket(sync),
  'note-undelivered': noteUndelivered(sync),
});
