import type { SeenActivity } from './live-chat.ts';

/** Lines closer together than this, in milliseconds, share one name and time. */
const TOGETHER_MS = 60_000;

/**
 * Groups lines of one speaker that belong together. Bot and agents share a role in Web Chat, so the name tells
 * them apart: words of an agent never stand under the bot's name.
 */
export function bySpeaker<T extends SeenActivity>(activities: readonly T[]): T[][] {
  const groups: T[][] = [];
  for (const activity of activities) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group && last && together(last, activity)) group.push(activity);
    else groups.push([activity]);
  }
  return groups;
}

function together(a: SeenActivity, b: SeenActivity): boolean {
  if (a.from?.role !== b.from?.role || a.from?.name !== b.from?.name) return false;
  // A line that is still being sent has no time yet and stands alone, with its own state.
  if (a.timestamp === undefined || b.timestamp === undefined) return false;
  return Math.abs(Date.parse(b.timestamp) - Date.parse(a.timestamp)) <= TOGETHER_MS;
}
