import type { TicketDraft, TicketRef, WriteKey } from '../../src/connector/connector.ts';
import {
  alreadyDone,
  done,
  type Failed,
  type Outcome,
  refused,
  type Seen,
  settling,
  unknown,
  withRef,
} from '../../src/connector/outcome.ts';
import { storable } from '../../src/connector/storable.ts';
import type { Reply } from './client.ts';
import { field, type Qualification, qualify } from './qualification.ts';
import type { EntryValues } from './schema.ts';
import { LOOK_EVERY_MS } from './settling.ts';
import type { TicketForms } from './ticket-forms.ts';
import { type Desk, inDoubt, notSeen, refOf } from './tickets.ts';

/** A ticket that is wished for, and the key by which it is known. */
export interface Wish {
  readonly desk: Desk;
  readonly forms: TicketForms;
  readonly draft: TicketDraft;
  readonly key: WriteKey;
  readonly keyValue: string;
}

/** What the creating form knows: the number of the ticket that was made of a row, and the row's id. */
interface Staged {
  readonly number: string;
  readonly id: string;
}

/**
 * The ticket that the ITSM said it created, or of which a row was seen. It is ours only if it carries
 * our key, or our words where the site does not bring the key onto the reading form: servers were seen
 * that name another's ticket. While an index may lag it is `unknown`; after that the refusal names it.
 * @param seen its number and its staging row (`note`), as far as they are known
 * @param agoMs for how long that is known
 * @param now what finding it means where this try has sent the create itself
 */
export async function findCreated(
  wish: Wish,
  seen: Seen,
  agoMs: number,
  now?: 'done' | 'already-done',
): Promise<Outcome<TicketRef>> {
  const { desk, forms, draft, key } = wish;
  const found = await follow(wish, seen);
  const row = found.row ?? (agoMs >= desk.settings.settleMs ? found.unsaid : undefined);
  if (row !== undefined) {
    const ref = refOf(forms, draft.type, row, desk.settings);
    return now === 'done' ? done(ref) : alreadyDone(ref);
  }
  desk.settling.saw(key, found.seen);
  const { trouble } = found;
  if (trouble !== undefined && trouble.kind !== 'refused' && trouble.kind !== 'missing')
    return now === undefined ? notSeen(trouble, found.seen) : inDoubt(trouble, found.seen);
  const { settleMs } = desk.settings;
  const name = found.seen.displayId ?? 'The new ticket';
  if (agoMs >= settleMs) return cannotBeRead(wish, found.seen, trouble);
  const reason = `${name} was created but cannot be read yet.`;
  const againMs = Math.min(settleMs - agoMs, LOOK_EVERY_MS);
  return now === undefined
    ? settling(reason, againMs, found.seen)
    : withRef(unknown(reason, againMs), found.seen);
}

/**
 * What carries our key on the reading form, a row there, or on the creating form; nothing where neither
 * has it. A site may keep the key from the reading form, or the account from the staging rows: one of
 * them must answer.
 */
export async function findByKey(
  wish: Wish,
): Promise<Reply<{ readonly row: EntryValues } | { readonly staged: Seen } | undefined>> {
  const row = await rowByKey(wish);
  if (row.kind !== 'done' && !isTold(row)) return row;
  if (row.kind === 'done' && row.value !== undefined) return { kind: 'done', value: { row: row.value } };
  const staged = await stagedByKey(wish);
  if (staged.kind === 'done')
    return { kind: 'done', value: staged.value && { staged: seenOf(staged.value) } };
  return row.kind === 'done' && isTold(staged) ? { kind: 'done', value: undefined } : staged;
}

interface Followed {
  /** The ticket's row on the reading form. */
  readonly row?: EntryValues;
  /** The row of the number that the ITSM told, where it says nothing of whose it is and the creating form cannot be asked. */
  readonly unsaid?: EntryValues;
  /** What is known of it by now. */
  readonly seen: Seen;
  /** Why not all could be asked. */
  readonly trouble?: Failed;
}

/** By its number, by the staging row that the answer named, by our key, and by the staging row with our key. */
async function follow(wish: Wish, seen: Seen): Promise<Followed> {
  let known = seen;
  let trouble: Failed | undefined;
  /** What is told for good is no reason not to look elsewhere; anything else is. */
  const answer = <T>(reply: Reply<T>): { readonly told?: T; readonly later?: true } => {
    if (reply.kind === 'done') return { told: reply.value };
    trouble = isTold(reply) ? (trouble ?? reply) : reply;
    return isTold(reply) ? {} : { later: true };
  };
  let unsaid: EntryValues | undefined;
  const end = (row?: EntryValues): Followed => ({
    ...(row !== undefined && { row }),
    ...(unsaid !== undefined && { unsaid }),
    seen: known,
    ...(trouble !== undefined && { trouble }),
  });
  /** Number -> its row where that carries no key at all; it counts as ours once a staging row of ours names it. */
  const looked = new Map<string, EntryValues | undefined>();

  if (seen.displayId !== undefined) {
    const { told, later } = answer(await ownRow(wish, seen.displayId));
    if (later || told?.whose === 'ours') return end(told?.row);
    if (told?.whose === 'unsaid') unsaid = told.row;
    looked.set(seen.displayId, unsaid);
    if (told?.whose === 'strange') {
      // A number that the ITSM gave although it is another's is no number of ours.
      const { displayId: _not, ...rest } = known;
      known = rest;
    }
  }
  const staging = [
    ...(seen.note === undefined ? [] : [() => stagedAt(wish, seen.note ?? '')]),
    'key' as const,
    () => stagedByKey(wish),
  ];
  for (const look of staging) {
    if (look === 'key') {
      const { told, later } = answer(await rowByKey(wish));
      if (later || told !== undefined) return end(told);
      continue;
    }
    const reply = await look();
    const { told: staged, later } = answer(reply);
    if (later) return end();
    if (reply.kind === 'done') unsaid = undefined;
    if (staged === undefined) continue;
    known = { ...known, ...seenOf(staged) };
    if (staged.number === '') continue;
    const named = looked.get(staged.number);
    if (named !== undefined) return end(named);
    if (looked.has(staged.number)) continue;
    const { told, later: tooSoon } = answer(await ownRow(wish, staged.number));
    if (tooSoon) return end();
    if (told !== undefined && told.whose !== 'strange') return end(told.row);
    looked.set(staged.number, undefined);
  }
  return end();
}

