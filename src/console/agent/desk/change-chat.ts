import { Refusal } from '../api/refusal.ts';
import type { Chat } from '../state/state.ts';
import type { Following } from './following.ts';
import type { Store } from './store.ts';

/** Carries out what a dialog asks of a chat; `what` shows meanwhile that it runs. @throws Refusal or Unreachable */
export type ChangeChat = (what: string, chat: string, call: () => Promise<object>) => Promise<void>;

/** Shows what came of a wish, also where it was refused: then the world is not as it is shown here. */
export const chatChanger =
  (store: Store, following: Following): ChangeChat =>
  async (what, id, call) => {
    store.dispatch({ type: 'running', what, on: true });
    try {
      const answer = (await call()) as { readonly chat?: Chat };
      if (answer.chat) store.dispatch({ type: 'chat', chat: answer.chat });
      following.refresh(id);
    } catch (error) {
      if (error instanceof Refusal && error.status !== 401) following.refresh(id);
      throw error;
    } finally {
      store.dispatch({ type: 'running', what, on: false });
    }
  };
