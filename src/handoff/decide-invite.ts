import { type Chat, type Invited, isOpen, type Owner } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import { accepted, type Decided, refuse, unchanged } from './answers.ts';
import type { Command, Facts } from './commands.ts';
import { eventLine, toldLine } from './lines.ts';
import { abandonUnderWay, closed, gone, joinedAs, mayEnd, ownerOf } from './may.ts';

/** The owner asks another agent in; whether that one may take chats of this place, the desk has looked. */
export function invite(
  { by, agent, mode }: Extract<Command, { type: 'invite' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  const no = mayEnd(by, chat) ?? (chat.cancelledByUser ? gone() : undefined) ?? inAlready(agent, chat);
  if (no !== undefined) return no;
  const known = rowOf(agent, chat);
  if (known?.state === 'invited' && known.mode === mode) return unchanged;
  const asker = ownerOf(by, chat);
  const what = mode === 'participant' ? 'take part' : 'read along';
  const line = eventLine(now, 'agent-invited', `${asker.screenName} invited ${agent.screenName} to ${what}.`);
  const invited: Invited = { agent, mode, state: 'invited', by: asker };
  return accepted(
    [{ type: 'agent-invited', at: now, invited, line }],
    [{ kind: 'agent-online', agent: agent.id }],
  );
}

export function answerInvite(
  { by, accept }: Extract<Command, { type: 'answer-invite' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  const known = rowOf(by, chat);
  if (known?.state === (accept ? 'joined' : 'declined')) return unchanged;
  if (known?.state !== 'invited')
    return refuse('not-invited', 'Nobody has invited you into this chat, or the invitation was taken back.');
  const no = mayCome(chat);
  if (accept && no !== undefined) return no;
  if (accept) return accepted([joined({ ...known, agent: by }, now)]);
  const line = eventLine(now, 'invite-declined', `${by.screenName} declined the invitation.`);
  return accepted([{ type: 'invite-declined', at: now, invited: { ...known, state: 'declined' }, line }]);
}

/** A supervisor comes in unasked. One who reads along may take part from then on. */
export function join({ by, mode }: Extract<Command, { type: 'join' }>, chat: Chat, { now }: Facts): Decided {
  if (!isOpen(chat)) return closed(chat);
  const readsAlong = joinedAs(by, chat)?.mode === 'monitor';
  const no = mode === 'participant' && readsAlong ? undefined : inAlready(by, chat);
  const cannot = no ?? notAssigned(chat) ?? mayCome(chat);
  if (cannot !== undefined) return cannot;
  const event = joined({ agent: by, mode, state: 'joined', by }, now);
  const assists = chat.assistance !== undefined && mode === 'participant';
  return accepted([{ ...event, ...(assists && { assists: true }) }]);
}

export function leave({ by }: Extract<Command, { type: 'leave' }>, chat: Chat, { now }: Facts): Decided {
  const known = rowOf(by, chat);
  if (known?.state === 'left') return unchanged;
  if (known?.state !== 'joined')
    return refuse(
      'not-invited',
      chat.owner?.id === by.id
        ? 'The chat is yours: release or transfer it.'
        : 'You have not joined this chat, so there is nothing to leave.',
    );
  return accepted([left(known, now)]);
}

/** An agent beside the owner is gone for good: what he was asked is taken back, where he was he has left. */
export function leaveAsGone(agent: string, graceMs: number, chat: Chat, now: number): Decided {
  const event = leftBehind(agent, chat, now);
  return event === undefined ? unchanged : accepted([event], [{ kind: 'agent-gone', agent, graceMs }]);
}

/** An agent beside the owner is there no more; undefined for who is not beside them. */
export function leftBehind(agent: string, chat: Chat, now: number): ChatEvent | undefined {
  const row = chat.invited?.find((one) => one.agent.id === agent);
  return row?.state === 'joined' || row?.state === 'invited' ? left(row, now) : undefined;
}

/** A chat that somebody has; who brings it to an agent first has to. */
export const notAssigned = (chat: Chat): Decided | undefined =>
  chat.status === 'assigned'
    ? undefined
    : refuse('chat-not-assigned', 'Nobody has this chat now. Accept it, or assign it to an agent.');

function mayCome(chat: Chat): Decided | undefined {
  if (!isOpen(chat)) return closed(chat);
  return abandonUnderWay(chat) ?? (chat.cancelledByUser ? gone() : undefined);
}

function inAlready(agent: Owner, chat: Chat): Decided | undefined {
  if (chat.owner?.id === agent.id)
    return refuse('already-in-chat', `The chat is ${chat.owner.screenName}’s already.`);
  const row = joinedAs(agent, chat);
  return row && refuse('already-in-chat', `${row.agent.screenName} is in this chat already.`);
}

const rowOf = (agent: Owner, { invited = [] }: Chat): Invited | undefined =>
  invited.find((row) => row.agent.id === agent.id);

type Came = Extract<ChatEvent, { type: 'agent-joined' }>;

/** The user is told of whoever may write to him, and of nobody else. */
function joined(row: Invited, now: number): Came {
  const { screenName } = row.agent;
  const line =
    row.mode === 'participant'
      ? toldLine(now, 'agent-joined', `${screenName} has joined the chat.`, 'joined', { agent: screenName })
      : eventLine(now, 'agent-joined', `${screenName} is reading along.`);
  return { type: 'agent-joined', at: now, invited: { ...row, state: 'joined' }, line };
}

function left(row: Invited, now: number): ChatEvent {
  const seen = row.mode === 'participant' && row.state === 'joined';
  const agent = row.agent.screenName;
  const text = `${agent} has left the chat.`;
  const line = seen
    ? toldLine(now, 'agent-left', text, 'left', { agent })
    : eventLine(now, 'agent-left', text);
  return { type: 'agent-left', at: now, invited: { ...row, state: 'left' }, line };
}
