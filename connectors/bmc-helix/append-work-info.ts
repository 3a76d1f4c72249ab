import type { TicketEntry, TicketRef, WriteKey } from '../../src/connector/connector.ts';
import { alreadyDone, done, type Outcome, unknown } from '../../src/connector/outcome.ts';
import type { Reply } from './client.ts';
import { field, qualify } from './qualification.ts';
import { readTicket } from './read-ticket.ts';
import { splitText } from './split-text.ts';
import { type TicketForms, ticketForms } from './ticket-forms.ts';
import { type Desk, inDoubt, noSuchType, storable } from './tickets.ts';
import { markedPart, markLine, markOf } from './write-key.ts';

/** Characters of a work info's text, the mark's line not counted. */
const MAX_TEXT = 30_000;
const MAX_SUMMARY = 100;
const PAGE = 100;

interface Part {
  readonly summary: string;
  readonly text: string;
  readonly visibility: TicketEntry['visibility'];
}

/**
 * Adds each entry as a work info, long texts as several. Work info has no field for a key, so each
 * text ends with a mark; on a later attempt only the parts whose mark is not there are written.
 */
export async function appendWorkInfo(
  desk: Desk,
  ref: TicketRef,
  entries: readonly TicketEntry[],
  key: WriteKey,
): Promise<Outcome<readonly string[]>> {
  const forms = ticketForms(ref.type, desk.settings);
  if (forms === undefined) return noSuchType(ref.type);
  // The ITSM would take work info for a ticket that is not there and leave an orphan.
  const ticket = await readTicket(desk, ref);
  if (ticket.kind !== 'done') return key.attempt > 0 ? inDoubt(ticket) : ticket;
  const number = ticket.value.ref.displayId;
  const parts = entries.flatMap(partsOf);
  const ids = new Map<number, string>();
  if (key.attempt > 0) {
    const earlier = await findEarlier(desk, forms, number, key.key);
    if (earlier.kind !== 'done') return inDoubt(earlier);
    for (const [part, id] of earlier.value) ids.set(part, id);
    if (ids.size >= parts.length) return alreadyDone(inOrder(ids));
    const waitMs = desk.settling.waitMs(key.key);
    if (waitMs > 0) return unknown('An earlier attempt was not answered and is not there yet.', waitMs);
  }
  for (const [index, part] of parts.entries()) {
    if (ids.has(index)) continue;
    const id = await writePart(desk, forms, number, ref, part, markLine(key.key, index));
    if (id.kind !== 'done') return ids.size > 0 ? inDoubt(id) : id;
    ids.set(index, id.value);
  }
  return done(inOrder(ids));
}

async function writePart(
  desk: Desk,
  forms: TicketForms,
  number: string,
  ref: TicketRef,
  part: Part,
  mark: string,
): Promise<Reply<string>> {
  const created = await desk.client.create(
    forms.workInfo,
    {
      [forms.number]: number,
      ...(ref.type === 'work-order' ? { WorkOrder_EntryID: ref.id } : {}),
      'Work Log Type': forms.workInfoType,
      Description: part.summary,
      'Detailed Description': `${part.text}\n\n${mark}`,
      'View Access': part.visibility === 'public' ? 'Public' : 'Internal',
      'Secure Work Log': 'No',
    },
    [ID],
  );
  if (created.kind !== 'done') return created;
  const id = created.value.values[ID] ?? created.value.id;
  return id === undefined
    ? unknown('The ITSM took the work info but has not told its id.', desk.settings.settleMs)
    : { kind: 'done', value: id };
}

/** Part -> id of the work info that an earlier attempt left. */
async function findEarlier(
  desk: Desk,
  forms: TicketForms,
  number: string,
  key: string,
): Promise<Reply<ReadonlyMap<number, string>>> {
  const q = qualify`${field(forms.number)} = ${number} AND ${field(TEXT)} LIKE ${`%${markOf(key)}-%`}`;
  const found = new Map<number, string>();
  for (let offset = 0; ; offset += PAGE) {
    const rows = await desk.client.query(forms.workInfo, q, { fields: [ID, TEXT], limit: PAGE, offset });
    if (rows.kind !== 'done') return rows;
    for (const row of rows.value) {
      const part = markedPart(row[TEXT] ?? '', key);
      if (part !== undefined) found.set(part, row[ID] ?? '');
    }
    if (rows.value.length < PAGE) return { kind: 'done', value: found };
  }
}

const ID = 'Work Log ID';
const TEXT = 'Detailed Description';

function partsOf(entry: TicketEntry): readonly Part[] {
  const texts = splitText(storable(entry.text), MAX_TEXT);
  const summary = storable(entry.summary).replaceAll('\n', ' ');
  return texts.map((text, index) => {
    const count = texts.length > 1 ? ` (${index + 1}/${texts.length})` : '';
    const [head = ''] = splitText(summary, MAX_SUMMARY - count.length);
    return { summary: head + count, text, visibility: entry.visibility };
  });
}

const inOrder = (ids: ReadonlyMap<number, string>): readonly string[] =>
  [...ids].sort(([a], [b]) => a - b).map(([, id]) => id);
