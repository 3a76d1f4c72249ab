import type { LookupKind, Lookups } from '../../src/connector/lookup.ts';
import { done, type Failed, type Outcome, refused, unsupported } from '../../src/connector/outcome.ts';
import type { Reply } from './client.ts';
import { describeTicketForm } from './describe-ticket-form.ts';
import { NO_SUCH_FORM } from './errors.ts';
import { findAssets } from './find-assets.ts';
import { findCustomers } from './find-customers.ts';
import { findKnowledge } from './find-knowledge.ts';
import { findOutages } from './find-outages.ts';
import { findPersons } from './find-persons.ts';
import { findTemplates } from './find-templates.ts';
import { findTickets } from './find-tickets.ts';
import { MOST } from './matching.ts';
import type { Desk } from './tickets.ts';

type Finders = {
  readonly [K in LookupKind]: (
    desk: Desk,
    query: Lookups[K]['query'],
  ) => Promise<Reply<readonly Lookups[K]['item'][]>>;
};

const FINDERS: Finders = {
  template: findTemplates,
  form: describeTicketForm,
  knowledge: findKnowledge,
  customer: findCustomers,
  person: findPersons,
  asset: findAssets,
  outage: findOutages,
  ticket: findTickets,
};

export const LOOKUPS = Object.keys(FINDERS) as readonly LookupKind[];

const MAX_TEXT = 1_000;

/** Asks the ITSM; at most 50 items. A form that this ITSM has not got makes the kind unsupported. */
export async function lookUp<K extends LookupKind>(
  desk: Desk,
  kind: K,
  query: Lookups[K]['query'],
): Promise<Outcome<readonly Lookups[K]['item'][]>> {
  if (!LOOKUPS.includes(kind)) return unsupported(`BMC Helix ITSM has no "${kind}" to look up here.`);
  const wrong = unaskable(query);
  if (wrong !== undefined) return wrong;
  const found = await FINDERS[kind](desk, query);
  if (found.kind === 'done') return done(found.value.slice(0, MOST));
  if (found.kind === 'refused' && found.messageNumber === NO_SUCH_FORM) return unsupported(found.reason);
  return found;
}

/** The refusal of a text that no `q=` and no address can hold. */
function unaskable(query: object): Failed | undefined {
  for (const [name, value] of Object.entries(query)) {
    if (typeof value !== 'string') continue;
    if (value.length > MAX_TEXT) return refused(`${name} is longer than ${MAX_TEXT} characters.`, name);
    if (/\p{Cc}/u.test(value) || !value.isWellFormed()) {
      return refused(`${name} holds characters that cannot be searched for; leave them out.`, name);
    }
  }
  return undefined;
}
