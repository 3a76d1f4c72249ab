import type { TicketEntry, TicketLink, TicketRef, WriteKey } from '../../src/connector/connector.ts';
import {
  alreadyDone,
  done,
  type Failed,
  type Outcome,
  refused,
  settling,
  unknown,
} from '../../src/connector/outcome.ts';
import type { Reply } from './client.ts';
import { field, qualify } from './qualification.ts';
import { readTicket } from './read-ticket.ts';
import { createWithFiles, tellsOfMissing } from './refused-files.ts';
import { impossibleRelation, relate, relationsOf, unrelated } from './relate-records.ts';
import type { EntryValues } from './schema.ts';
import { type TicketForms, ticketForms } from './ticket-forms.ts';
import { type Desk, inDoubt, noSuchType } from './tickets.ts';
import { FILE_FIELDS, type Part, partsOf } from './work-info-parts.ts';
import { markedPart, markLine, markOf } from './write-key.ts';

// Long texts: a page of them must stay below what one answer may hold.
const PAGE = 20;
/** A key's parts beyond these are written again rather than looked for without end. */
const MOST_PARTS = 10_000;
const ID = 'Work Log ID';
const TEXT = 'Detailed Description';

/** One append under way. */
interface Append {
  readonly desk: Desk;
  readonly ref: TicketRef;
  readonly forms: TicketForms;
  readonly number: string;
  readonly key: string;
}

/**
 * Adds each entry as a work info, long texts and many files as several, and ties the records of its
 * links to the ticket. Work info has no field for a key, so each text ends with a mark; on a later
 * attempt only the parts whose mark is not there are written. A record is tied once, whoever did it.
 */
export async function appendWorkInfo(
  desk: Desk,
  ref: TicketRef,
  entries: readonly TicketEntry[],
  key: WriteKey,
): Promise<Outcome<readonly string[]>> {
  const forms = ticketForms(ref.type, desk.settings);
  if (forms === undefined) return noSuchType(ref.type);
  const relations = relationsOf(entries);
  const wrong = impossibleRelation(relations);
  if (wrong !== undefined) return wrong;
  // The ITSM would take work info for a ticket that is not there and leave an orphan.
  const ticket = await readTicket(desk, ref);
  if (ticket.kind !== 'done') return key.attempt > 0 ? inDoubt(ticket) : ticket;
  const append: Append = { desk, ref, forms, number: ticket.value.ref.displayId, key: key.key };
  const parts = entries.flatMap(partsOf);
  const written = new Map<number, EntryValues>();
  if (key.attempt > 0) {
    const earlier = await findEarlier(append);
    if (earlier.kind !== 'done') return inDoubt(earlier);
    for (const [part, row] of earlier.value) written.set(part, row);
    const left = await unrelated(desk, forms, append.number, relations);
    if (left.kind !== 'done') return inDoubt(left);
    if (written.size >= parts.length && left.value.length === 0) {
      return droppedFile(parts, written) ?? alreadyDone(idsOf(written));
    }
    const waitMs = desk.settling.waitMs(key);
    if (waitMs > 0) return settling('An earlier attempt was not answered and is not there yet.', waitMs);
  }
  for (const [index, part] of parts.entries()) {
    if (written.has(index)) continue;
    const row = await writePart(append, part, index);
    if (row.kind !== 'done') return written.size > 0 ? inDoubt(row) : row;
    written.set(index, row.value);
  }
  const failed = await relateAll(append, relations);
  if (failed !== undefined) return inDoubt(failed);
  return droppedFile(parts, written) ?? done(idsOf(written));
}

/** The new work info: its id and its files' names. */
async function writePart(append: Append, part: Part, index: number): Promise<Reply<EntryValues>> {
  const { desk, forms, ref, number, key } = append;
  const entry = {
    [forms.number]: number,
    ...(ref.type === 'work-order' ? { WorkOrder_EntryID: ref.id } : {}),
    'Work Log Type': part.type ?? forms.workInfoType,
    Description: part.summary,
    [TEXT]: `${part.text}\n\n${markLine(key, index)}`,
    'View Access': part.visibility === 'public' ? 'Public' : 'Internal',
    'Secure Work Log': 'No',
    ...Object.fromEntries([...part.files].map(([name, file]) => [name, file.name])),
  };
  const created = await createWithFiles(entry, part.files, TEXT, (sent, files) =>
    desk.client.create(forms.workInfo, sent, [ID, ...files.keys()], files),
  );
  if (created.kind !== 'done') return created;
  const { values } = created.value;
  const id = values[ID] ?? created.value.id;
  if (id === undefined) {
    return unknown('The ITSM took the work info but has not told its id.', desk.settings.settleMs);
  }
  if ([...part.files.keys()].every((name) => name in values)) {
    return { kind: 'done', value: { ...values, [ID]: id } };
  }
  const row = await desk.client.get(forms.workInfo, id);
  // It is there, only not to be read now: a later attempt finds it by its mark.
  if (row.kind === 'missing' || row.kind === 'busy') return unknown(row.reason, desk.settings.settleMs);
  return row;
}

async function relateAll(
  { desk, forms, number }: Append,
  relations: readonly TicketLink[],
): Promise<Failed | undefined> {
  const left = await unrelated(desk, forms, number, relations);
  if (left.kind !== 'done') return left;
  for (const link of left.value) {
    const row = await relate(desk, forms, number, link);
    if (row.kind !== 'done') return row;
  }
  return undefined;
}

/** Part -> the work info that an earlier attempt left. */
async function findEarlier({ desk, forms, number, key }: Append): Promise<Reply<Map<number, EntryValues>>> {
  const q = qualify`${field(forms.number)} = ${number} AND ${field(TEXT)} LIKE ${`%${markOf(key)}-%`}`;
  const found = new Map<number, EntryValues>();
  for (let offset = 0; offset < MOST_PARTS; offset += PAGE) {
    const options = { fields: [ID, TEXT, ...FILE_FIELDS], limit: PAGE, offset };
    const rows = await desk.client.query(forms.workInfo, q, options);
    if (rows.kind !== 'done') return rows;
    for (const row of rows.value) {
      const part = markedPart(row[TEXT] ?? '', key);
      if (part !== undefined) found.set(part, row);
    }
    if (rows.value.length < PAGE) break;
  }
  return { kind: 'done', value: found };
}

/** The refusal where the ITSM took a work info and left a file out, as it does without a word. */
function droppedFile(parts: readonly Part[], written: ReadonlyMap<number, EntryValues>): Failed | undefined {
  for (const [index, part] of parts.entries()) {
    for (const [name, file] of part.files) {
      const row = written.get(index);
      if (row?.[name] !== file.name && !tellsOfMissing(row?.[TEXT] ?? '', file)) {
        return refused(`The ITSM kept the entry but not its file "${file.name}".`, name);
      }
    }
  }
  return undefined;
}

const idsOf = (written: ReadonlyMap<number, EntryValues>): readonly string[] =>
  [...written].sort(([a], [b]) => a - b).map(([, row]) => row[ID] ?? '');
