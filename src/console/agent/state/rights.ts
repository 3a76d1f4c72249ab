import type { Chat, State } from './state.ts';

/** The signed-in agent's id. */
export const myId = (state: State): string | undefined => state.me?.id ?? state.session?.agent.id;

export const isMine = (state: State, chat: Chat): boolean =>
  chat.status === 'assigned' && chat.agent !== undefined && chat.agent.id === myId(state);

/** A waiting chat, or one that was offered to this agent by name. */
export const canAccept = (state: State, chat: Chat): boolean =>
  chat.status === 'queued' || (chat.status === 'pending-transfer' && chat.transferTo?.id === myId(state));

/** Why the agent cannot write here, as a sentence; absent where they can. */
export function whyReadOnly(state: State, chat: Chat): string | undefined {
  if (isMine(state, chat)) return undefined;
  if (chat.status === 'closed') return 'This chat is closed. Nothing more can be sent.';
  if (canAccept(state, chat)) return 'This is a preview. Accept the chat to answer.';
  if (chat.status === 'pending-transfer') {
    return `This chat is offered to ${chat.transferTo?.screenName ?? 'another agent'}.`;
  }
  return `${chat.agent?.screenName ?? 'Another agent'} has this chat. Only its agent can write here.`;
}
