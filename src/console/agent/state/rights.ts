import type { Chat, State } from './state.ts';

/** An agent beside the owner of a chat. */
export type Beside = NonNullable<Chat['invited']>[number];

/** The signed-in agent's id. */
export const myId = (state: State): string | undefined => state.me?.id ?? state.session?.agent.id;

export const isMine = (state: State, chat: Chat): boolean =>
  chat.status === 'assigned' && chat.agent !== undefined && chat.agent.id === myId(state);

/** This agent's own place beside the owner: asked, joined, or gone again. */
const ownRow = (state: State, { invited = [], status }: Chat): Beside | undefined =>
  status === 'closed' ? undefined : invited.find(({ agent }) => agent.id === myId(state));

/** How this agent is in somebody else's chat; absent where they are not. */
export const joined = (state: State, chat: Chat): Beside | undefined => {
  const row = ownRow(state, chat);
  return row?.state === 'joined' ? row : undefined;
};

/** An invitation that waits for this agent's answer. */
export const invitation = (state: State, chat: Chat): Beside | undefined => {
  const row = ownRow(state, chat);
  return row?.state === 'invited' ? row : undefined;
};

/** Chats that this agent works in: their own, and those they have joined. */
export const isIn = (state: State, chat: Chat): boolean =>
  isMine(state, chat) || joined(state, chat) !== undefined;

/** A waiting chat, or one that was offered to this agent by name. */
export const canAccept = (state: State, chat: Chat): boolean =>
  chat.status === 'queued' || (chat.status === 'pending-transfer' && chat.transferTo?.id === myId(state));

/** Why the agent cannot write to the user here, as a sentence; absent where they can. */
export function whyReadOnly(state: State, chat: Chat): string | undefined {
  if (isMine(state, chat)) return undefined;
  if (chat.status === 'closed') return 'This chat is closed. Nothing more can be sent.';
  if (canAccept(state, chat)) return 'This is a preview. Accept the chat to answer.';
  const owner = chat.agent?.screenName ?? 'Another agent';
  switch (joined(state, chat)?.mode) {
    case 'participant':
      return undefined;
    case 'monitor':
      return `You are reading along as a monitor, so you cannot write. To take part, ask ${owner} to invite you as a participant.`;
  }
  if (chat.status === 'pending-transfer') {
    return `This chat is offered to ${chat.transferTo?.screenName ?? 'another agent'}. Not taken in time, it goes back to the queue.`;
  }
  return `${owner} has this chat. Only its agent can write here.`;
}

/** Why the agent cannot leave a side note here, as a sentence; absent where they can. */
export const whyNoNote = (state: State, chat: Chat): string | undefined =>
  isMine(state, chat)
    ? undefined
    : `Side notes are written by the chat’s agent, ${chat.agent?.screenName ?? 'nobody at the moment'}.`;

/** What is left to the chat's own agent, told to whoever else is in it; absent for that agent. */
export function whyNotOwner(state: State, chat: Chat): string | undefined {
  const row = joined(state, chat);
  if (row === undefined || chat.agent === undefined) return undefined;
  const how =
    row.mode === 'participant' ? 'You take part: the user reads what you write.' : 'You are reading along.';
  return `${how} Side notes, tickets, transfer and the end are left to ${chat.agent.screenName}.`;
}
