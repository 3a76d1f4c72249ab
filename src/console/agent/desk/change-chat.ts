import type { Operations } from '../../../api/operations/index.ts';
import type { Bond } from '../../../api/operations/operation.ts';
import type { Asking, DeskApi } from '../api/desk-api.ts';
import { Refusal } from '../api/refusal.ts';
import type { Chat } from '../state/state.ts';
import type { Following } from './following.ts';
import type { Store } from './store.ts';

/** Operations by which an agent changes one chat. */
export type Change = {
  [K in keyof Operations]: Operations[K] extends { readonly method: 'post'; readonly chat: Bond } ? K : never;
}[Exclude<keyof Operations, 'putFile'>];

/**
 * Carries out what a dialog asks of a chat.
 * @param what shows meanwhile that it runs; the name of the operation where left out
 * @throws Refusal or Unreachable
 */
export type ChangeChat = <K extends Change>(name: K, asking: Asking<K>, what?: string) => Promise<void>;

/** Shows what came of a wish, also where it was refused: then the world is not as it is shown here. */
export const chatChanger =
  (api: DeskApi, store: Store, following: Following): ChangeChat =>
  async (name, asking, what = name) => {
    const { id } = asking as unknown as { readonly id: string };
    const running = `${what} ${id}`;
    store.dispatch({ type: 'running', what: running, on: true });
    try {
      const call = api[name] as (asking: unknown) => Promise<{ readonly chat?: Chat } | undefined>;
      const answer = await call(asking);
      if (answer?.chat) store.dispatch({ type: 'chat', chat: answer.chat });
      following.refresh(id);
    } catch (error) {
      if (error instanceof Refusal && error.status !== 401) following.refresh(id);
      throw error;
    } finally {
      store.dispatch({ type: 'running', what: running, on: false });
    }
  };
