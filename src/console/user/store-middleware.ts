import type { SeenActivity } from './live-chat.ts';

/** An action of Web Chat's store, as far as the page looks at it. */
export interface StoreAction {
  readonly type: string;
  readonly payload?: { readonly activity?: SeenActivity; readonly [member: string]: unknown };
}
/** Looks at each action on its way into Web Chat's store. */
export type StoreMiddleware = (store: {
  readonly dispatch: (action: StoreAction) => unknown;
}) => (next: (action: StoreAction) => unknown) => (action: StoreAction) => unknown;
