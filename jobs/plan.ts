import type { Chat, ChatTicket } from '../src/chat/chat.ts';
import { type Ending, endingOf } from '../src/chat/ending.ts';
import { EARLIER_LANE, type Errand } from '../src/chat/errand.ts';
import type { ChatEvent } from '../src/chat/event.ts';

/**
 * All background work, in one table: what an event leaves to be done. The store puts the errands
 * into the outbox with the event itself, so none is forgotten. Each row names the job (a file of
 * this folder) and the lane in which it keeps its place; `chat` is the chat after the event.
 */
export function plan(event: ChatEvent, chat: Chat): readonly Errand[] {
  const tell = toldToUser(event, chat) ? [deliver(chat, {}, true)] : [];
  switch (event.type) {
    case 'handoff-requested':
      return event.left ? [] : [...tell, status(chat, 'requested'), ...waits(chat), ...askForEarlier(chat)];
    case 'chat-accepted':
      return [...tell, ...(chat.cancelledByUser ? [] : [status(chat, 'accepted')])];
    case 'chat-released':
    case 'chat-requeued':
    case 'chat-overflowed':
      return [...tell, ...waits(chat)];
    case 'chat-resettled':
      if (chat.status !== 'queued') return [];
      return event.renamed ? [ASSIGN] : waits(chat);
    case 'chat-offered':
      return [...tell, ASSIGN];
    case 'place-told':
      return [deliver(chat, { place: event.at })];
    case 'chat-cancelled-by-user':
      return [...tell, status(chat, 'completed')];
    case 'chat-closed':
      return [
        ...tell,
        ...(event.handoff === 'told-already' ? [] : [status(chat, event.handoff)]),
        ...(event.abandonBegan
          ? chat.tickets.flatMap(({ n }) => bringTranscript(chat, n, { part: 'rest' }))
          : closeTickets(chat, endingOf(chat))),
        ...(chat.owner === undefined ? [] : [ASSIGN]),
      ];
    case 'abandon-started':
      return [...closeTickets(chat, endingOf(chat)), ASSIGN];
    case 'ticket-requested':
      // Before the errands of an end that may come first: a finished ticket takes no notes perhaps.
      return [
        ticketErrand(chat, event.ticket.n, 'open-ticket', {}, true),
        ...welcomeTicket(chat, event.ticket.n),
        // It came late: the end has planned nothing for it.
        ...(chat.status === 'closed' ? closeTicket(chat, event.ticket, endingOf(chat)) : []),
      ];
    case 'ticket-retried':
      return retry(chat, event.n);
    case 'user-message-sent':
    case 'agent-message-sent':
    case 'idle-warned':
    case 'agent-joined':
    case 'agent-left':
      return tell;
    case 'ticket-related':
      return welcomeTicket(chat, event.ticket.n);
    case 'ticket-continued': {
      const { n, continues } = event.ticket;
      return [
        ...(continues?.reopen ? [ticketErrand(chat, n, 'reopen-ticket')] : []),
        ...welcomeTicket(chat, n),
        // It came late: the end has planned nothing for it.
        ...(chat.status === 'closed' ? bringTranscript(chat, n) : []),
      ];
    }
    case 'link-added':
      return [...tell, ...chat.tickets.map(({ n }) => linkErrand(chat, n, (chat.links?.length ?? 1) - 1))];
    case 'undelivered-checked':
      return event.note?.ticket === undefined ? [] : notesOf(chat, event.note.ticket).slice(-1);
    case 'line-held-up':
    case 'note-added':
    case 'sla-warned':
    case 'sla-breached':
    case 'answer-warned':
    case 'answer-seen':
    case 'chat-rated':
    case 'control-requested':
    case 'agent-invited':
    case 'invite-declined':
    case 'assistance-requested':
    case 'earlier-tickets-checked':
    case 'ticket-created':
    case 'ticket-updated':
    case 'ticket-failed':
    case 'ticket-given-up':
    case 'activity-seen':
      return [];
    default:
      return event satisfies never;
  }
}

/** Whoever is free may get the chat; if nobody is, its user hears where he stands. */
const waits = (chat: Chat): readonly Errand[] => [
  ASSIGN,
  { lane: { kind: 'conversation', chat: chat.id }, job: 'tell-place', args: {} },
];

/** Each ITSM is asked how the user's tickets of earlier chats stand, in a lane beside those of the chat's own tickets. */
const askForEarlier = (chat: Chat): readonly Errand[] =>
  [...new Set((chat.earlier ?? []).map(({ connector }) => connector))].map((connector) => ({
    lane: { kind: 'ticket', chat: chat.id, n: EARLIER_LANE, connector },
    job: 'find-earlier',
    args: { connector },
  }));

