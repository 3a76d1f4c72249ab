import type { DeskApi, NewTicket } from '../api/desk-api.ts';
import { Refusal } from '../api/refusal.ts';
import type { EndRow, EndWish, Template } from '../state/ending.ts';
import type { Chat, Ticket } from '../state/state.ts';
import type { Following } from './following.ts';
import type { Store } from './store.ts';

/** What dialogs ask for about tickets and endings. Everything here throws Refusal or Unreachable, for them to show. */
export class Tickets {
  private readonly api: DeskApi;
  private readonly store: Store;
  private readonly following: Following;

  constructor(api: DeskApi, store: Store, following: Following) {
    this.api = api;
    this.store = store;
    this.following = following;
  }

  async templates(chat: string, type: string, text: string): Promise<readonly Template[]> {
    return (await this.api.templates(chat, type, text)).templates;
  }

  async endForm(chat: string): Promise<readonly EndRow[]> {
    return (await this.api.endForm(chat)).tickets;
  }

  create(chat: string, wish: NewTicket, key: string): Promise<void> {
    return this.change(`ticket ${wish.type} ${chat}`, chat, () => this.api.createTicket(chat, wish, key));
  }

  relate(chat: string, displayId: string, key: string): Promise<void> {
    return this.change(`relate ${chat}`, chat, () => this.api.relate(chat, displayId, key));
  }

  end(chat: string, wish: EndWish, key: string): Promise<void> {
    return this.change(`end ${chat}`, chat, () => this.api.end(chat, wish, key));
  }

  abandon(chat: string, key: string): Promise<void> {
    return this.change(`abandon ${chat}`, chat, () => this.api.abandon(chat, key));
  }

  /** Shows that it runs, and what came of it. */
  private async change(
    what: string,
    id: string,
    call: () => Promise<{ chat: Chat } | { ticket: Ticket }>,
  ): Promise<void> {
    this.store.dispatch({ type: 'running', what, on: true });
    try {
      const answer = await call();
      if ('chat' in answer) this.store.dispatch({ type: 'chat', chat: answer.chat });
      this.following.refresh(id);
    } catch (error) {
      // A refusal says that the world is not as it is shown here.
      if (error instanceof Refusal && error.status !== 401) this.following.refresh(id);
      throw error;
    } finally {
      this.store.dispatch({ type: 'running', what, on: false });
    }
  }
}
