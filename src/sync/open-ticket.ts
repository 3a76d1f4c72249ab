import { publicTranscript } from '../chat/transcript.ts';
import type { TicketDraft, TicketRef } from '../connector/connector.ts';
import { done, type Outcome, succeeded } from '../connector/outcome.ts';
import { contextOf, renderFields } from './render.ts';
import { laneLost, type TicketWork, writeKey } from './ticket-work.ts';

/** Opens the ticket with the transcript as it stood when the agent asked for it. */
export async function openTicket(work: TicketWork): Promise<Outcome<undefined>> {
  const { chat, ticket, instance, ledger, held, ports } = work;
  if (ticket.state === 'created') return done(undefined);
  const mapping = instance.mapping[ticket.type];
  if (mapping === undefined)
    return { kind: 'refused', reason: `Nothing is mapped for tickets of type ${ticket.type}.` };
  const write = await ledger.intend<TicketDraft>('open', async () => {
    const transcript = publicTranscript(chat, await ports.readLog(chat.id), { upTo: ticket.describedUpTo });
    const person = chat.owner && ports.personOf(chat.owner.id);
    const context = contextOf(chat, transcript, person, instance.settings);
    return {
      state: 'intent',
      key: writeKey(work, 'open'),
      request: { type: ticket.type, fields: renderFields(mapping.open, mapping.limits, context) },
    };
  });
  const attempt = await ledger.sent('open', held.lane, held.fence);
  if (attempt === undefined) return laneLost();
  const outcome = await instance.connector.open(write.request, { key: write.key, attempt });
  // A refused draft is mapped anew when somebody retries: the mapping may have been mended.
  if (outcome.kind === 'refused') await ledger.reopen('open');
  if (!succeeded(outcome)) return outcome;
  await ledger.confirm('open', write);
  await reportCreated(work, outcome.value);
  return done(undefined);
}

/** Reads the new ticket back, remembers who had it, and tells the chat. */
async function reportCreated(
  { chat, ticket, instance, ledger, ports }: TicketWork,
  ref: TicketRef,
): Promise<void> {
  const read = await instance.connector.read(ref);
  const seen = succeeded(read) ? read.value : undefined;
  if (seen !== undefined) await ledger.saw(seen);
  await ports.report(chat.id, {
    type: 'record-ticket-created',
    n: ticket.n,
    externalId: ref.id,
    displayId: ref.displayId,
    ...(ref.url !== undefined && { url: ref.url }),
    status: seen?.status ?? '',
    statusReason: seen?.statusReason ?? '',
  });
}
