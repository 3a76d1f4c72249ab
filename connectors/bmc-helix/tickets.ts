import type { Ticket, TicketRef } from '../../src/connector/connector.ts';
import {
  type Failed,
  type Seen,
  unknown,
  unsent,
  unsupported,
  withRef,
} from '../../src/connector/outcome.ts';
import { storable } from '../../src/connector/storable.ts';
import type { ArClient } from './client.ts';
import type { EntryValues } from './schema.ts';
import type { Settings } from './settings.ts';
import type { Settling } from './settling.ts';
import type { TicketForms } from './ticket-forms.ts';

/** What every verb of this connector works with. */
export interface Desk {
  readonly client: ArClient;
  readonly settings: Settings;
  readonly settling: Settling;
}

export function refOf(forms: TicketForms, type: string, row: EntryValues, settings: Settings): TicketRef {
  const displayId = row[forms.number] ?? '';
  return {
    type,
    id: row[forms.entryId] ?? '',
    displayId,
    url: linkTo(settings.ticketUrl, settings, displayId),
  };
}

/** A link of the settings, its placeholders filled in. */
export const linkTo = (pattern: string, settings: Settings, displayId: string): string =>
  pattern
    .replaceAll('{base}', () => settings.url)
    .replaceAll('{displayId}', () => encodeURIComponent(displayId));

export function ticketOf(forms: TicketForms, type: string, row: EntryValues, settings: Settings): Ticket {
  const group = row[forms.group] ?? '';
  const assignee = row[forms.assignee] ?? '';
  return {
    ref: refOf(forms, type, row, settings),
    status: row[forms.status] ?? '',
    statusReason: row[forms.reason] ?? '',
    ...(group === '' ? {} : { group }),
    ...(assignee === '' ? {} : { assignee }),
    fields: row,
  };
}

/**
 * A failure met after something of ours may already be in the ITSM: what would have been "nothing
 * was written, try later" is now in doubt.
 */
export const inDoubt = (failure: Failed, ref?: Seen): Failed => {
  const { kind, reason } = failure;
  if (kind !== 'busy' && kind !== 'unknown') return withRef(failure, ref);
  return withRef(unknown(reason, failure.retryAfterMs), ref);
};

/** The same for a look at what an earlier attempt has done: this one has sent nothing yet. */
export const notSeen = (failure: Failed, ref?: Seen): Failed => unsent(inDoubt(failure, ref));

export const noSuchType = (type: string): Failed =>
  unsupported(`BMC Helix ITSM has no ticket type "${type}" here; it has incident and work-order.`);

export const storableValues = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, storable(text)]));
