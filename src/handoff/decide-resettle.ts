import { type Chat, GENERAL, isOpen, type Owner } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import { accepted, type Decided, unchanged } from './answers.ts';
import { withoutAgent } from './close.ts';
import type { Command, Facts, Place } from './commands.ts';
import { leftBehind } from './decide-invite.ts';
import { eventLine, toldLine } from './lines.ts';
import { backToTheFront } from './requeue.ts';

/** Brings an open chat from a place that the settings have no more to the one that it is now; said again it does nothing. */
export function resettle(
  { from, to }: Extract<Command, { type: 'resettle' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  const isThere = chat.queue === from.queue && chat.company === from.company;
  const isSame = from.queue === to.queue && from.company === to.company;
  if (!isOpen(chat) || !isThere || isSame) return unchanged;
  const lost = from.queue !== to.queue && to.queue === GENERAL;
  const line = eventLine(now, 'chat-resettled', sentence(from, to));
  return accepted([{ type: 'chat-resettled', at: now, ...to, ...(!lost && { renamed: true }), line }]);
}

function sentence(from: Place, to: Place): string {
  const company = from.company !== to.company && `The company ${from.company} is called ${to.company} now.`;
  const queue =
    from.queue !== to.queue &&
    (to.queue === GENERAL
      ? `The queue ${from.queue} is not set up any more; the chat is in ${GENERAL} now.`
      : `The queue ${from.queue} is called ${to.queue} now.`);
  return [queue, company].filter((part) => part !== false).join(' ');
}

/** Whoever is no agent any more is in no chat: the chat goes on with others, and everybody in it hears why. */
export function returnFromFormer(
  { agent }: Extract<Command, { type: 'return-from-former' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  if (!isOpen(chat)) return unchanged;
  if (chat.transferTo?.id === agent) return accepted(offerReturned(chat, chat.transferTo, now));
  if (chat.owner?.id !== agent) {
    const left = leftBehind(agent, chat, now);
    return left === undefined ? unchanged : accepted([left]);
  }
  return chat.abandoning === undefined ? accepted(withoutOwner(chat, chat.owner, now)) : unchanged;
}

/** A chat whose owner is no agent any more. One that its user has left too has nobody to wait for. */
export function withoutOwner(chat: Chat, { screenName }: Owner, now: number): readonly ChatEvent[] {
  if (!chat.cancelledByUser) return [backToTheFront(chat, removedLine(screenName, now))];
  const line = eventLine(now, 'agent-gone', `${screenName} is not an agent here any more.`);
  return [{ type: 'chat-closed', at: now, ...withoutAgent(chat), line }];
}

/** One that its user has left goes to its sender, as an offer does that was not taken. */
function offerReturned(chat: Chat, { id, screenName }: Owner, now: number): readonly ChatEvent[] {
  const from = chat.transfer?.from;
  if (!chat.cancelledByUser || from === undefined || from.id === id)
    return withoutOwner(chat, { id, screenName }, now);
  const text = `${screenName} is not an agent here any more. It is ${from.screenName}’s again.`;
  return [{ type: 'chat-accepted', at: now, owner: from, line: eventLine(now, 'chat-returned', text) }];
}

const removedLine = (agent: string, now: number) =>
  toldLine(
    now,
    'agent-gone',
    `${agent} is not available any more. You are near the front of the queue for another agent.`,
    'agentRemoved',
    { agent },
  );
