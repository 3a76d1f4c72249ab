import { done, type Outcome } from '../connector/outcome.ts';
import type { Confirmation } from '../store/store.ts';
import { appendLast } from './append-to-ticket.ts';
import type { TicketWork } from './ticket-work.ts';

/** Says in the ticket which chat it belongs to, and where an agent finds that. */
export async function linkChat(work: TicketWork): Promise<Outcome<Confirmation | undefined>> {
  const { ticket, chat, ports } = work;
  if (ticket.displayId === undefined) return done(undefined);
  const where = new URL('/console', ports.publicUrl());
  where.searchParams.set('ticket', `${ticket.connector}/${ticket.displayId}`);
  return appendLast(work, 'link-chat', async () => ({
    summary: 'Live chat',
    text: `This ticket belongs to a live chat with ${chat.user.name}: ${where}`,
    visibility: 'internal',
  }));
}
