import type { Chat } from '../chat/chat.ts';
import type { Entry } from '../chat/entry.ts';
import { publicTranscript, type Transcript } from '../chat/transcript.ts';
import type { TicketEntry, TicketRef } from '../connector/connector.ts';
import { done, type Outcome, succeeded } from '../connector/outcome.ts';
import type { Confirmation } from '../store/store.ts';
import { contextFor } from './context-for.ts';
import { begin, orPutOff } from './intend.ts';
import { workInfoOf } from './mapping/work-info.ts';
import { sendWrite } from './send-write.ts';
import { ticketRow } from './ticket-row.ts';
import type { TicketWork } from './ticket-work.ts';
import { writeEntries } from './write-entries.ts';

/**
 * Adds what was said after the ticket was asked for, and how the chat ended, as one internal entry.
 * An abandon writes it before the chat is closed; what was said between, the rest, is a second one.
 */
export async function appendToTicket(
  work: TicketWork,
  upTo: number,
  restOnly = false,
): Promise<Outcome<Confirmation | undefined>> {
  const { chat, ticket, ports } = work;
  const entries = await ports.readLog(chat.id);
  const abandoning = abandonBegan(chat, entries);
  const part = (from: number, to: number) =>
    publicTranscript(chat, entries, { from: Math.max(from, ticket.describedUpTo + 1), upTo: to });
  const rest = part(abandoning + 1, upTo);
  const hasRest = rest.some(({ type }) => type === 'message');
  if (!restOnly) {
    const entry = entryOf(work, part(1, Math.min(upTo, abandoning)));
    if (!hasRest) return appendLast(work, 'transcript', entry);
    const first = await appendOnce(work, 'transcript', entry);
    if (!succeeded(first)) return first;
  }
  return hasRest ? appendLast(work, 'transcript-rest', entryOf(work, rest)) : done(undefined);
}

/** The line with which the abandon of a chat began; the one that it goes on with may have been abandoned too. */
export const abandonBegan = ({ createdAt }: Chat, entries: readonly Entry[]): number =>
  entries.find(({ code, at }) => code === 'chat-abandoning' && at >= createdAt)?.seq ??
  Number.POSITIVE_INFINITY;

const entryOf = (work: TicketWork, part: Transcript) => async (): Promise<TicketEntry> => {
  const workInfo = work.instance.mapping[work.ticket.type]?.workInfo;
  const templates = [workInfo?.summary ?? '', workInfo?.text ?? ''];
  return workInfoOf(workInfo, orPutOff(await contextFor(work, part, templates)));
};

/** Writes one entry, once, under a name of its own. Nothing is written to a ticket that was never created. */
export async function appendOnce(
  work: TicketWork,
  name: string,
  entry: () => Promise<TicketEntry>,
): Promise<Outcome<undefined>> {
  const key = await append(work, name, entry);
  if (!succeeded(key)) return key;
  if (key.value !== undefined)
    await work.ledger.confirm(name, { key: key.value }, ticketRow(work, name, 'confirmed'));
  return done(undefined);
}

/** As `appendOnce`, where nothing of the errand comes after it: whoever asked for the errand tells the ledger. */
export async function appendLast(
  work: TicketWork,
  name: string,
  entry: () => Promise<TicketEntry>,
): Promise<Outcome<Confirmation | undefined>> {
  const key = await append(work, name, entry);
  if (!succeeded(key) || key.value === undefined) return key as Outcome<undefined>;
  return done(work.ledger.confirmation(name, { key: key.value }, ticketRow(work, name, 'confirmed')));
}

/** The key of a write that is in the ticket and to be confirmed; undefined where nothing is to be done. */
async function append(
  work: TicketWork,
  name: string,
  entry: () => Promise<TicketEntry>,
): Promise<Outcome<string | undefined>> {
  const ref = refOf(work);
  if (ref === undefined) return done(undefined);
  const begun = await begin<readonly TicketEntry[]>(work, name, async () => [await entry()]);
  if (!succeeded(begun)) return begun;
  const write = begun.value;
  if (write.state === 'confirmed') return done(undefined);
  const { key, request } = write;
  const outcome = await sendWrite(work, name, { key, tried: write }, (writeKey) =>
    writeEntries(work, name, ref, request, writeKey),
  );
  return succeeded(outcome) ? done(key) : outcome;
}

export function refOf({ ticket }: TicketWork): TicketRef | undefined {
  const { type, externalId, displayId, url } = ticket;
  if (externalId === undefined || displayId === undefined) return undefined;
  return { type, id: externalId, displayId, ...(url !== undefined && { url }) };
}
