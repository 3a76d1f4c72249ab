import type { Store } from '../desk/store.ts';
import { newsInView } from '../state/select.ts';
import type { ListName } from '../state/state.ts';

/** Long enough to have read a line, milliseconds. */
const SEEN_AFTER_MS = 1_000;

/** What came into a list is new until the list was before the agent's eyes for a moment. */
export class ListSeen {
  private readonly store: Store;
  private waiting: { readonly list: ListName; readonly timer: ReturnType<typeof setTimeout> } | undefined;

  constructor(store: Store) {
    this.store = store;
  }

  onChange(): void {
    const list = newsInView(this.store.state);
    if (list === this.waiting?.list) return;
    clearTimeout(this.waiting?.timer);
    this.waiting = list && { list, timer: setTimeout(() => this.seen(list), SEEN_AFTER_MS) };
  }

  private seen(name: ListName): void {
    this.waiting = undefined;
    this.store.dispatch({ type: 'list-seen', name });
  }
}
