import { done, type Outcome } from '../connector/outcome.ts';
import type { Confirmation } from '../store/store.ts';
import { appendLast } from './append-to-ticket.ts';
import type { TicketWork } from './ticket-work.ts';

/** Says in the ticket which chat it belongs to, where an agent finds that, and which earlier tickets it follows. */
export async function linkChat(work: TicketWork): Promise<Outcome<Confirmation | undefined>> {
  const { ticket, chat, ports } = work;
  if (ticket.displayId === undefined) return done(undefined);
  const where = new URL('/console', ports.publicUrl());
  where.searchParams.set('ticket', `${ticket.connector}/${ticket.displayId}`);
  const { follows = [] } = ticket;
  const before = follows.map(({ displayId, url }) => (url === undefined ? displayId : `${displayId} ${url}`));
  return appendLast(work, 'link-chat', async () => ({
    summary: 'Live chat',
    text: [
      `This ticket belongs to a live chat with ${chat.user.name}: ${where}`,
      ...(before.length === 0 ? [] : ['It follows these tickets of the same user:', ...before]),
    ].join('\n'),
    visibility: 'internal',
  }));
}
