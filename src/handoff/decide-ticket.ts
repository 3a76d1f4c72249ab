import type { Chat, ChatTicket } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import { accepted, type Decided, refuse, unchanged } from './answers.ts';
import { abandoned } from './close.ts';
import type { Command, Facts } from './commands.ts';
import { eventLine } from './lines.ts';
import { mayEnd, notOwner, ownerOf } from './may.ts';

export function requestTicket(
  command: Extract<Command, { type: 'request-ticket' }>,
  chat: Chat,
  { now, lastSeq }: Facts,
): Decided {
  const no = mayEnd(command.by, chat);
  if (no !== undefined) return no;
  const same = chat.tickets.find(
    (t) => t.created && t.type === command.ticketType && t.connector === command.connector,
  );
  if (same !== undefined && !command.another)
    return refuse('ticket-exists', `This chat has ${same.displayId ?? 'a ticket of this type'} already.`, {
      ticket: String(same.n),
      ...(same.displayId !== undefined && { displayId: same.displayId }),
    });
  const ticket: ChatTicket = {
    n: chat.tickets.length + 1,
    connector: command.connector,
    type: command.ticketType,
    kind: command.kind,
    created: true,
    state: 'creating',
    describedUpTo: lastSeq,
  };
  const line = eventLine(
    now,
    'ticket-requested',
    `${ownerOf(command.by, chat).screenName} asked for ${article(command.kind)}.`,
    'internal',
  );
  return accepted([{ type: 'ticket-requested', at: now, ticket, line }]);
}

export function retryTicket(
  { by, n }: Extract<Command, { type: 'retry-ticket' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  if (chat.owner?.id !== by.id) return notOwner(chat);
  const ticket = chat.tickets.find((t) => t.n === n);
  if (ticket === undefined) return refuse('ticket-not-found', `This chat has no ticket ${n}.`);
  if (ticket.error === undefined)
    return refuse('ticket-not-failed', 'Nothing failed on this ticket, so there is nothing to retry.');
  const line = eventLine(now, 'ticket-retried', `${by.screenName} retried the ticket.`, 'internal');
  return accepted([{ type: 'ticket-retried', at: now, n, line }]);
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
  const answersAbandon = event.type !== 'ticket-created' && chat.abandoning?.waitingFor.includes(report.n);
  const last = answersAbandon && chat.abandoning?.waitingFor.length === 1;
  return accepted(last ? [event, abandoned(chat, now)] : [event]);
}

function reported(report: Report, ticket: ChatTicket, at: number): ChatEvent | undefined {
  switch (report.type) {
    case 'record-ticket-created': {
      if (ticket.state === 'created') return undefined;
      const { type: _type, ...facts } = report;
      const line = eventLine(at, 'ticket-created', `${report.displayId} was created.`, 'internal');
      return { type: 'ticket-created', at, ...facts, line };
    }
    case 'record-ticket-updated': {
      const { n, status, statusReason, kept } = report;
      const value = statusReason === '' ? status : `${status} / ${statusReason}`;
      const text =
        kept === undefined
          ? `${ticket.displayId} is now ${value}.`
          : `${ticket.displayId} stays ${value}: ${kept}`;
      const line = eventLine(at, 'ticket-updated', text, 'internal');
      return { type: 'ticket-updated', at, n, status, statusReason, line };
    }
    case 'record-ticket-failed': {
      const what = ticket.displayId ?? 'The ticket';
      const line = eventLine(at, 'ticket-failed', `${what}: ${report.error}`, 'internal');
      const { n, error, job } = report;
      return { type: 'ticket-failed', at, n, error, ...(job !== undefined && { job }), line };
    }
  }
}

function article(kind: ChatTicket['kind']): string {
  return kind === 'incident' ? 'an incident' : `a ${kind.replace('-', ' ')}`;
}
