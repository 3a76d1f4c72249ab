import { cut } from '../../src/chat/cut.ts';
import type { Ticket, TicketChange, TicketRef, WriteKey } from '../../src/connector/connector.ts';
import {
  alreadyDone,
  done,
  type Failed,
  type Outcome,
  refused,
  type Seen,
  unsent,
} from '../../src/connector/outcome.ts';
import { storable } from '../../src/connector/storable.ts';
import { impossibleId, readTicket } from './read-ticket.ts';
import { type TicketForms, ticketForms } from './ticket-forms.ts';
import { type Desk, inDoubt, noSuchType, notSeen, storableValues } from './tickets.ts';

/**
 * Writes status and reason together, name and login of the assignee together, and believes no 204:
 * the ticket is read back and compared. A later attempt first looks whether the ticket is as
 * wanted already, and writes again only once the earlier one can no longer take effect, and never
 * where the ITSM has taken it, before a person asks for that: rules of the site would run twice.
 */
export async function changeTicket(
  desk: Desk,
  ref: TicketRef,
  change: TicketChange,
  given: WriteKey,
): Promise<Outcome<Ticket>> {
  const forms = ticketForms(ref.type, desk.settings);
  if (forms === undefined) return noSuchType(ref.type);
  const values = valuesOf(forms, change);
  const clear = change.clear ?? [];
  const wrong = impossibleId(ref) ?? halfAssignee(forms, values, clear);
  if (wrong !== undefined) return wrong;
  const key = desk.settling.complete(given);
  let before: Ticket | undefined;
  if (key.attempt > 0) {
    const now = await readTicket(desk, ref);
    if (now.kind !== 'done') return notSeen(now, key.ref);
    before = now.value;
    if (firstDifference(before, values) === undefined) return alreadyDone(before);
    if (key.ref !== undefined) {
      // The ITSM took it: once more would run the rules of the site twice.
      const differs = firstDifference(before, without(values, clear));
      if (differs === undefined) return alreadyDone(before);
      // Whoever retries it has mended what kept it.
      desk.settling.unsee(key);
      return keptAsItWas(before, differs);
    }
    const reason = 'An earlier attempt was not answered and the ticket is not changed yet.';
    const tooSoon = desk.settling.tooSoon(key, reason);
    if (tooSoon !== undefined) return tooSoon;
  } else if (clear.length > 0) {
    const now = await readTicket(desk, ref);
    if (now.kind !== 'done') return unsent(now);
    before = now.value;
  }
  const written = await desk.settling.write(key, (leaving) =>
    desk.client.update(forms.read, ref.id, values, leaving),
  );
  if (written.kind !== 'done') return written;
  const after = await readTicket(desk, ref);
  if (after.kind !== 'done') {
    desk.settling.saw(key, TAKEN);
    return inDoubt(after, TAKEN);
  }
  const kept = firstDifference(after.value, without(values, clear)) ?? notCleared(clear, before, after.value);
  return kept === undefined ? done(after.value) : keptAsItWas(after.value, kept);
}

/** The ITSM said that it took the change. */
const TAKEN: Seen = { note: 'taken' };

const keptAsItWas = ({ ref, fields }: Ticket, field: string): Failed =>
  refused(
    `The ITSM took the change of ${ref.displayId} without an error but kept ${field} as "${cut(fields[field] ?? '', 80)}".`,
    field,
  );

type Values = Readonly<Record<string, string | null>>;

function valuesOf(forms: TicketForms, change: TicketChange): Values {
  const fields: Record<string, string | null> = storableValues(change.fields ?? {});
  // An agent who is not mapped must not clear the assignee.
  if ((fields[forms.assignee] ?? '') === '' && (fields[forms.assigneeLogin] ?? '') === '') {
    delete fields[forms.assignee];
    delete fields[forms.assigneeLogin];
  }
  for (const name of change.clear ?? []) fields[name] = null;
  if (change.status === undefined) return fields;
  return { ...fields, [forms.status]: change.status, [forms.reason]: change.statusReason ?? '' };
}

const without = (values: Values, names: readonly string[]): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));

/**
 * The first field that still holds what was to be taken out. Another value is none of ours: the site may
 * assign a ticket anew as soon as its group changes.
 */
const notCleared = (
  clear: readonly string[],
  before: Ticket | undefined,
  after: Ticket,
): string | undefined =>
  clear.find((name) => (after.fields[name] ?? '') !== '' && after.fields[name] === before?.fields[name]);

function halfAssignee(forms: TicketForms, values: Values, clear: readonly string[]): Failed | undefined {
  if (clear.includes(forms.assignee) && clear.includes(forms.assigneeLogin)) return undefined;
  const [name, login] = [values[forms.assignee] ?? '', values[forms.assigneeLogin] ?? ''];
  if ((name === '') === (login === '')) return undefined;
  return refused(
    `${forms.assignee} and ${forms.assigneeLogin} must be set together; map the agent's name and login.`,
    name === '' ? forms.assignee : forms.assigneeLogin,
  );
}

/** The first field that is not as it was written; fields the form does not show cannot be told. */
function firstDifference(ticket: Ticket, values: Values): string | undefined {
  return Object.entries(values).find(([name, wanted]) => {
    const has = ticket.fields[name];
    return has !== undefined && storable(has).trim() !== (wanted ?? '').trim();
  })?.[0];
}
