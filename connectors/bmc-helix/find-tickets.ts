import { z } from 'zod';
import type { FoundTicket, Lookups } from '../../src/connector/lookup.ts';
import type { Reply } from './client.ts';
import { MOST, matching } from './matching.ts';
import { allOf, field, type Qualification, qualify } from './qualification.ts';
import { type TicketForms, ticketForms } from './ticket-forms.ts';
import { type Desk, refOf } from './tickets.ts';

/** A customer's open tickets, the newest of each type first; or the ticket of one number. */
export async function findTickets(
  desk: Desk,
  query: Lookups['ticket']['query'],
): Promise<Reply<readonly FoundTicket[]>> {
  const found: FoundTicket[] = [];
  for (const type of ['incident', 'work-order']) {
    const forms = ticketForms(type, desk.settings);
    if (forms === undefined) continue;
    const rows = await matching(desk, search(desk, forms, type), wanted(forms, query));
    if (rows.kind !== 'done') return rows;
    found.push(...rows.value);
  }
  return { kind: 'done', value: found.slice(0, MOST) };
}

function wanted(forms: TicketForms, query: Lookups['ticket']['query']): Qualification {
  if ('displayId' in query) {
    return qualify`${field(forms.number)} = ${query.displayId.trim().toUpperCase()}`;
  }
  return allOf([
    qualify`${field(forms.customerLogin)} = ${query.customerLogin}`,
    qualify`${field(forms.status)} < ${forms.firstFinished}`,
  ]);
}

function search(desk: Desk, forms: TicketForms, type: string) {
  const text = z.string().default('');
  const item = z
    .object({
      [forms.number]: z.string().min(1),
      [forms.entryId]: z.string().min(1),
      [forms.summary]: text,
      [forms.status]: text,
      [forms.reason]: text,
    })
    .transform(
      (row): FoundTicket => ({
        ref: refOf(forms, type, row, desk.settings),
        title: row[forms.summary] ?? '',
        status: row[forms.status] ?? '',
        statusReason: row[forms.reason] ?? '',
      }),
    );
  return { form: forms.read, fields: Object.keys(item.in.shape), sort: 'Submit Date.desc', item };
}
