import type { Chat, ChatTicket } from '../chat/chat.ts';
import { undecided } from '../chat/earlier.ts';
import type { ChatEvent } from '../chat/event.ts';
import { accepted, type Decided, refuse, unchanged } from './answers.ts';
import { abandoned, answersAbandon } from './close.ts';
import type { Command, Facts, Opening } from './commands.ts';
import { followedBy, goOnWith, whyNotAnother } from './earlier-tickets.ts';
import { eventLine } from './lines.ts';
import { mayEnd, notOwner, ownerOf } from './may.ts';

export function requestTicket(
  command: Extract<Command, { type: 'request-ticket' }>,
  chat: Chat,
  { now, lastSeq }: Facts,
): Decided {
  const no = mayEnd(command.by, chat);
  if (no !== undefined) return no;
  if (command.reopen !== undefined)
    return goOnWith(command.reopen, ownerOf(command.by, chat).screenName, chat, { now });
  const same = chat.tickets.find(
    (t) => t.created && t.type === command.ticketType && t.connector === command.connector,
  );
  if (same !== undefined && !command.another)
    return refuse('ticket-exists', `This chat has ${same.displayId ?? 'a ticket of this type'} already.`, {
      ticket: String(same.n),
      ...(same.displayId !== undefined && { displayId: same.displayId }),
    });
  const earlier = command.another ? undefined : whyNotAnother(chat);
  if (earlier !== undefined) return { ok: false, refusal: earlier };
  const ticket: ChatTicket = {
    n: chat.tickets.length + 1,
    connector: command.connector,
    type: command.ticketType,
    kind: command.kind,
    created: true,
    state: 'creating',
    describedUpTo: lastSeq,
    ...(command.wish !== undefined && { wish: command.wish }),
    ...followedBy(chat),
  };
  const line = eventLine(
    now,
    'ticket-requested',
    `${ownerOf(command.by, chat).screenName} asked for ${article(command.kind)}.`,
  );
  return accepted([{ type: 'ticket-requested', at: now, ticket, line }]);
}

/**
 * The ticket that the settings ask for at this point, in the same commit; none where the chat has one, or an
 * earlier one of the user may do.
 * @param lines how many lines the events before it leave in the log: they stand in its description
 */
export function openByItself(
  at: Opening['at'],
  chat: Pick<Chat, 'tickets' | 'earlier'>,
  lines: number,
  { now, lastSeq, opening }: Facts,
): readonly ChatEvent[] {
  if (opening?.at !== at || chat.tickets.length > 0 || undecided(chat) !== undefined) return [];
  const ticket: ChatTicket = {
    n: 1,
    connector: opening.connector,
    type: opening.ticketType,
    kind: opening.kind,
    created: true,
    byItself: true,
    state: 'creating',
    describedUpTo: lastSeq + lines,
    ...followedBy(chat),
  };
  const text = `${sentence(article(opening.kind))} is opened for this chat.`;
  return [{ type: 'ticket-requested', at: now, ticket, line: eventLine(now, 'ticket-requested', text) }];
}

