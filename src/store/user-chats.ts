import type { Redis } from 'ioredis';
import { type Chat, type ChatUser, type ConversationRef, isOpen } from '../chat/chat.ts';
import { inConversation, provenUser } from './closed.ts';
import { keysOf } from './keys.ts';
import { readChats } from './read.ts';

/** A user, as the conversation proves him in which he sits. */
export interface SeatedUser {
  readonly user: ChatUser;
  readonly conversation: ConversationRef;
}

/** Most chats of one list that are read. */
const MOST = 50;

/**
 * Chats that are this user's, newest first, the open ones before the closed ones: those of his conversation,
 * and where he is proven those that he has, or had, in others.
 */
export async function chatsOfUser(redis: Redis, desk: string, seated: SeatedUser): Promise<readonly Chat[]> {
  const keys = keysOf(desk);
  const { user, conversation } = seated;
  const proven = provenUser(user);
  const newest = (key: string) => redis.zrange(key, '0', String(MOST - 1), 'REV');
  const whose = [inConversation(conversation), ...(proven === undefined ? [] : [proven])];
  const [here, ...lists] = await Promise.all([
    redis.hget(keys.conversation(conversation), 'chat'),
    ...whose.flatMap((one) => [newest(keys.openOf(one)), newest(keys.past(one))]),
  ]);
  const ids = new Set([...(here ? [here] : []), ...lists.flat()]);
  const his = (await readChats(redis, desk, [...ids])).filter((chat) => isOfUser(chat, seated));
  return his.toSorted(
    (a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1),
  );
}

/** Whether a chat is this user's: held in his conversation by him, or by the same proven user elsewhere. */
export function isOfUser(chat: Chat, { user, conversation }: SeatedUser): boolean {
  const { channel, id } = chat.conversation;
  if (channel === conversation.channel && id === conversation.id && chat.user.id === user.id) return true;
  const proven = provenUser(user);
  return proven !== undefined && provenUser(chat.user) === proven;
}
