import { type Chat, isOpen, type Owner } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import { accepted, type Decided, refuse } from './answers.ts';
import type { Command, Facts } from './commands.ts';
import { openByItself } from './decide-ticket.ts';
import { eventLine, noteLine, toldLine } from './lines.ts';
import { closed, gone, mayEnd, ownerOf } from './may.ts';

/** Hands the chat on: to an agent, who has to take it in time, or to a queue. The note comes along. */
export function transfer(
  { by, to, note, supervisor }: Extract<Command, { type: 'transfer' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  const no = mayMove(by, supervisor, chat);
  if (no !== undefined) return no;
  const from = chat.owner ?? by;
  const mover = ownerOf(by, chat);
  const agent = mover.screenName;
  const said =
    note === undefined ? [] : [{ type: 'note-added' as const, at: now, line: noteLine(now, mover, note) }];
  if ('queue' in to) {
    if (to.queue === chat.queue) return refuse('same-queue', `The chat is of the queue ${to.queue} already.`);
    const text = `${agent} has transferred you to ${to.queue}. You are in the queue for another agent.`;
    const line = toldLine(now, 'chat-queued-elsewhere', text, 'transferred', { agent, queue: to.queue });
    const place = { queue: to.queue, waitingSince: chat.createdAt };
    return accepted([...said, { type: 'chat-requeued', at: now, ...place, line }]);
  }
  if (to.agent.id === from.id) return refuse('transfer-to-self', `The chat is ${from.screenName}’s already.`);
  const line = toldLine(
    now,
    'chat-offered',
    `${agent} is transferring you to ${to.agent.screenName}.`,
    'offered',
    { agent, to: to.agent.screenName },
  );
  return accepted(
    [...said, { type: 'chat-offered', at: now, to: to.agent, from, line }],
    [{ kind: 'agent-online', agent: to.agent.id }],
  );
}

/** The owner may move his chat, a supervisor any that has an owner; not when its user has left or it is ending. */
export function mayMove(by: Owner, supervisor: boolean | undefined, chat: Chat): Decided | undefined {
  const owner = supervisor === true && chat.owner !== undefined ? chat.owner : by;
  return mayEnd(owner, chat) ?? (chat.cancelledByUser ? gone() : undefined);
}

/** Gives a waiting chat to an agent who is there, available and not full: that is looked at as it is written. */
export function assign(
  { to, capacity, by }: Extract<Command, { type: 'assign' }>,
  chat: Chat,
  facts: Facts,
): Decided {
  const { now } = facts;
  if (!isOpen(chat)) return closed(chat);
  if (chat.status !== 'queued') return taken(chat);
  const given = by && eventLine(now, 'chat-accepted', `${by.screenName} gave the chat to ${to.screenName}.`);
  const noted: ChatEvent[] = given === undefined ? [] : [{ type: 'note-added', at: now, line: given }];
  const line = toldLine(now, 'chat-accepted', `${to.screenName} has joined the chat.`, 'accepted', {
    agent: to.screenName,
  });
  return accepted(
    [
      ...noted,
      { type: 'chat-accepted', at: now, owner: to, line },
      ...openByItself('accept', chat, noted.length + 1, facts),
    ],
    [{ kind: 'agent-free', agent: to.id, capacity }],
  );
}

/** Whose the chat is, or whose it is to be, by name. */
export function taken({ owner, transferTo }: Chat): Decided {
  if (owner !== undefined)
    return refuse('already-assigned', `${owner.screenName} has accepted this chat already.`, {
      owner: owner.screenName,
      ownerId: owner.id,
    });
  return refuse('offered-to-other', `This chat is offered to ${transferTo?.screenName}.`, {
    ...(transferTo !== undefined && { owner: transferTo.screenName, ownerId: transferTo.id }),
  });
}
