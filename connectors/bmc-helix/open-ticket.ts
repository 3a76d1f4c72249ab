import type { TicketDraft, TicketRef, WriteKey } from '../../src/connector/connector.ts';
import {
  alreadyDone,
  done,
  type Failed,
  type Outcome,
  settling,
  unknown,
} from '../../src/connector/outcome.ts';
import type { Created, Reply } from './client.ts';
import { noSuchTemplate } from './describe-ticket-form.ts';
import { type Failure, UNIQUE_INDEX_VIOLATED } from './errors.ts';
import { findTemplate } from './find-templates.ts';
import { field, qualify } from './qualification.ts';
import type { EntryValues } from './schema.ts';
import { type TicketForms, ticketForms } from './ticket-forms.ts';
import { type Desk, inDoubt, noSuchType, refOf, storableValues } from './tickets.ts';
import { keyInField } from './write-key.ts';

/**
 * Creates the ticket with the key in its key field, then reads the ticket back. On a later attempt
 * it looks for the key first, on the reading form and among the staging rows that are still being
 * worked on.
 */
export async function openTicket(desk: Desk, draft: TicketDraft, key: WriteKey): Promise<Outcome<TicketRef>> {
  const forms = ticketForms(draft.type, desk.settings);
  if (forms === undefined) return noSuchType(draft.type);
  const keyValue = keyInField(key.key);
  if (key.attempt > 0) {
    const earlier = await findEarlier(desk, forms, draft.type, key);
    if (earlier !== undefined) return earlier;
  }
  const wrong = await checkTemplate(desk, forms, draft.templateId);
  if (wrong !== undefined) return wrong;
  // A field mapped to nothing is left to the ITSM's own rules and templates.
  const mapped = Object.entries(storableValues(draft.fields)).filter(([, text]) => text !== '');
  const created = await desk.client.create(
    forms.create,
    {
      ...Object.fromEntries(mapped),
      ...(draft.templateId === undefined ? {} : { TemplateID: draft.templateId }),
      [forms.key]: keyValue,
    },
    [forms.createdNumber],
  );
  if (created.kind !== 'done') {
    const refusedTwin = created.messageNumber === UNIQUE_INDEX_VIOLATED;
    const twin = refusedTwin ? await findByKey(desk, forms, keyValue) : created;
    if (twin.kind !== 'done' || twin.value === undefined) return created;
    return alreadyDone(refOf(forms, draft.type, twin.value, desk.settings));
  }
  return readBack(desk, forms, draft.type, created.value);
}

/** A server may pass over an id that it does not know, so it is asked for before it is sent. */
async function checkTemplate(
  desk: Desk,
  forms: TicketForms,
  id: string | undefined,
): Promise<Failed | undefined> {
  if (id === undefined) return undefined;
  const template = await findTemplate(desk, forms, id);
  if (template.kind !== 'done') return template;
  return template.value === undefined ? noSuchTemplate(id) : undefined;
}

/** The ticket of an earlier attempt, a reason to wait, or nothing: then it may be created. */
async function findEarlier(
  desk: Desk,
  forms: TicketForms,
  type: string,
  key: WriteKey,
): Promise<Outcome<TicketRef> | undefined> {
  const found = await findByKey(desk, forms, keyInField(key.key));
  if (found.kind !== 'done') return inDoubt(found);
  if (found.value !== undefined) return alreadyDone(refOf(forms, type, found.value, desk.settings));
  const waitMs = desk.settling.waitMs(key);
  return waitMs > 0
    ? settling('An earlier attempt was not answered and its ticket is not there yet.', waitMs)
    : undefined;
}

async function findByKey(
  desk: Desk,
  forms: TicketForms,
  keyValue: string,
): Promise<Reply<EntryValues | undefined>> {
  const q = qualify`${field(forms.key)} = ${keyValue}`;
  return firstOf(desk.client.query(forms.read, q, { fields: [forms.number, forms.entryId], limit: 1 }));
}

async function readBack(
  desk: Desk,
  forms: TicketForms,
  type: string,
  created: Created,
): Promise<Outcome<TicketRef>> {
  const number = await numberOf(desk, forms, created);
  if (number.kind !== 'done') return inDoubt(number);
  const q = qualify`${field(forms.number)} = ${number.value}`;
  const row = await firstOf(
    desk.client.query(forms.read, q, { fields: [forms.number, forms.entryId], limit: 1 }),
  );
  if (row.kind !== 'done') return inDoubt(row);
  if (row.value === undefined) {
    return unknown(`${number.value} was given but cannot be read yet.`, desk.settings.settleMs);
  }
  return done(refOf(forms, type, row.value, desk.settings));
}

/** From the answer, or from the staging row where a server answers a create with an empty body. */
async function numberOf(desk: Desk, forms: TicketForms, created: Created): Promise<Reply<string>> {
  const given = created.values[forms.createdNumber] ?? '';
  if (given !== '') return { kind: 'done', value: given };
  const nameless: Failure = unknownNumber(desk.settings.settleMs);
  if (created.id === undefined) return nameless;
  const staged = await desk.client.get(forms.create, created.id);
  if (staged.kind === 'missing') return nameless;
  if (staged.kind !== 'done') return staged;
  const number = staged.value[forms.createdNumber] ?? '';
  return number === '' ? nameless : { kind: 'done', value: number };
}

const unknownNumber = (waitMs: number): Failure =>
  unknown('The ITSM took the ticket but has not told its number.', waitMs);

async function firstOf(
  reply: Promise<Reply<readonly EntryValues[]>>,
): Promise<Reply<EntryValues | undefined>> {
  const rows = await reply;
  return rows.kind === 'done' ? { kind: 'done', value: rows.value[0] } : rows;
}
