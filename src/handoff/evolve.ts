import type { Chat, ChatTicket } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import { asOwner, everybodyLeft, invitesTakenBack, withRow } from './beside.ts';
import { answersAbandon, isOfStatus } from './close.ts';

/**
 * The chat after an event. Lines go into the log and leave the chat as it is.
 * `version` is the store's; `epoch` rises here, whenever the owner changes.
 */
export function evolve(chat: Chat | undefined, event: ChatEvent): Chat {
  if (event.type === 'handoff-requested') return event.chat;
  if (chat === undefined) throw new Error(`A chat begins with handoff-requested, not with ${event.type}.`);
  switch (event.type) {
    case 'user-message-sent':
    case 'agent-message-sent':
    case 'note-added':
    case 'control-requested':
      return chat;
    case 'chat-accepted': {
      const { owner, at } = event;
      const taken = asOwner(unqueued(unowned(chat)), owner.id);
      return {
        ...taken,
        status: 'assigned',
        owner,
        assignedAt: at,
        firstAcceptedAt: chat.firstAcceptedAt ?? at,
        epoch: chat.epoch + 1,
      };
    }
    case 'chat-released':
      return {
        ...everybodyLeft(unowned(chat)),
        status: 'queued',
        waitingSince: event.at,
        epoch: chat.epoch + 1,
      };
    case 'chat-offered': {
      const { to, from, at } = event;
      const transfer = { from, at };
      // A reopened chat is offered by nobody.
      const transfers = chat.owner === undefined ? {} : { transfers: (chat.transfers ?? 0) + 1 };
      return {
        ...invitesTakenBack(unqueued(unowned(chat))),
        status: 'pending-transfer',
        transferTo: to,
        transfer,
        ...transfers,
        epoch: chat.epoch + 1,
      };
    }
    case 'chat-requeued': {
      const { queue, waitingSince, at, atFront } = event;
      const waiting = { queue, waitingSince, requeuedAt: at, ...(atFront && { atFront }) };
      // To another queue an agent has sent it; to its own it came back by itself.
      const transfers = queue === chat.queue ? {} : { transfers: (chat.transfers ?? 0) + 1 };
      return {
        ...everybodyLeft(unowned(chat)),
        status: 'queued',
        ...waiting,
        ...transfers,
        epoch: chat.epoch + 1,
      };
    }
    case 'chat-overflowed': {
      const { place: _place, ...rest } = chat;
      const overflowed = [...(chat.overflowed ?? []), chat.queue];
      return { ...rest, queue: event.queue, overflowed, overflowedAt: event.at };
    }
    case 'chat-resettled': {
      const { queue, company, renamed } = event;
      const left = chat.overflowed?.map((one) => (renamed && one === chat.queue ? queue : one));
      const moved = { ...chat, queue, company, ...(left !== undefined && { overflowed: left }) };
      if (renamed) return moved;
      // Here it is new: its place is another, and how long it may stay counts from now.
      const { place: _place, ...rest } = moved;
      return { ...rest, overflowedAt: event.at };
    }
    case 'place-told': {
      const { type: _type, line: _line, ...told } = event;
      return { ...chat, place: { ...told, first: chat.place?.first ?? { n: told.n, at: told.at } } };
    }
    case 'sla-warned':
      return { ...chat, slaWarnedFor: chat.waitingSince ?? chat.createdAt };
    case 'sla-breached':
      return { ...chat, slaBreachedFor: chat.waitingSince ?? chat.createdAt };
    case 'answer-warned':
      return { ...chat, answerWarnedAt: event.at };
    case 'answer-seen':
      return { ...chat, answered: true };
    case 'idle-warned':
      return { ...chat, activeAt: event.activeAt, idleWarnedFor: event.activeAt };
    case 'line-held-up':
      return { ...chat, undelivered: event.undelivered };
    case 'undelivered-checked': {
      const { undelivered: _before, ...rest } = chat;
      const { note, left } = event;
      return {
        ...rest,
        ...(left !== undefined && { undelivered: left }),
        ...(note !== undefined && { undeliveredNotes: [...(chat.undeliveredNotes ?? []), note] }),
      };
    }
    case 'chat-cancelled-by-user':
      return { ...chat, cancelledByUser: true };
    case 'chat-closed': {
      const {
        abandoning: _abandoning,
        assistance: _assistance,
        ...rest
      } = everybodyLeft(unqueued(unoffered(chat)));
      return {
        ...rest,
        status: 'closed',
        disposition: event.disposition,
        closedAt: event.at,
        ...(event.resolution !== undefined && { resolution: event.resolution }),
        ...(event.resolve !== undefined && { resolve: event.resolve }),
        ...(event.handTo !== undefined && { handTo: event.handTo }),
      };
    }
    case 'agent-joined':
      return withRow(event.assists ? unassisted(chat) : chat, event.invited);
    case 'agent-invited':
    case 'invite-declined':
    case 'agent-left':
      return withRow(chat, event.invited);
    case 'assistance-requested':
      return { ...chat, assistance: event.assistance };
    case 'chat-rated':
      return { ...chat, rating: event.rating };
    case 'abandon-started':
      return { ...chat, abandoning: { by: event.by, since: event.at, waitingFor: event.waitingFor } };
    case 'ticket-requested':
    case 'ticket-related':
      return { ...chat, tickets: [...chat.tickets, event.ticket] };
    case 'earlier-tickets-checked':
      return { ...chat, earlier: event.earlier };
    case 'ticket-continued': {
      const { earlier, ...rest } = chat;
      const { ticket } = event;
      const left = earlier?.filter(
        ({ chat: of, n }) => of !== ticket.continues?.id || n !== ticket.continues.n,
      );
      return {
        ...rest,
        ...(left !== undefined && left.length > 0 && { earlier: left }),
        tickets: [...chat.tickets, ticket],
      };
    }
    case 'link-added':
      return { ...chat, links: [...(chat.links ?? []), event.link] };
    case 'ticket-retried':
      return withTicket(chat, event.n, ({ error: _error, failedJob: _job, ...ticket }) =>
        ticket.displayId === undefined ? { ...ticket, state: 'creating' } : ticket,
      );
    case 'ticket-created': {
      const { type: _type, at: _at, line: _line, n, ...facts } = event;
      return withTicket(chat, n, ({ error: _error, failedJob: _job, givenUp: _givenUp, ...ticket }) => ({
        ...ticket,
        ...facts,
        state: 'created',
      }));
    }
    case 'ticket-updated': {
      const { status, statusReason } = event;
      const after = withTicket(chat, event.n, (ticket) => ({
        ...withoutFailedStatus(ticket),
        status,
        statusReason,
      }));
      return answered(after, event.n);
    }
    case 'ticket-given-up':
      return withTicket(chat, event.n, ({ error: _error, ...ticket }) => ({ ...ticket, givenUp: true }));
    case 'ticket-failed': {
      const after = withTicket(chat, event.n, ({ givenUp: _givenUp, ...ticket }) => ({
        ...ticket,
        state: ticket.displayId === undefined ? 'failed' : ticket.state,
        error: event.error,
        ...(event.job !== undefined && { failedJob: event.job }),
      }));
      return answersAbandon(event) ? answered(after, event.n) : after;
    }
    case 'activity-seen':
      return { ...chat, activeAt: event.lastActivityAt };
    default:
      return event satisfies never;
  }
}

