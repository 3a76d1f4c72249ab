import type { DeskApi } from '../api/desk-api.ts';
import type { SideAction, SideTab } from '../state/side.ts';
import { fetchInto } from './fetch-into.ts';
import { sideMemory } from './session-memory.ts';
import type { Store } from './store.ts';

/** What the desk lends its parts. */
export interface DeskTools {
  readonly api: DeskApi;
  readonly store: Store;
  /** Runs a wish once at a time and tells the agent why where it was refused. */
  readonly run: (what: string, wish: () => Promise<void>) => Promise<void>;
  /** Fetches what is new of this chat. */
  readonly read: (chat: string) => void;
  /** The same, and the lists it may have moved between. */
  readonly refresh: (chat: string) => void;
}

/** What is looked up beside a chat, and what the agent does with it. Failed look-ups are shown where they were asked for. */
export class Resources {
  private readonly tools: DeskTools;

  constructor(tools: DeskTools) {
    this.tools = tools;
  }

  showTab(tab: SideTab): void {
    sideMemory.write(tab);
    this.dispatch({ type: 'side-tab', tab });
  }

  /** Asks the ITSM who the user of this chat is; once at a time. */
  async findCustomer(chat: string): Promise<void> {
    const { api, store } = this.tools;
    if (store.state.side.customers[chat]?.loading) return;
    await fetchInto(
      store,
      () => api.customer({ id: chat }),
      (news) => this.dispatch({ type: 'customer', chat, news }),
    );
  }

  async search(chat: string, words: string): Promise<void> {
    const { api, store } = this.tools;
    const text = words.trim();
    if (text === '') return;
    await fetchInto(
      store,
      async () => (await api.articles({ query: { chat, q: text } })).articles,
      (news) => this.dispatch({ type: 'search', chat, text, news }),
    );
  }

  preview(chat: string, article: string | undefined): void {
    this.dispatch({ type: 'preview', chat, article });
  }

  async findOutages(chat: string): Promise<void> {
    const { api, store } = this.tools;
    if (store.state.side.outages[chat]?.loading) return;
    await fetchInto(
      store,
      async () => (await api.outages({ query: { chat } })).outages,
      (news) => this.dispatch({ type: 'outages', chat, news }),
    );
  }

  relate(chat: string, displayId: string): Promise<void> {
    return this.onChat(chat, `relate ${displayId}`, () =>
      this.tools.api.relateTicket({ id: chat, body: { displayId } }),
    );
  }

  linkArticle(chat: string, articleId: string, action: 'share' | 'pin'): Promise<void> {
    return this.onChat(chat, `${action} ${articleId}`, () =>
      this.tools.api.linkArticle({ id: chat, body: { articleId, action } }),
    );
  }

  linkOutage(chat: string, outageId: string, action: 'tell' | 'relate'): Promise<void> {
    return this.onChat(chat, `${action} ${outageId}`, () =>
      this.tools.api.linkOutage({ id: chat, body: { outageId, action } }),
    );
  }

  /** @returns where the remote control is, or nothing where it was refused */
  async requestControl(chat: string, asset: string | undefined): Promise<string | undefined> {
    let url: string | undefined;
    await this.onChat(chat, `control ${asset ?? ''}`, async () => {
      url = (await this.tools.api.requestControl({ id: chat, body: { asset } })).url;
    });
    return url;
  }

  private onChat(chat: string, what: string, wish: () => Promise<unknown>): Promise<void> {
    return this.tools.run(`${what} ${chat}`, async () => {
      await wish();
      this.tools.read(chat);
    });
  }

  private dispatch(action: SideAction): void {
    this.tools.store.dispatch(action);
  }
}
