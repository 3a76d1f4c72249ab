import { ActivityTypes } from 'botbuilder';
import type { InboundActivity } from './activity.ts';

/** What an activity tells of who is in the conversation: who has left it, or that the bot is in it again. */
export type WhoIsThere = 'bot-left' | 'bot-back' | { readonly left: readonly string[] };

/** Undefined where it tells nothing of that. An upgrade takes the bot out for a moment and puts it back: it has not left. */
export function whoIsThere(activity: InboundActivity): WhoIsThere | undefined {
  const { type, recipient } = activity;
  if (type === ActivityTypes.InstallationUpdate || type === ActivityTypes.ContactRelationUpdate) {
    const { action } = activity;
    if (action === 'remove') return 'bot-left';
    return typeof action === 'string' && /^add/.test(action) ? 'bot-back' : undefined;
  }
  if (type !== ActivityTypes.ConversationUpdate) return undefined;
  const [removed, added] = [idsOf(activity.membersRemoved), idsOf(activity.membersAdded)];
  const bot = recipient?.id;
  if (bot !== undefined && removed.includes(bot)) return 'bot-left';
  if (bot !== undefined && added.includes(bot)) return 'bot-back';
  return removed.length > 0 ? { left: removed } : undefined;
}

const idsOf = (members: unknown): readonly string[] =>
  (Array.isArray(members) ? members : []).flatMap((one: { id?: unknown } | null) =>
    typeof one?.id === 'string' ? [one.id] : [],
  );
