import type { Chat, Connection, Ticket } from './state.ts';
import { waited } from './time.ts';

const STATUS: Record<Chat['status'], string> = {
  queued: 'Queue',
  assigned: 'Assigned',
  'pending-transfer': 'Pending Transfer To',
  closed: 'Closed',
};

const DISPOSITION: Record<NonNullable<Chat['disposition']>, string> = {
  resolved: 'Resolved',
  unresolved: 'Unresolved',
  abandoned: 'Abandoned',
  cancelled: 'Cancelled',
};

/** The status as agents read it. */
export function statusWords(chat: Chat): string {
  if (chat.status === 'closed' && chat.disposition) return `Closed · ${DISPOSITION[chat.disposition]}`;
  if (chat.status === 'pending-transfer' && chat.transferTo) {
    return `${STATUS[chat.status]} ${chat.transferTo.screenName}`;
  }
  return STATUS[chat.status];
}

/** Whether the user is there, as agents read it; nothing where their channel does not tell. */
export function connectionWords({ connected, disconnectedAt }: Connection, now: number): string | undefined {
  if (connected === 'unknown') return undefined;
  if (connected === 'yes') return 'Connected';
  return disconnectedAt === undefined
    ? 'Not connected'
    : `Not connected since ${waited(disconnectedAt, now)}`;
}

const KIND: Record<Ticket['kind'], string> = {
  incident: 'Incident',
  'work-order': 'Work Order',
  case: 'Case',
  request: 'Request',
};

export const kindWords = (kind: Ticket['kind']): string => KIND[kind];

const SOURCE: Readonly<Record<string, string>> = {
  directline: 'Web Chat',
  webchat: 'Web Chat',
  msteams: 'Microsoft Teams',
  emulator: 'Emulator',
};

/** Where the chat came from: a channel's id as people call it, any other as it is. */
export const sourceWords = (source: string): string => SOURCE[source] ?? source;

/** `INC000000000101`, or what the ticket is while it has no number. */
export const ticketName = (ticket: Ticket): string =>
  ticket.displayId ??
  `the ${KIND[ticket.kind].toLowerCase()} ${ticket.state === 'failed' ? 'that failed' : 'being created'}`;

/** Tickets this chat opened that an ending may change: one that failed does not exist. */
export const ownTickets = (chat: Chat): readonly Ticket[] =>
  chat.tickets.filter((ticket) => ticket.created && ticket.state !== 'failed');

/** Types of ticket that an agent opens from a template. */
const TEMPLATE_KINDS = ['incident', 'work-order'] as const;
export type TemplateKind = (typeof TEMPLATE_KINDS)[number];

/** A template is for the first ticket of its type; those that the chat has none of yet. */
export const templateKinds = (chat: Chat): readonly TemplateKind[] =>
  TEMPLATE_KINDS.filter((kind) => chat.tickets.every((ticket) => ticket.kind !== kind));

/** "A", "A and B", "A, B and C". */
export function listWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** With a capital first letter. */
export const capital = (words: string): string => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;

type Beside = NonNullable<Chat['invited']>[number];

const MODE: Record<Beside['mode'], string> = { participant: 'Participant', monitor: 'Monitor' };

/** In which way somebody is in a chat beside its agent. */
export const modeWords = (mode: Beside['mode']): string => MODE[mode];

const ANSWER: Record<Beside['state'], string> = {
  invited: 'no answer yet',
  joined: 'in the chat',
  declined: 'declined',
  left: 'has left',
};

/** What somebody who was asked into a chat has answered. */
export const answerWords = (state: Beside['state']): string => ANSWER[state];
