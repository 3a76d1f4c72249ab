import type { Chat } from '../chat/chat.ts';
import { publicTranscript, transcriptText } from '../chat/transcript.ts';
import type { TicketEntry, TicketRef } from '../connector/connector.ts';
import { done, type Outcome, succeeded } from '../connector/outcome.ts';
import { laneLost, type TicketWork, writeKey } from './ticket-work.ts';

/** Adds what was said after the ticket was asked for, and how the chat ended, as one internal entry. */
export async function appendToTicket(work: TicketWork, upTo: number): Promise<Outcome<undefined>> {
  const { chat, ticket, ports } = work;
  return appendOnce(work, 'transcript', async () => {
    const entries = await ports.readLog(chat.id);
    const later = publicTranscript(chat, entries, { from: ticket.describedUpTo + 1, upTo });
    return {
      summary: `Live chat: ${howItEnded(chat)}`,
      text: `${transcriptText(later)}\n\nThe live chat ended: ${howItEnded(chat)}.`.trim(),
      visibility: 'internal',
    };
  });
}

/** Writes one entry, once, under a name of its own. Nothing is written to a ticket that was never created. */
export async function appendOnce(
  work: TicketWork,
  name: string,
  entry: () => Promise<TicketEntry>,
): Promise<Outcome<undefined>> {
  const { instance, ledger, held } = work;
  const ref = refOf(work);
  if (ref === undefined) return done(undefined);
  const write = await ledger.intend<readonly TicketEntry[]>(name, async () => ({
    state: 'intent',
    key: writeKey(work, name),
    request: [await entry()],
  }));
  if (write.state === 'confirmed') return done(undefined);
  const attempt = await ledger.sent(name, held.lane, held.fence);
  if (attempt === undefined) return laneLost();
  const outcome = await instance.connector.append(ref, write.request, { key: write.key, attempt });
  if (!succeeded(outcome)) return outcome;
  await ledger.confirm(name, write);
  return done(undefined);
}

export function refOf({ ticket }: TicketWork): TicketRef | undefined {
  const { type, externalId, displayId, url } = ticket;
  if (externalId === undefined || displayId === undefined) return undefined;
  return { type, id: externalId, displayId, ...(url !== undefined && { url }) };
}

function howItEnded(chat: Chat): string {
  const by = chat.owner ?? chat.abandoning?.by;
  const how = chat.abandoning === undefined ? (chat.disposition ?? 'open') : 'abandoned';
  const user = chat.cancelledByUser ? ', cancelled by the user' : '';
  return `${how}${user}${by === undefined ? '' : ` (${by.screenName} via Deskbridge)`}`;
}
