import { z } from 'zod';
import type { FoundTicket, Lookups } from '../../src/connector/lookup.ts';
import type { Reply } from './client.ts';
import type { Failure } from './errors.ts';
import { findCustomers } from './find-customers.ts';
import { MOST, matching, nothing } from './matching.ts';
import { isUnknownField } from './numbers.ts';
import { allOf, anyOf, field, qualify } from './qualification.ts';
import { type TicketForms, ticketForms } from './ticket-forms.ts';
import { type Desk, refOf } from './tickets.ts';

const TYPES = ['incident', 'work-order'];

/** The start of a default installation's numbers -> the only type that has such. */
const PREFIXES: readonly (readonly [RegExp, string])[] = [
  [/^INC\d/, 'incident'],
  [/^WO\d/, 'work-order'],
];

/**
 * A customer's open tickets, the newest of each type first; or the ticket of one number. Each type is asked
 * by itself: one that this site has not got, or that cannot be asked now, does not hide the others'.
 */
export async function findTickets(
  desk: Desk,
  query: Lookups['ticket']['query'],
): Promise<Reply<readonly FoundTicket[]>> {
  const number = 'displayId' in query ? query.displayId.trim().toUpperCase() : undefined;
  const only = PREFIXES.find(([prefix]) => prefix.test(number ?? ''))?.[1];
  const customer = askedCustomer(desk, 'displayId' in query ? '' : query.customerLogin);
  const found: FoundTicket[] = [];
  const failures: Failure[] = [];
  const types = only === undefined ? TYPES : [only];
  for (const type of types) {
    const forms = ticketForms(type, desk.settings);
    if (forms === undefined) continue;
    const rows =
      number === undefined
        ? await ofCustomer(desk, forms, type, customer)
        : await matching(desk, search(desk, forms, type), qualify`${field(forms.number)} = ${number}`);
    if (rows.kind === 'done') found.push(...rows.value);
    else failures.push(rows);
  }
  const [first] = failures;
  const hidden = failures.find(({ kind }) => kind === 'busy' || kind === 'unknown');
  // That a number is nobody's cannot be said while one type could not be asked.
  const unsure = number !== undefined && found.length === 0 ? hidden : undefined;
  if (first !== undefined && failures.length === types.length) return hidden ?? first;
  return unsure ?? { kind: 'done', value: found.slice(0, MOST) };
}

/** By the first of the fields that may hold the customer and that this site's form has. */
async function ofCustomer(
  desk: Desk,
  forms: TicketForms,
  type: string,
  customer: AskedCustomer,
): Promise<Reply<readonly FoundTicket[]>> {
  const open = qualify`${field(forms.status)} < ${forms.firstFinished}`;
  let reply: Reply<readonly FoundTicket[]> | undefined;
  for (const { field: name, holds } of forms.customer) {
    const values =
      holds === 'login' ? { kind: 'done' as const, value: [customer.login] } : await customer.ids();
    if (values.kind !== 'done') {
      reply = values;
      continue;
    }
    const [one, ...more] = values.value.map((value) => qualify`${field(name)} = ${value}`);
    // Nobody has this login, so nobody has tickets.
    if (one === undefined) return nothing;
    const theirs = more.length === 0 ? one : anyOf([one, ...more]);
    const rows = await matching(desk, search(desk, forms, type), allOf([theirs, open]));
    if (rows.kind === 'done' || !isUnknownField(rows.messageNumber)) return rows;
    reply ??= rows;
  }
  return reply ?? nothing;
}

interface AskedCustomer {
  readonly login: string;
  /** Ids of the people with this login, asked for once. */
  readonly ids: () => Promise<Reply<readonly string[]>>;
}

function askedCustomer(desk: Desk, login: string): AskedCustomer {
  const ask = async (): Promise<Reply<readonly string[]>> => {
    const people = await findCustomers(desk, { login });
    return people.kind === 'done' ? { kind: 'done', value: people.value.map(({ id }) => id) } : people;
  };
  let asked: ReturnType<typeof ask> | undefined;
  return {
    login,
    ids: () => {
      asked ??= ask();
      return asked;
    },
  };
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
