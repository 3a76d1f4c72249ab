import type { Ticket, TicketRef } from '../../src/connector/connector.ts';
import { type Failed, missing } from '../../src/connector/outcome.ts';
import type { Reply } from './client.ts';
import { ticketForms } from './ticket-forms.ts';
import { type Desk, noSuchType, ticketOf } from './tickets.ts';

// AR's entry ids; a join form's hold a pipe. Anything else would only lead to another address.
const ENTRY_ID = /^[A-Za-z0-9_-]{1,40}(\|[A-Za-z0-9_-]{1,40})?$/;

/** The ticket as the ITSM holds it now, with every plain field. */
export async function readTicket(desk: Desk, ref: TicketRef): Promise<Reply<Ticket>> {
  const forms = ticketForms(ref.type, desk.settings);
  if (forms === undefined) return noSuchType(ref.type);
  const wrong = impossibleId(ref);
  if (wrong !== undefined) return wrong;
  const row = await desk.client.get(forms.read, ref.id);
  if (row.kind !== 'done') return row;
  return { kind: 'done', value: ticketOf(forms, ref.type, row.value, desk.settings) };
}

/** The failure for an id that no entry can have. */
export const impossibleId = (ref: TicketRef): Failed | undefined =>
  ENTRY_ID.test(ref.id) ? undefined : missing(`"${ref.id}" is not the id of a BMC entry.`);
