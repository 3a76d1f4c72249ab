import { type Chat, isOpen, type Owner, type TicketResolve } from '../chat/chat.ts';
import { rate } from './after-end.ts';
import { accepted, type Decided, refuse, unchanged } from './answers.ts';
import { abandoned, withoutAgent } from './close.ts';
import type { Command, Facts } from './commands.ts';
import { requestControl } from './decide-control.ts';
import { decideDeadline } from './decide-deadline.ts';
import { recordEarlier } from './decide-earlier.ts';
import { requestAssistance, whisper } from './decide-help.ts';
import { answerInvite, invite, join, leave, leaveAsGone } from './decide-invite.ts';
import { pinLink, shareArticle, tellOutage } from './decide-link.ts';
import { tellPlace } from './decide-place.ts';
import { requestHandoff } from './decide-request.ts';
import { resettle, returnFromFormer, withoutOwner } from './decide-resettle.ts';
import {
  giveUpTicket,
  openByItself,
  relateTicket,
  reportTicket,
  requestTicket,
  retryTicket,
} from './decide-ticket.ts';
import { assign, mayMove, taken, transfer } from './decide-transfer.ts';
import { recordHeldUp } from './decide-undelivered.ts';
import { agentLine, eventLine, noteLine, toldLine, userLine } from './lines.ts';
import { closed, mayEnd, maySpeakToUser, mayWrite, ownerOf } from './may.ts';
import { backToTheFront } from './requeue.ts';

/**
 * The rules of a handoff: what a command leads to, given the chat as it was read and the facts.
 * Pure. What may have changed since the reading comes back as a guard or is caught by the version.
 */
export function decide(command: Command, chat: Chat | undefined, facts: Facts): Decided {
  if (command.type === 'request-handoff') return requestHandoff(command, facts);
  if (chat === undefined) return refuse('not-found', 'There is no such chat.');
  switch (command.type) {
    case 'send-user-message':
      return sendUserMessage(command, chat, facts);
    case 'send-agent-message':
      return sendAgentMessage(command, chat, facts);
    case 'add-note':
      return addNote(command, chat, facts);
    case 'accept':
      return accept(command.by, chat, facts);
    case 'release':
      return release(command, chat, facts);
    case 'transfer':
      return transfer(command, chat, facts);
    case 'assign':
      return assign(command, chat, facts);
    case 'return-from-gone':
      return returnFromGone(command, chat, facts);
    case 'return-from-former':
      return returnFromFormer(command, chat, facts);
    case 'resettle':
      return resettle(command, chat, facts);
    case 'force-close':
      return forceClose(command, chat, facts);
    case 'invite':
      return invite(command, chat, facts);
    case 'answer-invite':
      return answerInvite(command, chat, facts);
    case 'join':
      return join(command, chat, facts);
    case 'leave':
      return leave(command, chat, facts);
    case 'whisper':
      return whisper(command, chat, facts);
    case 'request-assistance':
      return requestAssistance(command, chat, facts);
    case 'tell-place':
      return tellPlace(command, chat, facts);
    case 'cancel':
      return cancel(chat, facts);
    case 'end':
      return end(command, chat, facts);
    case 'abandon':
      return abandon(command.by, chat, facts);
    case 'rate':
      return rate(command, chat, facts);
    case 'request-ticket':
      return requestTicket(command, chat, facts);
    case 'relate-ticket':
      return relateTicket(command, chat, facts);
    case 'share-article':
      return shareArticle(command, chat, facts);
    case 'pin-link':
      return pinLink(command, chat, facts);
    case 'tell-outage':
      return tellOutage(command, chat, facts);
    case 'request-control':
      return requestControl(command, chat, facts);
    case 'retry-ticket':
      return retryTicket(command, chat, facts);
    case 'give-up-ticket':
      return giveUpTicket(command, chat, facts);
    case 'record-earlier-tickets':
      return recordEarlier(command, chat, facts);
    case 'record-ticket-created':
    case 'record-ticket-updated':
    case 'record-ticket-failed':
      return reportTicket(command, chat, facts);
    case 'record-user-unreachable':
      return userUnreachable(command.reason, chat, facts);
    case 'record-held-up':
      return recordHeldUp(command, chat, facts);
    case 'pass-deadline':
      return decideDeadline(command, chat, facts);
    default:
      return command satisfies never;
  }
}