/** It waits no longer. */
function unqueued(chat: Chat): Chat {
  const { waitingSince: _since, requeuedAt: _requeued, atFront: _front, place: _place, ...rest } = chat;
  return rest;
}

/** A closed chat is offered to nobody; its owner it keeps. */
function unoffered({ transferTo: _to, transfer: _transfer, ...rest }: Chat): Chat {
  return rest;
}

/** Without its owner, or whom it was offered to, and without what was noted about how he keeps it. */
function unowned(chat: Chat): Chat {
  const {
    owner: _owner,
    assignedAt: _at,
    transferTo: _to,
    transfer: _transfer,
    answered: _answered,
    answerWarnedAt: _warned,
    assistance: _assistance,
    ...rest
  } = chat;
  return rest;
}

/** Somebody answers the owner's call for help. */
function unassisted({ assistance: _assistance, ...rest }: Chat): Chat {
  return rest;
}

/** A status that got through does not mend an entry that did not. */
function withoutFailedStatus(ticket: ChatTicket): ChatTicket {
  const { error: _error, failedJob, givenUp: _givenUp, ...rest } = ticket;
  return isOfStatus(failedJob) ? rest : ticket;
}

function withTicket(chat: Chat, n: number, change: (ticket: ChatTicket) => ChatTicket): Chat {
  return { ...chat, tickets: chat.tickets.map((ticket) => (ticket.n === n ? change(ticket) : ticket)) };
}

/** An abandon waits no longer for this ticket. */
function answered(chat: Chat, n: number): Chat {
  if (chat.abandoning === undefined) return chat;
  const waitingFor = chat.abandoning.waitingFor.filter((other) => other !== n);
  return { ...chat, abandoning: { ...chat.abandoning, waitingFor } };
}
