import type { Ending } from '../chat/ending.ts';
import { publicTranscript } from '../chat/transcript.ts';
import type { Ticket, TicketChange, TicketRef } from '../connector/connector.ts';
import type { TypeMapping } from '../connector/mapping.ts';
import { done, type Outcome, refused, succeeded } from '../connector/outcome.ts';
import type { Confirmation } from '../store/store.ts';
import { appendOnce, refOf } from './append-to-ticket.ts';
import { contextFor } from './context-for.ts';
import { intend, orPutOff } from './intend.ts';
import type { EndingAvailability } from './ports.ts';
import { cutFields, renderFields } from './render.ts';
import { sendWrite } from './send-write.ts';
import { noteChange, stateOf } from './status-note.ts';
import { settleRefused, ticketRow, type Written } from './ticket-row.ts';
import { laneLost, type TicketWork, writeKey } from './ticket-work.ts';
import { remembered, type SeenTicket, touched } from './touched.ts';

/**
 * Sets the Status and Status Reason of an ending. The ticket is read first: one that is finished,
 * or that somebody else has taken in hand, keeps its status and gets a note instead.
 */
export async function changeTicket(
  work: TicketWork,
  ending: Ending,
): Promise<Outcome<Confirmation | undefined>> {
  const { ticket, instance, ports, chat } = work;
  const mapping = instance.mapping[ticket.type];
  const target = mapping?.endings[ending];
  if (mapping === undefined || target === undefined) return leaveUnmapped(work, ending);
  const available = () => ports.endingAvailable(ticket.connector, ticket.type, ending);
  const change = async (): Promise<TicketChange> => {
    const templates = Object.values(target.fields ?? {});
    const context = orPutOff(await contextFor(work, publicTranscript(chat, []), templates));
    const demanded = chat.resolve?.find(({ n }) => n === ticket.n)?.fields;
    return {
      status: target.status,
      statusReason: target.statusReason,
      fields: {
        ...renderFields(target.fields ?? {}, mapping.limits, context),
        ...cutFields(demanded ?? {}, mapping.limits),
      },
    };
  };
  return changeOnce(work, `change-${ending}`, mapping, change, { available });
}

/**
 * Writes one change, once, under a name of its own, unless the ticket is not ours to change any more.
 * A note in the ticket says who changed what.
 * @param rules `available` is asked before the first try: what the ITSM is known to lack is not sent to it.
 * `instead` sees the ticket as it is, and what it answers is all that is done; without it a ticket that is
 * finished, or in somebody else's hands, keeps what it has
 */
export async function changeOnce(
  work: TicketWork,
  name: string,
  mapping: TypeMapping,
  change: () => Promise<Wished>,
  { available, instead }: ChangeRules = {},
): Promise<Outcome<Confirmation | undefined>> {
  const { instance, ledger, held } = work;
  const ref = refOf(work);
  if (ref === undefined) return done(undefined);
  const meant = await intend<Meant, Confirmed>(work, name, async () => {
    const before = await ledger.seen<Ticket>();
    return { ...(await change()), ...(before && { from: stateOf(before, mapping) }) };
  });
  if (!succeeded(meant)) return meant;
  const write = meant.value;
  if (write.state === 'confirmed')
    return write.result === undefined
      ? done(undefined)
      : noteChange(work, name, write.result.from, write.result.to);

  const [read, last] = await Promise.all([instance.connector.read(ref), ledger.seen<SeenTicket>()]);
  if (!succeeded(read)) return read;
  const { from = stateOf(last ?? read.value, mapping), handedTo, ...request } = write.request;
  const confirmed = async (now: Ticket) => {
    const noted = await confirm(work, name, from, now, mapping, request, handedTo);
    if (succeeded(noted)) await setAgain(work, ref, request, write.key, mapping);
    return noted;
  };
  if (isAt(read.value, request) && (await ledger.wasSent(name))) return confirmed(read.value);
  if (instead !== undefined) {
    const answer = await instead(read.value);
    if (answer !== undefined) return answer;
  } else {
    const kept = reasonToKeep(read.value, last, mapping);
    if (kept !== undefined) return keepStatus(work, name, read.value, kept);
  }

  const values = (await ledger.wasSent(name)) ? undefined : await available?.();
  if (values?.ok === false) {
    const lacking = refused(values.why);
    await settleRefused(work, name, NEVER_SENT, lacking, request);
    return lacking;
  }
  const tried = await ledger.sent(name, held);
  if (tried === undefined) return laneLost();
  const outcome = await sendWrite(work, name, { key: write.key, tried, written: request }, (writeKey) =>
    instance.connector.change(ref, request, writeKey),
  );
  return succeeded(outcome) ? confirmed(outcome.value) : outcome;
}