const seenOf = ({ number, id }: Staged): Seen => ({
  ...(number !== '' && { displayId: number }),
  ...(id !== '' && { note: id }),
});

/** The ITSM has answered: asking again changes nothing. */
const isTold = ({ kind }: Failed): boolean => kind === 'refused' || kind === 'missing';

/** A row, and whether it says that it is ours: by our key, by another key, or by nothing but its number. */
interface Named {
  readonly row: EntryValues;
  readonly whose: 'ours' | 'strange' | 'unsaid';
}

async function ownRow(wish: Wish, number: string): Promise<Reply<Named | undefined>> {
  if (/\p{Cc}/u.test(number)) return { kind: 'done', value: undefined };
  const { desk, forms, keyValue } = wish;
  const q = qualify`${field(forms.number)} = ${number}`;
  const wanted = [forms.number, forms.entryId];
  let found = await firstOf(wish, forms.read, q, [...wanted, forms.key]);
  // The reading form of the site may have no such field at all.
  if (found.kind === 'refused') found = await firstOf(wish, forms.read, q, wanted);
  if (found.kind !== 'done') return found;
  const row = found.value;
  if (row === undefined) return { kind: 'done', value: undefined };
  const key = row[forms.key] ?? '';
  if (key !== '') return { kind: 'done', value: { row, whose: key === keyValue ? 'ours' : 'strange' } };
  const whole = await desk.client.get(forms.read, row[forms.entryId] ?? '');
  if (whole.kind !== 'done') return whole;
  return { kind: 'done', value: { row, whose: saysOurWords(wish, whole.value) ? 'ours' : 'unsaid' } };
}

/** Whether the longest text that we sent stands in it: it names the chat. */
function saysOurWords({ draft }: Wish, row: EntryValues): boolean {
  const plain = (text: string): string => storable(text).trim();
  const longest = Object.values(draft.fields)
    .map(plain)
    .reduce((long, text) => (text.length > long.length ? text : long), '');
  return longest !== '' && Object.values(row).some((text) => plain(text) === longest);
}

const rowByKey = (wish: Wish): Promise<Reply<EntryValues | undefined>> => {
  const { forms, keyValue } = wish;
  const q = qualify`${field(forms.key)} = ${keyValue}`;
  return firstOf(wish, forms.read, q, [forms.number, forms.entryId]);
};

/** The staging row that the answer to the create named, unless it carries another's key. */
async function stagedAt({ desk, forms, keyValue }: Wish, id: string): Promise<Reply<Staged | undefined>> {
  const row = await desk.client.get(forms.create, id);
  if (row.kind !== 'done') return row;
  const key = row.value[forms.key] ?? '';
  const value = { number: row.value[forms.createdNumber] ?? '', id };
  return { kind: 'done', value: key === '' || key === keyValue ? value : undefined };
}

async function stagedByKey(wish: Wish): Promise<Reply<Staged | undefined>> {
  const { forms, keyValue } = wish;
  const q = qualify`${field(forms.key)} = ${keyValue}`;
  const row = await firstOf(wish, forms.create, q, [forms.createdNumber]);
  if (row.kind !== 'done') return row;
  const value = row.value && { number: row.value[forms.createdNumber] ?? '', id: '' };
  return { kind: 'done', value };
}

async function firstOf(
  { desk }: Wish,
  form: string,
  q: Qualification,
  fields: readonly string[],
): Promise<Reply<EntryValues | undefined>> {
  const rows = await desk.client.query(form, q, { fields, limit: 1 });
  return rows.kind === 'done' ? { kind: 'done', value: rows.value[0] } : rows;
}

/** The ticket is there and the account does not see it. */
function cannotBeRead(
  { desk, forms, draft, keyValue }: Wish,
  seen: Seen,
  trouble: Failed | undefined,
): Failed {
  const { username } = desk.settings;
  const company = draft.fields[forms.company] ?? '';
  const whose = company === '' ? "the company of the ticket's customer" : `company ${company}`;
  const carries = `${forms.key} = ${keyValue}`;
  const why = trouble === undefined ? '' : ` (${trouble.reason})`;
  const what =
    seen.displayId === undefined
      ? `The ITSM created a ticket with ${carries}, tells no number of it, and the account ${username} does not find it${why}.`
      : `${seen.displayId} was created (${carries}) but the account ${username} cannot read it${why}.`;
  return withRef(
    refused(
      `${what} Give the account access to ${whose} (rows of ${forms.read}) and retry: the ticket is read then, and no other is created.`,
    ),
    seen,
  );
}
