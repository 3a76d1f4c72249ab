import { publicTranscript, transcriptText } from '../chat/transcript.ts';
import type { TicketEntry } from '../connector/connector.ts';
import { done, type Outcome } from '../connector/outcome.ts';
import type { Confirmation } from '../store/store.ts';
import { appendLast } from './append-to-ticket.ts';
import type { TicketWork } from './ticket-work.ts';

/** Writes lines that did not reach the user to the ticket, where he can read them. */
export async function noteUndelivered(
  work: TicketWork,
  index: number,
): Promise<Outcome<Confirmation | undefined>> {
  const note = work.chat.undeliveredNotes?.[index];
  if (note === undefined) return done(undefined);
  return appendLast(work, `undelivered-${index}`, () => entryOf(work, note.seqs));
}

async function entryOf({ chat, ports }: TicketWork, seqs: readonly number[]): Promise<TicketEntry> {
  const [heading, entries] = await Promise.all([
    ports.notDelivered(chat.conversation),
    ports.readLog(chat.id),
  ]);
  const lines = seqs.map((seq) => transcriptText(publicTranscript(chat, entries, { from: seq, upTo: seq })));
  return { summary: 'Live chat', text: [heading, '', ...lines].join('\n'), visibility: 'public' };
}