interface ChangeRules {
  readonly available?: () => Promise<EndingAvailability>;
  readonly instead?: (now: Ticket) => Promise<Outcome<undefined> | undefined>;
}

/** No try has this number. */
const NEVER_SENT = -1;

/** A change, and whom it gives the ticket to, for people. */
type Wished = TicketChange & { readonly handedTo?: string };

/** What is to be changed, and what the ticket was before: a crash later it may be changed already. */
type Meant = Wished & { readonly from?: string };

/** What the ledger keeps of a change that is done: enough to tell of it. */
interface Confirmed {
  readonly from: string;
  readonly to: string;
}

async function confirm(
  work: TicketWork,
  name: string,
  from: string,
  now: Ticket,
  mapping: TypeMapping,
  written: Written,
  handedTo?: string,
): Promise<Outcome<Confirmation | undefined>> {
  const { ledger, ports, chat, ticket } = work;
  await ledger.saw(remembered(now, mapping));
  const key = writeKey(work, name);
  const to = stateOf(now, mapping);
  await ports.report(
    chat.id,
    {
      type: 'record-ticket-updated',
      n: ticket.n,
      status: now.status,
      statusReason: now.statusReason,
      ...(handedTo !== undefined && { handedTo }),
    },
    key,
  );
  const result: Confirmed = { from, to };
  await ledger.confirm(name, { key, result }, ticketRow(work, name, 'confirmed', written));
  return noteChange(work, name, from, to);
}

/**
 * An ITSM may reopen a ticket on any entry, our note of the change included. Then the status is set once more,
 * without a note; should that fail, the chat shows what the ticket is.
 */
async function setAgain(
  { instance, ledger, ports, chat, ticket }: TicketWork,
  ref: TicketRef,
  request: TicketChange,
  key: string,
  mapping: TypeMapping,
): Promise<void> {
  const seen = await ledger.seen<SeenTicket>();
  if (request.status === undefined || seen === undefined) return;
  // Only what came of the note itself is remembered here; a stranger's change is not.
  if (seen.status === request.status || mapping.finished.includes(seen.status)) return;
  const set = await instance.connector.change(ref, request, { key, attempt: 0 });
  if (succeeded(set)) return ledger.saw(remembered(set.value, mapping));
  const { status, statusReason } = seen;
  await ports.report(chat.id, { type: 'record-ticket-updated', n: ticket.n, status, statusReason });
}

function isAt(ticket: Ticket, { status, statusReason = '', fields = {} }: TicketChange): boolean {
  if (status !== undefined) return ticket.status === status && ticket.statusReason === statusReason;
  return Object.entries(fields).every(([field, value]) => ticket.fields[field] === value);
}

/** Why the status is not ours to change, as a sentence. */
function reasonToKeep(now: Ticket, last: SeenTicket | undefined, mapping: TypeMapping): string | undefined {
  if (mapping.finished.includes(now.status)) return `it was ${now.status} already.`;
  return last && touched(now, last, mapping);
}

/** The note is tried once: it is a courtesy, and a finished ticket may refuse it. */
async function keepStatus(
  work: TicketWork,
  name: string,
  now: Ticket,
  kept: string,
): Promise<Outcome<undefined>> {
  await appendOnce(work, 'note-kept', async () => ({
    summary: 'Live chat: status kept',
    text: `The live chat has ended. The status was left as it is: ${kept}`,
    visibility: 'internal',
  }));
  for (const left of ['note-kept', name]) await work.ledger.leave(left);
  const { status, statusReason } = now;
  await work.ports.report(
    work.chat.id,
    { type: 'record-ticket-updated', n: work.ticket.n, status, statusReason, kept },
    writeKey(work, 'note-kept'),
  );
  return done(undefined);
}

/** The chat is told, so that an abandon does not wait for what will not be written. */
async function leaveUnmapped(work: TicketWork, ending: Ending): Promise<Outcome<undefined>> {
  const { n, status = '', statusReason = '' } = work.ticket;
  if (refOf(work) === undefined) return done(undefined);
  await work.ports.report(
    work.chat.id,
    {
      type: 'record-ticket-updated',
      n,
      status,
      statusReason,
      kept: `nothing is mapped for the ending ${ending}.`,
    },
    writeKey(work, `unmapped-${ending}`),
  );
  return done(undefined);
}