/** Ties a ticket that exists already to the chat: it gets the transcript, and its status is never ours to cancel. */
export function relateTicket(
  { by, ticket: found }: Extract<Command, { type: 'relate-ticket' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  const no = mayEnd(by, chat);
  if (no !== undefined) return no;
  const known = chat.tickets.find(
    (ticket) => ticket.connector === found.connector && ticket.externalId === found.externalId,
  );
  if (known !== undefined)
    return refuse('ticket-exists', `${known.displayId} belongs to this chat already.`, {
      ticket: String(known.n),
    });
  const ticket: ChatTicket = {
    ...found,
    n: chat.tickets.length + 1,
    created: false,
    state: 'created',
    describedUpTo: 0,
  };
  const line = eventLine(
    now,
    'ticket-related',
    `${ownerOf(by, chat).screenName} related ${found.displayId}.`,
  );
  return accepted([{ type: 'ticket-related', at: now, ticket, line }]);
}

export function retryTicket(
  { by, n, supervisor }: Extract<Command, { type: 'retry-ticket' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  if (chat.owner?.id !== by.id && !supervisor) return notOwner(chat);
  const ticket = chat.tickets.find((t) => t.n === n);
  if (ticket === undefined) return refuse('ticket-not-found', `This chat has no ticket ${n}.`);
  if (ticket.error === undefined)
    return refuse('ticket-not-failed', 'Nothing failed on this ticket, so there is nothing to retry.');
  const line = eventLine(now, 'ticket-retried', `${by.screenName} retried the ticket.`);
  return accepted([{ type: 'ticket-retried', at: now, n, line }]);
}

/** What failed stays as it is. It is neither shown as open work nor taken up again. */
export function giveUpTicket(
  { by, n }: Extract<Command, { type: 'give-up-ticket' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  const ticket = chat.tickets.find((t) => t.n === n);
  if (ticket === undefined) return refuse('ticket-not-found', `This chat has no ticket ${n}.`);
  if (ticket.givenUp) return unchanged;
  if (ticket.error === undefined)
    return refuse('ticket-not-failed', 'Nothing failed on this ticket, so there is nothing to give up.');
  const text = `${by.screenName} gave up ${ticket.displayId ?? 'the ticket'}: ${ticket.error}`;
  const line = eventLine(now, 'ticket-given-up', text);
  return accepted([{ type: 'ticket-given-up', at: now, n, line }]);
}

type Report = Extract<
  Command,
  { type: 'record-ticket-created' | 'record-ticket-updated' | 'record-ticket-failed' }
>;

/** What a job found out about a ticket. Reports come for closed chats too: the transcript is written last. */
export function reportTicket(report: Report, chat: Chat, { now }: Facts): Decided {
  const ticket = chat.tickets.find((t) => t.n === report.n);
  if (ticket === undefined) return refuse('ticket-not-found', `This chat has no ticket ${report.n}.`);
  const event = reported(report, ticket, now);
  if (event === undefined) return unchanged;
  const awaited = answersAbandon(event) && chat.abandoning?.waitingFor.includes(report.n);
  const last = awaited && chat.abandoning?.waitingFor.length === 1;
  return accepted(last ? [event, abandoned(chat, now)] : [event]);
}

function whatBecameOf({
  status,
  statusReason,
  kept,
  handedTo,
}: Extract<Report, { type: 'record-ticket-updated' }>): string {
  const value = [status || 'as it is', statusReason].filter(Boolean).join(' / ');
  if (kept !== undefined) return `stays ${value}: ${kept}`;
  return handedTo === undefined ? `is now ${value}.` : `was handed to ${handedTo}. It is ${value}.`;
}

function reported(report: Report, ticket: ChatTicket, at: number): ChatEvent | undefined {
  switch (report.type) {
    case 'record-ticket-created': {
      if (ticket.state === 'created') return undefined;
      const { type: _type, ...facts } = report;
      const line = eventLine(at, 'ticket-created', `${report.displayId} was created.`);
      return { type: 'ticket-created', at, ...facts, line };
    }
    case 'record-ticket-updated': {
      const { n, status, statusReason } = report;
      const text = `${ticket.displayId} ${whatBecameOf(report)}`;
      const line = eventLine(at, 'ticket-updated', text);
      return { type: 'ticket-updated', at, n, status, statusReason, line };
    }
    case 'record-ticket-failed': {
      const what = ticket.displayId ?? 'The ticket';
      const line = eventLine(at, 'ticket-failed', `${what}: ${report.error}`);
      const { n, error, job } = report;
      return { type: 'ticket-failed', at, n, error, ...(job !== undefined && { job }), line };
    }
  }
}

const sentence = (words: string): string => words[0]?.toUpperCase() + words.slice(1);

function article(kind: ChatTicket['kind']): string {
  return kind === 'incident' ? 'an incident' : `a ${kind.replace('-', ' ')}`;
}
