import { digest } from '../chat/ids.ts';
import type { InboundActivity } from './activity.ts';

/** What a repeat of the activity is recognised by. Some channels send events without an id: those are known by what they hold. */
export function activityIdOf(activity: InboundActivity): string {
  if (activity.id !== undefined) return activity.id;
  const { type, name, timestamp, value, text } = activity;
  return digest(type, activity.from.id, JSON.stringify([name, timestamp, value, text]));
}
