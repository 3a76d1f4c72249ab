import type { SeenActivity } from './live-chat.ts';
import type { StoreAction, StoreMiddleware } from './store-middleware.ts';

type ChannelData = Readonly<Record<string, unknown>>;
const dataOf = ({ channelData }: SeenActivity): ChannelData => (channelData ?? {}) as ChannelData;

/**
 * A message that has failed and is tried again by hand stays the same one: Web Chat gives it a new name, so the
 * name of the first try goes with it.
 */
export const againUnderOneName: StoreMiddleware = () => (next) => (action) => {
  const activity = action.type === 'DIRECT_LINE/POST_ACTIVITY' ? action.payload?.activity : undefined;
  const { firstTry, clientActivityID } = activity ? dataOf(activity) : {};
  if (activity === undefined || clientActivityID === undefined) return next(action);
  const channelData = { ...dataOf(activity), firstTry: firstTry ?? clientActivityID };
  return next({ ...action, payload: { ...action.payload, activity: { ...activity, channelData } } });
};

/** What stands in the conversation was sent, also where its answer was lost and Web Chat takes it for failed. */
export const markSent: StoreMiddleware =
  ({ dispatch }) =>
  (next) =>
  (action) => {
    const done = next(action);
    const activity = action.type === 'DIRECT_LINE/INCOMING_ACTIVITY' ? action.payload?.activity : undefined;
    if (activity?.from?.role !== 'user' || activity.id === undefined) return done;
    for (const name of ['state', 'webchat:send-status'])
      dispatch({
        type: 'WEB_CHAT/MARK_ACTIVITY',
        payload: { activityID: activity.id, name, value: 'sent' },
      } satisfies StoreAction);
    return done;
  };
