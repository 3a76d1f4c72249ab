import { done, type Outcome } from '../connector/outcome.ts';
import type { Confirmation } from '../store/store.ts';
import { appendLast } from './append-to-ticket.ts';
import type { TicketWork } from './ticket-work.ts';

/**
 * Writes one link of the chat to the ticket's work info, once. The records are tied only where both are of the
 * same ITSM; elsewhere title and address stand as text. So they do where a chat that was stored before links
 * had a connector does not tell whose record it is, unless there is only one ITSM.
 */
export async function linkTicket(
  work: TicketWork,
  index: number,
): Promise<Outcome<Confirmation | undefined>> {
  const link = work.chat.links?.[index];
  if (link === undefined) return done(undefined);
  const { chat, ticket, instance } = work;
  const alone = instance.alone ?? chat.tickets.every((one) => one.connector === ticket.connector);
  const { connector = alone ? ticket.connector : undefined, ...record } = link;
  const relate = link.relate && connector === ticket.connector;
  const what = link.kind === 'knowledge' ? 'Knowledge article' : 'Outage';
  const tied = link.kind === 'knowledge' ? 'pinned by the agent' : 'related by the agent';
  const how = link.relate ? tied : 'shared with the user';
  return appendLast(work, `link-${index}`, async () => ({
    summary: `${what}: ${link.title}`,
    text: `${what} ${how}: ${link.title}${link.url === undefined ? '' : `\n${link.url}`}`,
    visibility: 'internal',
    links: [{ ...record, relate }],
  }));
}
