import type { TicketDraft, TicketRef, WriteKey } from '../../src/connector/connector.ts';
import { alreadyDone, type Failed, type Outcome, unsent } from '../../src/connector/outcome.ts';
import { noSuchTemplate } from './describe-ticket-form.ts';
import { type Failure, UNIQUE_INDEX_VIOLATED } from './errors.ts';
import { findByKey, findCreated, type Wish } from './find-created.ts';
import { findTemplate } from './find-templates.ts';
import { ticketForms } from './ticket-forms.ts';
import { type Desk, inDoubt, noSuchType, notSeen, refOf, storableValues } from './tickets.ts';
import { keyInField } from './write-key.ts';

/**
 * Creates the ticket with the key in its key field, then reads the ticket back. On a later attempt
 * it looks for the key first, on the reading form and among the staging rows of the creating form.
 * Once the ITSM has said that it created the ticket, or a row of it was seen, nothing is created any
 * more: the ticket is looked for, and a refusal names it where the account cannot read it.
 */
export async function openTicket(
  desk: Desk,
  draft: TicketDraft,
  given: WriteKey,
): Promise<Outcome<TicketRef>> {
  const forms = ticketForms(draft.type, desk.settings);
  if (forms === undefined) return noSuchType(draft.type);
  const key = desk.settling.complete(given);
  const wish: Wish = { desk, forms, draft, key, keyValue: keyInField(key.key) };
  if (key.ref !== undefined) return findCreated(wish, key.ref, key.ref.agoMs);
  if (key.attempt > 0) {
    const earlier = await findEarlier(wish);
    if (earlier !== undefined) return earlier;
  }
  const wrong = await checkTemplate(wish);
  if (wrong !== undefined) return unsent(wrong);
  // A field mapped to nothing is left to the ITSM's own rules and templates.
  const mapped = Object.entries(storableValues(draft.fields)).filter(([, text]) => text !== '');
  const values = {
    ...Object.fromEntries(mapped),
    ...(draft.templateId === undefined ? {} : { TemplateID: draft.templateId }),
    [forms.key]: wish.keyValue,
  };
  const created = await desk.settling.write(key, (leaving) =>
    desk.client.create(forms.create, values, [forms.createdNumber], new Map(), leaving),
  );
  if (created.kind !== 'done')
    return created.messageNumber === UNIQUE_INDEX_VIOLATED ? theTwin(wish, created) : created;
  const { values: told, id } = created.value;
  const number = told[forms.createdNumber] ?? '';
  const seen = { ...(number !== '' && { displayId: number }), ...(id !== undefined && { note: id }) };
  return findCreated(wish, seen, 0, 'done');
}

/** A unique index knows of a ticket with this key, or of another value: then the refusal stands. */
async function theTwin(wish: Wish, refusal: Failure): Promise<Outcome<TicketRef>> {
  const { desk, forms, draft, keyValue } = wish;
  const found = await findByKey(wish);
  if (found.kind !== 'done') return found.kind === 'refused' ? refusal : inDoubt(found);
  if (found.value !== undefined && 'row' in found.value)
    return alreadyDone(refOf(forms, draft.type, found.value.row, desk.settings));
  if (found.value !== undefined) return findCreated(wish, found.value.staged, 0, 'already-done');
  const { username } = desk.settings;
  const perhaps = `If it is the index on ${forms.key}, a ticket with ${forms.key} = ${keyValue} is there that the account ${username} cannot read: give it access to the ticket's company.`;
  return { ...refusal, reason: `${refusal.reason}. ${perhaps}` };
}

/** A server may pass over an id that it does not know, so it is asked for before it is sent. */
async function checkTemplate({ desk, forms, draft: { templateId } }: Wish): Promise<Failed | undefined> {
  if (templateId === undefined) return undefined;
  const template = await findTemplate(desk, forms, templateId);
  if (template.kind !== 'done') return template;
  return template.value === undefined ? noSuchTemplate(templateId) : undefined;
}

/** The ticket of an earlier attempt, a reason to wait, or nothing: then it may be created. */
async function findEarlier(wish: Wish): Promise<Outcome<TicketRef> | undefined> {
  const { desk, key } = wish;
  const found = await findByKey(wish);
  if (found.kind !== 'done') return notSeen(found);
  if (found.value !== undefined && 'row' in found.value)
    return alreadyDone(refOf(wish.forms, wish.draft.type, found.value.row, desk.settings));
  if (found.value !== undefined) return findCreated(wish, found.value.staged, 0);
  return desk.settling.tooSoon(key, 'An earlier attempt was not answered and its ticket is not there yet.');
}