/** A chat waits, or an agent has room again: whoever is free gets the one that is next. */
const ASSIGN: Errand = { lane: { kind: 'desk' }, job: 'assign-chats', args: {}, collapse: true };

/**
 * The user sees what agents and the system say in public; his own words and the bot's he has seen
 * already. Once he has left the chat he hears nothing more of it: he may be in another by then.
 */
function toldToUser({ type, line }: ChatEvent, chat: Chat): boolean {
  if (chat.cancelledByUser && type !== 'chat-cancelled-by-user') return false;
  return line?.visibility === 'public' && (line.author.kind === 'agent' || line.author.kind === 'system');
}

const deliver = (chat: Chat, args: Errand['args'], withSeq = false): Errand => ({
  lane: { kind: 'conversation', chat: chat.id },
  job: 'deliver-messages',
  args,
  withSeq,
});

/** The epoch says which accept it was: a later one is another event. */
const status = (chat: Chat, state: string): Errand => deliver(chat, { status: state, epoch: chat.epoch });

function ticketErrand(
  chat: Chat,
  n: number,
  job: string,
  args: Errand['args'] = {},
  withSeq = false,
): Errand {
  const connector = chat.tickets.find((ticket) => ticket.n === n)?.connector ?? '';
  return { lane: { kind: 'ticket', chat: chat.id, n, connector }, job, args: { n, ...args }, withSeq };
}

/** Every ticket of the chat gets the rest of the transcript, then the status of the ending, if it has one. */
const closeTickets = (chat: Chat, ending: Ending | undefined): readonly Errand[] =>
  chat.tickets.flatMap((ticket) => closeTicket(chat, ticket, ending));

const closeTicket = (chat: Chat, ticket: ChatTicket, ending: Ending | undefined): readonly Errand[] => [
  ...bringTranscript(chat, ticket.n),
  ...(ending !== undefined && concerns(chat, ticket, ending)
    ? [ticketErrand(chat, ticket.n, 'change-ticket', { ending })]
    : []),
  ...(chat.handTo !== undefined && ticket.created && !isResolved(chat, ticket)
    ? [ticketErrand(chat, ticket.n, 'hand-over-ticket')]
    : []),
];

const bringTranscript = (chat: Chat, n: number, args: Errand['args'] = {}): readonly Errand[] => [
  ticketErrand(chat, n, 'append-transcript', args, true),
  ticketErrand(chat, n, 'attach-files', {}, true),
];

/**
 * Tickets are resolved as the agent ticked them; every other ending concerns only what this chat created. That
 * its user leaves the queue says nothing of a ticket that was there before.
 */
function concerns(chat: Chat, ticket: ChatTicket, ending: Ending): boolean {
  if (ending === 'resolved') return isResolved(chat, ticket);
  return ticket.created && (ending !== 'cancelled-while-waiting' || ticket.continues === undefined);
}

const isResolved = (chat: Chat, ticket: ChatTicket): boolean =>
  (chat.resolve ?? []).some(({ n }) => n === ticket.n);

/** A ticket that comes to the chat learns where the chat is, and what was shared in it before. */
const welcomeTicket = (chat: Chat, n: number): readonly Errand[] => [
  ticketErrand(chat, n, 'link-chat'),
  ...(chat.links ?? []).map((_link, i) => linkErrand(chat, n, i)),
];

const linkErrand = (chat: Chat, n: number, link: number): Errand =>
  ticketErrand(chat, n, 'link-ticket', { link });

/** What did not reach the user and goes to this ticket. */
const notesOf = (chat: Chat, n: number): readonly Errand[] =>
  (chat.undeliveredNotes ?? []).flatMap(({ ticket }, note) =>
    ticket === n ? [ticketErrand(chat, n, 'note-undelivered', { note })] : [],
  );

/** A retry does again whatever is not confirmed; what is confirmed stays as it is. */
function retry(chat: Chat, n: number): readonly Errand[] {
  const ticket = chat.tickets.find((one) => one.n === n);
  const first = ticket?.continues?.reopen ? 'reopen-ticket' : 'open-ticket';
  const sofar = [ticketErrand(chat, n, first), ...welcomeTicket(chat, n), ...notesOf(chat, n)];
  const ending = chat.status === 'closed' || chat.abandoning !== undefined;
  return ending && ticket !== undefined ? [...sofar, ...closeTicket(chat, ticket, endingOf(chat))] : sofar;
}