function sendUserMessage(
  command: Extract<Command, { type: 'send-user-message' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  if (!isOpen(chat)) return closed(chat);
  if (chat.cancelledByUser) return refuse('user-cancelled', 'You have left this chat.');
  const line = userLine(now, chat.user, command.text, command.attachments);
  return accepted([{ type: 'user-message-sent', at: now, line }]);
}

function sendAgentMessage(
  { by, text }: Extract<Command, { type: 'send-agent-message' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  const no = maySpeakToUser(by, chat);
  if (no !== undefined) return no;
  return accepted([{ type: 'agent-message-sent', at: now, line: agentLine(now, ownerOf(by, chat), text) }]);
}

function addNote({ by, text }: Extract<Command, { type: 'add-note' }>, chat: Chat, { now }: Facts): Decided {
  const no = mayWrite(by, chat);
  if (no !== undefined) return no;
  return accepted([{ type: 'note-added', at: now, line: noteLine(now, ownerOf(by, chat), text) }]);
}

function accept(by: Owner, chat: Chat, facts: Facts): Decided {
  const { now } = facts;
  if (!isOpen(chat)) return closed(chat);
  if (chat.owner?.id === by.id && chat.status === 'assigned') return unchanged;
  if (chat.owner !== undefined || (chat.transferTo !== undefined && chat.transferTo.id !== by.id))
    return taken(chat);
  const line = toldLine(now, 'chat-accepted', `${by.screenName} has joined the chat.`, 'accepted', {
    agent: by.screenName,
  });
  return accepted([
    { type: 'chat-accepted', at: now, owner: by, line },
    ...openByItself('accept', chat, 1, facts),
  ]);
}

function release(
  { by, supervisor }: Extract<Command, { type: 'release' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  const no = mayMove(by, supervisor, chat);
  if (no !== undefined) return no;
  const agent = ownerOf(by, chat).screenName;
  const text = `${agent} has released the chat. You are in the queue for another agent.`;
  const line = toldLine(now, 'chat-released', text, 'released', { agent });
  return accepted([{ type: 'chat-released', at: now, line }]);
}

/** An agent's connection is lost for good. Its owner's: a chat that its user has left too has nobody to wait for. */
function returnFromGone(
  { agent, graceMs, removed }: Extract<Command, { type: 'return-from-gone' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  if (!isOpen(chat)) return unchanged;
  if (chat.owner?.id !== agent) return leaveAsGone(agent, graceMs, chat, now);
  if (chat.abandoning !== undefined) return unchanged;
  const guard = { kind: 'agent-gone' as const, agent, graceMs };
  if (removed === true) return accepted(withoutOwner(chat, chat.owner, now), [guard]);
  const { screenName } = chat.owner;
  if (chat.cancelledByUser) {
    const line = eventLine(now, 'agent-gone', `${screenName} is not connected any more.`);
    return accepted([{ type: 'chat-closed', at: now, ...withoutAgent(chat), line }], [guard]);
  }
  const text = `${screenName} has lost the connection. You are near the front of the queue for another agent.`;
  const line = toldLine(now, 'agent-gone', text, 'agentGone', { agent: screenName });
  return accepted([backToTheFront(chat, line)], [guard]);
}

/** A supervisor closes what is stuck, whoever owns it and whatever it waits for. */
function forceClose(
  { by, reason }: Extract<Command, { type: 'force-close' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  if (!isOpen(chat)) return closed(chat);
  const why = eventLine(now, 'chat-force-closed', `${by.screenName} closed the chat: ${reason}`);
  const line = toldLine(now, 'chat-ended', 'The chat was closed by the service desk.', 'forceClosed');
  return accepted([
    { type: 'note-added', at: now, line: why },
    { type: 'chat-closed', at: now, ...withoutAgent(chat), line },
  ]);
}

function cancel(chat: Chat, { now }: Facts): Decided {
  if (!isOpen(chat)) return closed(chat);
  if (chat.cancelledByUser) return unchanged;
  const line = toldLine(now, 'chat-cancelled', 'End user has cancelled chat.', 'cancelled');
  // One that is offered without a sender is nobody's either.
  if (
    chat.status === 'queued' ||
    (chat.transfer !== undefined && chat.transfer.from.id === chat.transferTo?.id)
  )
    return accepted([
      { type: 'chat-cancelled-by-user', at: now, line },
      { type: 'chat-closed', at: now, disposition: 'cancelled', handoff: 'told-already' },
    ]);
  return accepted([{ type: 'chat-cancelled-by-user', at: now, line }]);
}

function end(command: Extract<Command, { type: 'end' }>, chat: Chat, { now }: Facts): Decided {
  const no = mayEnd(command.by, chat);
  if (no !== undefined) return no;
  const unknown = command.resolve?.find(({ n }) => !chat.tickets.some((ticket) => ticket.n === n));
  if (unknown !== undefined) return refuse('ticket-not-found', `This chat has no ticket ${unknown.n}.`);
  const resolve = ticketsToResolve(command, chat);
  const { handTo } = command;
  const left = chat.tickets.some((ticket) => ticket.created && !resolve.some(({ n }) => n === ticket.n));
  if (handTo !== undefined && !left)
    return refuse(
      'nothing-to-hand-over',
      `This chat has created no ticket that this end leaves unresolved, so nothing can be handed to ${handTo}. Leave handTo out.`,
    );
  const resolved = command.resolveTicket || resolve.length > 0;
  const notResolved = chat.cancelledByUser ? 'cancelled' : 'unresolved';
  const agent = ownerOf(command.by, chat).screenName;
  const line = toldLine(now, 'chat-ended', `${agent} has ended the chat.`, 'ended', { agent });
  return accepted([
    {
      type: 'chat-closed',
      at: now,
      disposition: resolved ? 'resolved' : notResolved,
      ...(resolve.length > 0 && { resolve }),
      ...(command.resolution !== undefined && { resolution: command.resolution }),
      ...(command.thenUnavailable !== undefined && { agentUnavailable: command.thenUnavailable }),
      ...(handTo !== undefined && { handTo }),
      handoff: chat.cancelledByUser ? 'told-already' : 'completed',
      line,
    },
  ]);
}

/** Those that were chosen; `resolveTicket` is short for every one that the chat created. */
function ticketsToResolve(
  { resolve = [], resolveTicket }: Extract<Command, { type: 'end' }>,
  chat: Chat,
): readonly TicketResolve[] {
  const chosen = new Set(resolve.map(({ n }) => n));
  const created = resolveTicket
    ? chat.tickets.filter((ticket) => ticket.created && !chosen.has(ticket.n))
    : [];
  return [...resolve, ...created.map(({ n }) => ({ n }))];
}

/** The ticket is cancelled first, then the chat is closed; without a ticket at once. */
function abandon(by: Owner, chat: Chat, { now }: Facts): Decided {
  const no = mayEnd(by, chat);
  if (no !== undefined) return no;
  const waitingFor = chat.tickets.filter((t) => t.created && t.state !== 'failed').map((t) => t.n);
  if (waitingFor.length === 0) return accepted([abandoned(chat, now)]);
  const line = eventLine(
    now,
    'chat-abandoning',
    'The chat is being abandoned: its tickets are cancelled first.',
  );
  return accepted([{ type: 'abandon-started', at: now, by: ownerOf(by, chat), waitingFor, line }]);
}

/** A chat that is being abandoned closes by itself, and as abandoned. */
function userUnreachable(reason: string, chat: Chat, { now }: Facts): Decided {
  if (!isOpen(chat) || chat.abandoning !== undefined) return unchanged;
  const line = eventLine(now, 'user-unreachable', `The user cannot be reached any more: ${reason}`);
  return accepted([{ type: 'chat-closed', at: now, ...withoutAgent(chat), line }]);
}
