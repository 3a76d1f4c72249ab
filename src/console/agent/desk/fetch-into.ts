import { sentence } from '../api/refusal.ts';
import type { Fetching } from '../state/fetched.ts';
import type { Store } from './store.ts';

/** Tells how a fetch goes. An answer that comes after its agent has signed out is nobody's to see. */
export async function fetchInto<T>(
  store: Store,
  ask: () => Promise<T>,
  tell: (news: Fetching<T>) => void,
): Promise<void> {
  const { session } = store.state;
  tell('begun');
  const news: Fetching<T> = await ask().then(
    (value) => ({ value }),
    (error) => ({ error: sentence(error) }),
  );
  if (store.state.session === session) tell(news);
}
