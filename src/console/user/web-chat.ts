import scriptUrl from '../../../node_modules/botframework-webchat/dist/webchat.js?url';
import type { Connection } from './connection.ts';
import type { SeenActivity } from './live-chat.ts';
import type { StoreMiddleware } from './store-middleware.ts';

export type StatusRequest = { readonly activity: SeenActivity; readonly hideTimestamp?: boolean };

/** As much of Web Chat's global as the page uses. */
export interface WebChat {
  createStore(state: object, ...middleware: StoreMiddleware[]): object;
  renderWebChat(
    props: {
      directLine: Connection;
      store: object;
      userID: string;
      username: string;
      locale: string;
      styleOptions: object;
      sendTypingIndicator: boolean;
      activityStatusMiddleware: () => (
        next: (request: StatusRequest) => unknown,
      ) => (request: StatusRequest) => unknown;
      groupActivitiesMiddleware: () => () => (request: {
        readonly activities: readonly SeenActivity[];
      }) => object;
    },
    element: HTMLElement,
  ): void;
}

let loading: Promise<WebChat> | undefined;

/** Loads Microsoft Web Chat as it was published, from our own origin, once. */
export function loadWebChat(): Promise<WebChat> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = scriptUrl;
    script.onload = () => resolve((window as unknown as { WebChat: WebChat }).WebChat);
    script.onerror = () => {
      loading = undefined;
      reject(new Error('The chat window could not be loaded. Reload the page.'));
    };
    document.head.append(script);
  });
  return loading;
}
