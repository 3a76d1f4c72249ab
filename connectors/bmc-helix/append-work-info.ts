import type { TicketEntry, TicketLink, TicketRef, WriteKey } from '../../src/connector/connector.ts';
import {
  alreadyDone,
  done,
  type Failed,
  type Outcome,
  refused,
  settling,
  unknown,
  withRef,
} from '../../src/connector/outcome.ts';
import type { Reply } from './client.ts';
import { field, qualify } from './qualification.ts';
import { readTicket } from './read-ticket.ts';
import { createWithFiles, tellsOfMissing } from './refused-files.ts';
import { impossibleRelation, relate, relationName, relationsOf, unrelated } from './relate-records.ts';
import type { EntryValues } from './schema.ts';
import { LOOK_EVERY_MS } from './settling.ts';
import { type TicketForms, ticketForms } from './ticket-forms.ts';
import { type Desk, inDoubt, noSuchType, notSeen } from './tickets.ts';
import { FILE_FIELDS, type Part, partsOf } from './work-info-parts.ts';
import { markedPart, markLine } from './write-key.ts';
import { Written } from './written-parts.ts';

// Long texts: a page of them must stay below what one answer may hold.
const PAGE = 20;
/** Of a ticket with more work infos than these the oldest are looked at. */
const MOST_ROWS = 10_000;
const ID = 'Work Log ID';
const TEXT = 'Detailed Description';

/** One append under way. */
interface Append {
  readonly desk: Desk;
  readonly ref: TicketRef;
  readonly forms: TicketForms;
  readonly number: string;
  readonly key: WriteKey;
  readonly written: Written;
}

/**
 * Adds each entry as a work info, long texts and many files as several, and ties the records of its
 * links to the ticket. Work info has no field for a key, so each text ends with a mark; on a later
 * attempt only the parts are written that neither stand in the ticket nor were ever taken by the ITSM.
 * A record is tied once, whoever did it.
 */
export async function appendWorkInfo(
  desk: Desk,
  ref: TicketRef,
  entries: readonly TicketEntry[],
  given: WriteKey,
): Promise<Outcome<readonly string[]>> {
  const forms = ticketForms(ref.type, desk.settings);
  if (forms === undefined) return noSuchType(ref.type);
  const relations = relationsOf(entries);
  const wrong = impossibleRelation(relations);
  if (wrong !== undefined) return wrong;
  const key = desk.settling.complete(given);
  const written = new Written(key.ref);
  // The ITSM would take work info for a ticket that is not there and leave an orphan.
  const ticket = await readTicket(desk, ref);
  if (ticket.kind !== 'done') return key.attempt > 0 ? notSeen(ticket, written.seen()) : ticket;
  const append: Append = { desk, ref, forms, number: ticket.value.ref.displayId, key, written };
  const parts = entries.flatMap(partsOf);
  if (key.attempt > 0) {
    const earlier = await lookForEarlier(append, parts, relations);
    if (earlier !== undefined) return earlier;
  }
  for (const [index, part] of parts.entries()) {
    if (written.has(index)) continue;
    const failed = await writePart(append, part, index);
    if (failed !== undefined) return remembered(append, failed);
  }
  const failed = await relateAll(append, relations);
  if (failed !== undefined) return remembered(append, inDoubt(failed));
  return droppedFile(append, parts) ?? done(written.ids());
}

/** What an earlier attempt did in full, a reason to wait, or nothing: then what is missing may be written. */
async function lookForEarlier(
  append: Append,
  parts: readonly Part[],
  relations: readonly TicketLink[],
): Promise<Outcome<readonly string[]> | undefined> {
  const { desk, forms, number, key, written } = append;
  const rows = await findEarlier(append, parts.length);
  if (rows.kind !== 'done') return notSeen(rows, written.seen());
  const left = await unrelated(desk, forms, number, written.untied(relations));
  if (left.kind !== 'done') return notSeen(left, written.seen());
  if (written.size >= parts.length && left.value.length === 0)
    return droppedFile(append, parts) ?? alreadyDone(written.ids());
  const reason = 'An earlier attempt was not answered and is not there yet.';
  return desk.settling.tooSoon(key, reason, written.seen());
}

/** The failure, with what is written by now. Where something is, the whole is in doubt. */
function remembered({ desk, key, written }: Append, failure: Failed): Failed {
  const seen = written.seen();
  if (seen === undefined) return failure;
  desk.settling.saw(key, seen);
  return inDoubt(failure, seen);
}

