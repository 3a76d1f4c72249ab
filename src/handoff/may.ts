import { type Chat, type Invited, isOpen, type Owner } from '../chat/chat.ts';
import { type Decided, refuse } from './answers.ts';

/** Only the owner writes, whatever the status; then the chat has to be in a state for it. */
export function mayWrite(by: Owner, chat: Chat): Decided | undefined {
  if (chat.owner?.id !== by.id) return notOwner(chat);
  if (!isOpen(chat)) return closed(chat);
  return undefined;
}

/** Words to the user are the owner's, and those of agents who have joined him as participants. */
export function maySpeak(by: Owner, chat: Chat): Decided | undefined {
  return isOpen(chat) && joinedAs(by, chat)?.mode === 'participant' ? undefined : mayWrite(by, chat);
}

/** And only as long as the user is there. */
export const maySpeakToUser = (by: Owner, chat: Chat): Decided | undefined =>
  maySpeak(by, chat) ?? (chat.cancelledByUser ? gone() : undefined);

/** Where he is in the chat beside its owner. */
export const joinedAs = (by: Owner, { invited = [] }: Chat): Invited | undefined =>
  invited.find(({ agent, state }) => agent.id === by.id && state === 'joined');

/** What changes the chat itself, or its tickets, is the owner's too, and stops when an abandon has begun. */
export function mayEnd(by: Owner, chat: Chat): Decided | undefined {
  return mayWrite(by, chat) ?? abandonUnderWay(chat);
}

export const abandonUnderWay = (chat: Chat): Decided | undefined =>
  chat.abandoning && refuse('abandon-under-way', 'This chat is being abandoned; it closes by itself.');

export function notOwner(chat: Chat): Decided {
  return chat.owner === undefined
    ? refuse('not-owner', 'Nobody owns this chat yet. Accept it first.')
    : refuse('not-owner', `Only ${chat.owner.screenName} may do this: the chat is theirs.`, {
        owner: chat.owner.screenName,
      });
}

export const closed = (chat: Chat): Decided =>
  refuse('chat-closed', 'This chat is closed.', chat.owner && { owner: chat.owner.screenName });

export const gone = () =>
  refuse('user-cancelled', 'The user has cancelled this chat and left. End it or abandon it.');

/** The name under which this agent accepted or joined; a new screen name holds from the next chat. */
export const ownerOf = (by: Owner, chat: Chat): Owner =>
  chat.owner?.id === by.id ? chat.owner : (joinedAs(by, chat)?.agent ?? by);
