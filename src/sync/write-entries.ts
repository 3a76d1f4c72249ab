import type { Ticket, TicketEntry, TicketRef, WriteKey } from '../connector/connector.ts';
import { busy, done, type Outcome, succeeded, unknown, unsent } from '../connector/outcome.ts';
import type { TicketWork } from './ticket-work.ts';
import { remembered, type SeenTicket, touched } from './touched.ts';

/**
 * Adds entries to a ticket, for a try that is counted already. The ITSM may answer an entry with a change of its
 * own: a rule opens the ticket, or assigns it. What is read back right after the write is ours, unless somebody
 * else had changed the ticket before it. A finished ticket gets internal entries alone: a public one reopens it.
 */
export async function writeEntries(
  work: TicketWork,
  name: string,
  ref: TicketRef,
  entries: readonly TicketEntry[],
  key: WriteKey,
): Promise<Outcome<readonly string[]>> {
  const { ledger } = work;
  const { connector, mapping: mappings } = work.instance;
  const last = await ledger.seen<SeenTicket>();
  if (last?.writing === name && last.written) return readBack(work, ref, last, done([]));
  const mapping = mappings[work.ticket.type];
  const before = await lookBefore(work, name, ref, entries, last);
  if (!succeeded(before))
    return unsent(busy(before.reason, 'retryAfterMs' in before ? before.retryAfterMs : undefined));
  const { now, watched, undone } = before.value;
  // Where nothing is mapped nobody knows whether it is finished.
  const finished = mapping === undefined || (now !== undefined && mapping.finished.includes(now.status));
  const outcome = await connector.append(ref, finished ? entries.map(internally) : entries, key);
  if (!succeeded(outcome)) {
    const written = outcome.kind === 'unknown' && !outcome.unsent;
    if (!written && undone !== undefined) await ledger.saw(undone);
    return outcome;
  }
  return watched === undefined ? outcome : readBack(work, ref, watched, outcome);
}

/**
 * Remembers the ticket as the entry has left it. Where it cannot be read now, the next try does only that: an entry
 * that the ITSM has taken is not written again, whether the account sees it there or not.
 */
async function readBack(
  { instance, ledger, ticket }: TicketWork,
  ref: TicketRef,
  watched: SeenTicket,
  outcome: Outcome<readonly string[]>,
): Promise<Outcome<readonly string[]>> {
  const after = await instance.connector.read(ref);
  if (after.kind === 'busy' || after.kind === 'unknown') {
    if (!watched.written) await ledger.saw({ ...watched, written: true });
    return unknown(`the entry is written; ${after.reason}`, after.retryAfterMs);
  }
  if (succeeded(after)) await ledger.saw(remembered(after.value, instance.mapping[ticket.type] ?? {}));
  return outcome;
}

/**
 * Written right after the ticket was opened and read back: whoever is quick to take it in hand does so at the same
 * moment, and a note of where the chat is sets nothing off.
 */
const UNWATCHED: ReadonlySet<string> = new Set(['link-chat']);

interface Before {
  /** The ticket, where it had to be read. */
  readonly now?: Ticket;
  /** What is remembered of the ticket meanwhile, where what comes of the write is ours. */
  readonly watched?: SeenTicket;
  /** How the ticket is remembered where nothing is written: nothing that is seen later came of it then. */
  readonly undone?: SeenTicket;
}

async function lookBefore(
  { instance, ledger, ticket }: TicketWork,
  name: string,
  ref: TicketRef,
  entries: readonly TicketEntry[],
  last: SeenTicket | undefined,
): Promise<Outcome<Before>> {
  // An earlier try of this write may have set off what is seen now.
  const ours = last?.writing === name;
  // Nothing is remembered of related tickets: their status is nobody's business here.
  const isWatched = ticket.created && !last?.foreign && !UNWATCHED.has(name);
  const toUser = entries.some(({ visibility }) => visibility === 'public');
  const told: Before = ours && isWatched ? { watched: last } : {};
  // One that an earlier chat has opened is remembered from its first note on.
  const first = last === undefined && ticket.created;
  if (!toUser && (ours || !isWatched) && !first) return done(told);
  const read = await instance.connector.read(ref);
  if (read.kind === 'busy' || read.kind === 'unknown') return read;
  // Whoever may not read it may write to it all the same.
  if (!succeeded(read)) return done({});
  const now = read.value;
  const mapping = instance.mapping[ticket.type] ?? {};
  if (first && !isWatched) await ledger.saw(remembered(now, mapping));
  if (ours || !isWatched) return done({ ...told, now });
  if (last !== undefined && touched(now, last, mapping) !== undefined) {
    await ledger.saw({ ...last, foreign: true });
    return done({ now });
  }
  const undone = remembered(now, mapping);
  const watched: SeenTicket = { ...undone, writing: name };
  await ledger.saw(watched);
  return done({ now, watched, undone });
}

const internally = (entry: TicketEntry): TicketEntry => ({ ...entry, visibility: 'internal' });
