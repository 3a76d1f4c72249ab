import type { Ending } from '../chat/ending.ts';
import { publicTranscript } from '../chat/transcript.ts';
import type { Ticket, TicketChange } from '../connector/connector.ts';
import type { TypeMapping } from '../connector/mapping.ts';
import { done, type Outcome, succeeded } from '../connector/outcome.ts';
import { appendOnce, refOf } from './append-to-ticket.ts';
import { contextOf, renderFields } from './render.ts';
import { laneLost, type TicketWork, writeKey } from './ticket-work.ts';

/**
 * Sets the Status and Status Reason of an ending. The ticket is read first: one that is finished,
 * or that somebody else has taken in hand, keeps its status and gets a note instead.
 */
export async function changeTicket(work: TicketWork, ending: Ending): Promise<Outcome<undefined>> {
  const { ticket, instance, ledger, held, ports, chat } = work;
  const ref = refOf(work);
  const mapping = instance.mapping[ticket.type];
  const target = mapping?.endings[ending];
  if (ref === undefined || mapping === undefined || target === undefined) return done(undefined);
  const name = `change-${ending}`;
  const write = await ledger.intend<TicketChange>(name, async () => {
    const person = chat.owner && ports.personOf(chat.owner.id);
    const context = contextOf(chat, publicTranscript(chat, []), person, instance.settings);
    return {
      state: 'intent',
      key: writeKey(work, name),
      request: {
        status: target.status,
        statusReason: target.statusReason,
        fields: renderFields(target.fields ?? {}, mapping.limits, context),
      },
    };
  });
  if (write.state === 'confirmed') return done(undefined);

  const read = await instance.connector.read(ref);
  if (!succeeded(read)) return read;
  if (isAt(read.value, write.request) && (await ledger.wasSent(name)))
    return confirmed(work, name, read.value);
  const kept = reasonToKeep(read.value, await ledger.seen<Ticket>(), mapping);
  if (kept !== undefined) return keepStatus(work, read.value, kept);

  const attempt = await ledger.sent(name, held.lane, held.fence);
  if (attempt === undefined) return laneLost();
  const outcome = await instance.connector.change(ref, write.request, { key: write.key, attempt });
  if (outcome.kind === 'refused') await ledger.reopen(name);
  if (!succeeded(outcome)) return outcome;
  return confirmed(work, name, outcome.value);
}

async function confirmed(work: TicketWork, name: string, now: Ticket): Promise<Outcome<undefined>> {
  const { ledger, ports, chat, ticket } = work;
  await ledger.saw(now);
  const key = writeKey(work, name);
  await ports.report(
    chat.id,
    { type: 'record-ticket-updated', n: ticket.n, status: now.status, statusReason: now.statusReason },
    key,
  );
  await ledger.confirm(name, { state: 'confirmed', key, request: {} });
  return done(undefined);
}

const isAt = (ticket: Ticket, change: TicketChange): boolean =>
  ticket.status === change.status && ticket.statusReason === (change.statusReason ?? '');

/** Why the status is not ours to change, as a sentence. */
function reasonToKeep(now: Ticket, last: Ticket | undefined, mapping: TypeMapping): string | undefined {
  if (mapping.finished.includes(now.status)) return `it was ${now.status} already.`;
  if (last === undefined) return undefined;
  if (now.status !== last.status) return `somebody has set it to ${now.status} meanwhile.`;
  if (now.group !== last.group) return `it was handed to ${now.group ?? 'no group'} meanwhile.`;
  if (now.assignee !== last.assignee) return `it was assigned to ${now.assignee ?? 'nobody'} meanwhile.`;
  return undefined;
}

/** The note is tried once: it is a courtesy, and a finished ticket may refuse it. */
async function keepStatus(work: TicketWork, now: Ticket, kept: string): Promise<Outcome<undefined>> {
  await appendOnce(work, 'note-kept', async () => ({
    summary: 'Live chat: status kept',
    text: `The live chat has ended. The status was left as it is: ${kept}`,
    visibility: 'internal',
  }));
  const { status, statusReason } = now;
  await work.ports.report(
    work.chat.id,
    { type: 'record-ticket-updated', n: work.ticket.n, status, statusReason, kept },
    writeKey(work, 'note-kept'),
  );
  return done(undefined);
}