/** Writes one work info and notes it; the failure where it may not be there. */
async function writePart(append: Append, part: Part, index: number): Promise<Failed | undefined> {
  const { desk, forms, ref, number, key, written } = append;
  const values = {
    [forms.number]: number,
    ...(ref.type === 'work-order' ? { WorkOrder_EntryID: ref.id } : {}),
    'Work Log Type': part.type ?? forms.workInfoType,
    Description: part.summary,
    [TEXT]: `${part.text}\n\n${markLine(key.key, index)}`,
    'View Access': part.visibility === 'public' ? 'Public' : 'Internal',
    'Secure Work Log': 'No',
    ...Object.fromEntries([...part.files].map(([name, file]) => [name, file.name])),
  };
  const created = await createWithFiles(values, part.files, TEXT, (sent, files) =>
    desk.settling.write(key, (leaving) =>
      desk.client.create(forms.workInfo, sent, [ID, ...files.keys()], files, leaving),
    ),
  );
  if (created.kind !== 'done') return created;
  const told = created.value.values;
  const id = told[ID] ?? created.value.id ?? '';
  written.took(index, id);
  if ([...part.files.keys()].every((name) => name in told)) {
    written.read(index, { ...told, [ID]: id });
    return id === ''
      ? unknown('The ITSM took the work info but has not told its id.', desk.settings.settleMs)
      : undefined;
  }
  const row = await desk.client.get(forms.workInfo, id);
  if (row.kind === 'done') written.read(index, row.value);
  return row.kind === 'done' ? undefined : unknown(row.reason, desk.settings.settleMs);
}

async function relateAll(
  { desk, forms, number, key, written }: Append,
  relations: readonly TicketLink[],
): Promise<Failed | undefined> {
  const left = await unrelated(desk, forms, number, written.untied(relations));
  if (left.kind !== 'done') return left;
  for (const link of left.value) {
    const row = await desk.settling.write(key, (leaving) => relate(desk, forms, number, link, leaving));
    if (row.kind !== 'done') return row;
    written.tied(relationName(link));
  }
  return undefined;
}

/**
 * Notes the work infos that an earlier attempt left. The ticket's rows are read and compared here:
 * AR may refuse a LIKE on so long a field, or answer it from an index that lags.
 */
async function findEarlier(
  { desk, forms, number, key, written }: Append,
  wanted: number,
): Promise<Reply<undefined>> {
  const q = qualify`${field(forms.number)} = ${number}`;
  const found = new Set<number>();
  for (let offset = 0; offset < MOST_ROWS && found.size < wanted; offset += PAGE) {
    const options = { fields: [ID, TEXT, ...FILE_FIELDS], limit: PAGE, offset };
    const rows = await desk.client.query(forms.workInfo, q, options);
    if (rows.kind !== 'done') return rows;
    for (const row of rows.value) {
      const part = markedPart(row[TEXT] ?? '', key.key);
      if (part === undefined) continue;
      written.read(part, row);
      found.add(part);
    }
    if (rows.value.length < PAGE) break;
  }
  return { kind: 'done', value: undefined };
}

/** The refusal where the ITSM took a work info and left a file out, as it does without a word, or where nobody can tell. */
function droppedFile({ desk, key, forms, written }: Append, parts: readonly Part[]): Failed | undefined {
  for (const [index, part] of parts.entries()) {
    const row: EntryValues | undefined = written.rowOf(index);
    for (const [name, file] of part.files) {
      if (row?.[name] === file.name || tellsOfMissing(row?.[TEXT] ?? '', file)) continue;
      if (row !== undefined) return refused(`The ITSM kept the entry but not its file "${file.name}".`, name);
      const seen = written.seen();
      const soon = 'The ITSM took the entry but does not show it yet.';
      if ((key.ref?.agoMs ?? 0) < desk.settings.settleMs) return settling(soon, LOOK_EVERY_MS, seen);
      const id = written.ids()[index] ?? '';
      return withRef(
        refused(
          `The ITSM took the entry${id === '' ? '' : ` as ${id}`}, but the account ${desk.settings.username} cannot read it: whether the file "${file.name}" is there is not known. Give the account access to ${forms.workInfo}.`,
          name,
        ),
        seen,
      );
    }
  }
  return undefined;
}
