import type { Chat, ChatTicket } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import { accepted, type Decided, unchanged } from './answers.ts';
import type { Command, Facts } from './commands.ts';
import { eventLine } from './lines.ts';

/** The channel did not take a line: the chat is looked at again when that has lasted too long. */
export function recordHeldUp(
  { seq, since }: Extract<Command, { type: 'record-held-up' }>,
  chat: Chat,
  { now, limits }: Facts,
): Decided {
  const known = Math.max(chat.undelivered?.upTo ?? 0, notedUpTo(chat));
  if (limits.undeliveredMs === undefined || seq <= known) return unchanged;
  const undelivered = { since: chat.undelivered?.since ?? since, upTo: seq };
  return accepted([{ type: 'line-held-up', at: now, undelivered }]);
}

/** Lines of agents that are too late by now go to the ticket, each once; younger ones have their own time. */
export function noteUndelivered(chat: Chat, { now, limits, undelivered = [] }: Facts): ChatEvent {
  const ms = limits.undeliveredMs ?? 0;
  const open = undelivered.filter(({ seq }) => seq > notedUpTo(chat));
  const last = open.findLast(({ at }) => at + ms <= now)?.seq ?? 0;
  const next = open.find(({ seq }) => seq > last);
  const seqs = open.filter(({ seq }) => seq <= last).map(({ seq }) => seq);
  const checked = {
    type: 'undelivered-checked' as const,
    at: now,
    ...(next !== undefined && { left: { since: next.at, upTo: chat.undelivered?.upTo ?? next.seq } }),
  };
  if (seqs.length === 0) return checked;
  const ticket = ticketFor(chat);
  return {
    ...checked,
    note: { seqs, ...(ticket !== undefined && { ticket: ticket.n }) },
    line: eventLine(now, 'not-delivered', sentence(seqs.length, ms, ticket)),
  };
}

const notedUpTo = ({ undeliveredNotes }: Chat): number => undeliveredNotes?.at(-1)?.seqs.at(-1) ?? 0;

/** One that the chat has created: it is the user's. One that it is related to may be another person's. */
const ticketFor = ({ tickets }: Chat): ChatTicket | undefined =>
  tickets.find(({ created, state, givenUp }) => created && state !== 'failed' && givenUp === undefined);

function sentence(lines: number, ms: number, ticket: ChatTicket | undefined): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  const what = lines === 1 ? 'A message has' : `${lines} messages have`;
  const so = `${what} not reached the user for ${minutes} minute${minutes === 1 ? '' : 's'}.`;
  if (ticket === undefined)
    return `${so} The chat has no ticket of its own to note this in: reach the user in another way.`;
  return `${so} ${lines === 1 ? 'It goes' : 'They go'} to ${ticket.displayId ?? 'the ticket'} as a public note.`;
}
