import type { Redis } from 'ioredis';
import { type Chat, isOpen, type Owner } from '../chat/chat.ts';
import { keysOf } from './keys.ts';
import { readChats } from './read.ts';
import { subscribe } from './subscribe.ts';

/** Somebody writes in a chat at this moment. It is told to whoever listens now and kept nowhere. */
export interface Typing {
  readonly chat: string;
  readonly who: { readonly kind: 'user' | 'agent'; readonly id: string; readonly name: string };
  /** Agents who are in the chat. */
  readonly agents: readonly string[];
}

/** Of one person in one chat this is told once in so long, milliseconds. */
const AGAIN_MS = 2_500;

/** Signs of typing, from the process that notices one to all processes of the desk. */
export function createTyping(redis: Redis, desk: string) {
  const keys = keysOf(desk);

  const isNews = async (chat: string, who: string): Promise<boolean> =>
    (await redis.set(keys.typing(chat, who), '', 'PX', AGAIN_MS, 'NX')) === 'OK';

  async function tell({ id, owner, invited = [] }: Chat, who: Typing['who']): Promise<void> {
    const joined = invited.filter(({ state }) => state === 'joined').map(({ agent }) => agent.id);
    const agents = owner === undefined ? joined : [owner.id, ...joined];
    const typing: Typing = { chat: id, who, agents };
    if (agents.length > 0) await redis.publish(keys.typingChannel, JSON.stringify(typing));
  }

  return {
    /** The user of a chat types. */
    async byUser(chatId: string): Promise<void> {
      if (!(await isNews(chatId, 'user'))) return;
      const [chat] = await readChats(redis, desk, [chatId]);
      if (chat === undefined || !isOpen(chat) || chat.cancelledByUser) return;
      await tell(chat, { kind: 'user', id: chat.user.id, name: chat.user.name });
    },

    /** An agent who may write to the user types. False where that was told a moment ago. */
    async byAgent(chat: Chat, agent: Owner): Promise<boolean> {
      if (!(await isNews(chat.id, `agent ${agent.id}`))) return false;
      await tell(chat, { kind: 'agent', id: agent.id, name: agent.screenName });
      return true;
    },

    /** Hears of all of it on a connection of its own; what is said while that is down is missed. */
    async follow(onTyping: (typing: Typing) => void): Promise<{ stop(): void }> {
      const hear = (message: string) => onTyping(JSON.parse(message) as Typing);
      const subscription = subscribe(redis, keys.typingChannel, hear);
      await subscription.begun;
      return subscription;
    },
  };
}
