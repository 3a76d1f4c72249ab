import { Problem } from '../shared/http/problem.ts';
import { conversationUnknown } from './caller.ts';
import { passingActivityId } from './identifiers.ts';
import type { OutgoingActivity } from './ports.ts';
import { logLimits, now, type Room } from './room.ts';
import { loggedForUser } from './shapes.ts';

/** Most characters of one activity for the user, as JSON. */
const MAX_ACTIVITY = 256 * 1024;

/** Puts an activity for the user into a conversation; see `DirectLine.post`. */
export async function post(
  room: Room,
  conversationId: string,
  activity: OutgoingActivity,
): Promise<{ id: string; duplicate: boolean }> {
  const { desk, store, bot } = room.ports;
  const members = loggedForUser(activity, bot);
  if (JSON.stringify(members).length > MAX_ACTIVITY) {
    throw new Problem(413, 'activity-too-large', `An activity may have ${MAX_ACTIVITY / 1024} KiB at most.`);
  }
  if (activity.type === 'typing') {
    const id = activity.id ?? passingActivityId(conversationId);
    const passing = { ...members, id, timestamp: now(room), conversation: { id: conversationId } };
    await store.wakes.typing(desk, conversationId, passing);
    return { id, duplicate: false };
  }
  const posted = await store.activities.post(
    desk,
    conversationId,
    { members, byUser: false, ...(activity.id !== undefined && { id: activity.id }) },
    now(room),
    logLimits(room),
  );
  if (posted === undefined) throw conversationUnknown();
  return { id: posted.id, duplicate: posted.duplicate };
}
