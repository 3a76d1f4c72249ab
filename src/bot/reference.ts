import type { ConversationRef } from '../chat/chat.ts';
import type { InboundActivity } from './activity.ts';

/** The serviceUrl of conversations that sit on our own Direct Line: their activities stay in the house. */
export const DIRECT_LINE = 'urn:deskbridge:directline';

/** Where to answer in a conversation, as its channel last told it. */
export interface Reference {
  readonly serviceUrl: string;
  readonly channelId: string;
  readonly conversation: { readonly id: string };
  /** The bot's account in this conversation: what we send comes from it. */
  readonly bot: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name?: string };
}

export function referenceOf(activity: InboundActivity): Reference {
  return {
    serviceUrl: activity.serviceUrl,
    channelId: activity.channelId,
    conversation: activity.conversation,
    bot: { id: activity.recipient?.id ?? 'bot', name: activity.recipient?.name ?? 'Virtual agent' },
    user: { id: activity.from?.id ?? '', ...(activity.from?.name && { name: activity.from.name }) },
  };
}

export const conversationOf = (activity: InboundActivity): ConversationRef => ({
  channel: activity.channelId,
  id: activity.conversation.id,
});
