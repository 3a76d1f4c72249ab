import { ActivityTypes } from 'botbuilder';
import { digest } from '../chat/ids.ts';
import type { InboundActivity } from './activity.ts';

/** What a repeat of an activity is recognised by, and how long. */
export interface ActivityKey {
  readonly id: string;
  /** Seconds; a day when left out. */
  readonly knownSeconds?: number;
}

/** Two equal texts that neither id nor time tells apart are one that was sent again only if they come together. */
const SOON_SECONDS = 5;

/** They bear the id of the message that they are about. */
const ABOUT_ANOTHER: ReadonlySet<string> = new Set([
  ActivityTypes.MessageUpdate,
  ActivityTypes.MessageDelete,
  ActivityTypes.MessageReaction,
]);

/** Some channels send activities without an id: those are known by what they hold. */
export function activityKeyOf(activity: InboundActivity): ActivityKey {
  const { type, id, name, timestamp, value, text } = activity;
  const { reactionsAdded, reactionsRemoved, attachments } = activity;
  if (id !== undefined) {
    if (!ABOUT_ANOTHER.has(type)) return { id: type === ActivityTypes.Message ? id : `${type} ${id}` };
    const change = JSON.stringify([timestamp, text, attachments, reactionsAdded, reactionsRemoved]);
    return { id: digest(type, id, activity.from?.id ?? '', change) };
  }
  const held = digest(
    type,
    activity.from?.id ?? '',
    JSON.stringify([name, timestamp, value, text, attachments]),
  );
  return timestamp === undefined ? { id: held, knownSeconds: SOON_SECONDS } : { id: held };
}

/** The same without how long: names the activity to whatever it led to. */
export const activityIdOf = (activity: InboundActivity): string => activityKeyOf(activity).id;
