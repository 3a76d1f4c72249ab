import { ActivityTypes } from 'botbuilder';
import type { InboundActivity } from './activity.ts';

/** Who sent an activity; '' where it names nobody. */
export const senderOf = (activity: InboundActivity): string => activity.from?.id ?? '';

/** What happens to a conversation rather than in it: channels name whom they like as its sender. */
const ABOUT: ReadonlySet<string> = new Set([
  ActivityTypes.ConversationUpdate,
  ActivityTypes.InstallationUpdate,
]);

/**
 * True for what a bot has sent, ours or another: a channel's echo of our own words, a skill's. Nobody says
 * anything by it.
 * @param appId the bot's registration, where it has one
 */
export function isNobodys(activity: InboundActivity, appId: string | undefined): boolean {
  return !ABOUT.has(activity.type) && isOfBot(activity, appId);
}

/** Whether a bot stands there as the sender; such a sender is no address either. */
export function isOfBot(activity: InboundActivity, appId: string | undefined): boolean {
  const id = senderOf(activity);
  const role = typeof activity.from?.role === 'string' ? activity.from.role.toLowerCase() : '';
  if (role === 'bot' || role === 'skill') return true;
  if (id === '') return false;
  // Teams names bots by their registration.
  return id === activity.recipient?.id || (!!appId && (id === appId || id === `28:${appId}`));
}

/** True where several people may be in the conversation. */
export function isGroup({ conversation, channelId }: InboundActivity): boolean {
  const { isGroup, conversationType, id } = conversation;
  if (typeof isGroup === 'boolean') return isGroup;
  if (typeof conversationType === 'string' && conversationType !== '') return conversationType !== 'personal';
  // Not every activity of Teams says what its conversation is; threads are of groups and channels.
  return channelId === 'msteams' && /^19:.*@thread\./.test(id);
}
