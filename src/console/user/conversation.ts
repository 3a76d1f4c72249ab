import { tellsOfEnd, withoutChoices } from './after-end.ts';
import { asWritten } from './as-written.ts';
import { type ConnectionState, openConnection } from './connection.ts';
import type { Keeper } from './keeper.ts';
import { pageLanguage } from './language.ts';
import { afterActivity, type LiveChat, noLiveChat } from './live-chat.ts';
import { asTyped, watchLinks } from './safe-links.ts';
import { againUnderOneName, markSent } from './send-once.ts';
import { withOwnFiles } from './sendable.ts';
import { bySpeaker } from './speakers.ts';
import { styleOptions } from './style-options.ts';
import type { WebChat } from './web-chat.ts';

/** One conversation in Web Chat, unmodified; the page around it only listens. */
export interface Conversation {
  /** Tells the desk that the user no longer wants the live chat. */
  cancel(): void;
  /** The newest token of the conversation. */
  token(): string;
  /** Puts the cursor where the user writes. */
  focus(): void;
}

/**
 * Shows the session's conversation. Opening it again with its token resumes it from its beginning, so a
 * reloaded page shows all that was said.
 * @param onEnd a live chat is over: now, or at some time before
 * @param onConnection it is lost, found again, or over for good
 */
export function showConversation(
  webChat: WebChat,
  keeper: Keeper,
  element: HTMLElement,
  onChange: (live: LiveChat) => void,
  onEnd: () => void,
  onConnection: (state: ConnectionState) => void,
): Conversation {
  const { userId, userName } = keeper.session();
  const directLine = openConnection(keeper, onConnection);
  let live = noLiveChat;
  const store = webChat.createStore({}, againUnderOneName, markSent, () => (next) => (action) => {
    // Only a person is shown that the user is writing.
    if (action.type === 'WEB_CHAT/EMIT_TYPING_INDICATOR' && live.state !== 'talking') return undefined;
    const activity = action.type === 'DIRECT_LINE/INCOMING_ACTIVITY' ? action.payload?.activity : undefined;
    if (activity) {
      const before = live;
      live = afterActivity(live, activity);
      if (live !== before) onChange(live);
      if (tellsOfEnd(activity)) onEnd();
      // Web Chat has no way to draw it and would show an error in its place.
      if (activity.type === 'endOfConversation') return undefined;
      return next({
        ...action,
        payload: { ...action.payload, activity: asWritten(asTyped(withOwnFiles(withoutChoices(activity)))) },
      });
    }
    return next(action);
  });
  const draw = () =>
    webChat.renderWebChat(
      {
        directLine,
        store,
        userID: userId,
        username: userName,
        locale: pageLanguage(),
        styleOptions: styleOptions(),
        sendTypingIndicator: true,
        groupActivitiesMiddleware:
          () =>
          () =>
          ({ activities }) => {
            const groups = bySpeaker(activities);
            return { sender: groups, status: groups };
          },
        activityStatusMiddleware: () => (next) => (request) => {
          const status = next(request);
          const { role, name } = request.activity.from ?? {};
          return role === 'user' || !name || request.hideTimestamp ? status : withSpeaker(name, status);
        },
      },
      element,
    );
  watchLinks(element);
  draw();
  // Its colours are values, taken as it is drawn.
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  return {
    token: () => directLine.token,
    focus: () => element.querySelector<HTMLElement>('[data-id=webchat-sendbox-input]')?.focus(),
    cancel: () =>
      void directLine
        .postActivity({
          type: 'endOfConversation',
          code: 'userCancelled',
          from: { id: userId, name: userName },
        })
        .subscribe(),
  };
}

/**
 * Puts the speaker's name before a line's time. Web Chat keeps its React to itself, so the element is made in
 * the image of the one that Web Chat gave us.
 */
function withSpeaker(name: string, status: unknown): unknown {
  const like = status as { readonly type: unknown; readonly key: unknown; readonly props: object };
  const speaker = { ...like, type: 'span', key: 'name', props: { className: 'speaker', children: name } };
  const children = [speaker, { ...like, key: 'status' }];
  return { ...like, type: 'span', key: null, props: { className: 'speaker-line', children } };
}
