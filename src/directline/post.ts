import { Problem } from '../shared/http/problem.ts';
import { conversationUnknown } from './caller.ts';
import { passingActivityId } from './identifiers.ts';
import { DEFAULT_LIMITS, type DirectLinePorts, logLimits, type OutgoingActivity } from './ports.ts';
import { loggedForUser } from './shapes.ts';

/** Most characters of one activity for the user, as JSON. */
const MAX_ACTIVITY = 256 * 1024;

/** What putting an activity into a conversation takes; the front door posts before it can receive. */
export type PostPorts = Pick<DirectLinePorts, 'desk' | 'store' | 'bot' | 'clock' | 'limits'>;

/**
 * Puts an activity for the user into a conversation: numbered and durable when it resolves, live streams of all
 * processes woken. An id that the conversation knows writes nothing. Typing goes to live streams alone.
 * @throws Problem 404 `conversation-unknown`, 413 `activity-too-large`; DirectLineStoreError when Redis
 * does not answer: repeat it under the same id
 */
export type Post = (
  conversationId: string,
  activity: OutgoingActivity,
) => Promise<{ readonly id: string; readonly duplicate: boolean }>;

export const createPost = ({ desk, store, bot, clock, limits }: PostPorts): Post => {
  const kept = logLimits({ ...DEFAULT_LIMITS, ...limits });
  const now = () => new Date(clock.now()).toISOString();
  return async (conversationId, activity) => {
    const members = loggedForUser(activity, bot);
    if (JSON.stringify(members).length > MAX_ACTIVITY) {
      throw new Problem(
        413,
        'activity-too-large',
        `An activity may have ${MAX_ACTIVITY / 1024} KiB at most.`,
      );
    }
    if (activity.type === 'typing') {
      const id = activity.id ?? passingActivityId(conversationId);
      const passing = { ...members, id, timestamp: now(), conversation: { id: conversationId } };
      await store.wakes.typing(desk, conversationId, passing);
      return { id, duplicate: false };
    }
    const posted = await store.activities.post(
      desk,
      conversationId,
      { members, byUser: false, ...(activity.id !== undefined && { id: activity.id }) },
      now(),
      kept,
    );
    if (posted === undefined) throw conversationUnknown();
    return { id: posted.id, duplicate: posted.duplicate };
  };
};
