import type { DeskApi } from '../api/desk-api.ts';
import type { ListName } from '../state/state.ts';
import { coalesce } from './coalesce.ts';
import type { Store } from './store.ts';

const PAGE = 50;
/** The most the API gives in one page. */
const LARGEST_PAGE = 200;
/** Long enough to turn a burst of changes into one fetch, short enough not to be felt. */
const GATHER_MS = 120;
const ALWAYS: readonly ListName[] = ['mine', 'queue', 'transferred'];

/** Keeps the lists and their counts in step with the server. */
export class Lists {
  private readonly api: DeskApi;
  private readonly store: Store;
  /** Asks for all lists anew, soon. */
  readonly refresh: () => void;

  constructor(api: DeskApi, store: Store, failed: (error: unknown) => void) {
    this.api = api;
    this.store = store;
    this.refresh = coalesce(() => this.load().catch(failed), GATHER_MS);
  }

  /** Fetches each list as far as the agent has opened it; invitations are rare and cost nothing while there are none. */
  async load(): Promise<void> {
    await Promise.all(ALWAYS.map((name) => this.fetch(name)));
    const { counts, lists } = this.store.state;
    if (counts.invites > 0 || lists.invites.ids.length > 0 || !lists.invites.loaded)
      await this.fetch('invites');
  }

  private async fetch(name: ListName): Promise<void> {
    const { session, lists } = this.store.state;
    if (!session) return;
    const held = lists[name].ids.length;
    const page = await this.api.chats({
      query: { view: name, limit: Math.min(LARGEST_PAGE, Math.max(PAGE, held)) },
    });
    this.store.dispatch({ type: 'list', name, page, more: false });
  }

  async more(name: ListName): Promise<void> {
    const { next } = this.store.state.lists[name];
    if (next === undefined) return;
    const page = await this.api.chats({ query: { view: name, limit: PAGE, after: next } });
    this.store.dispatch({ type: 'list', name, page, more: true });
  }
}
