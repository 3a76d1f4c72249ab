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
      () => api.customer(chat),
      (news) => this.dispatch({ type: 'customer', chat, news }),
    );
  }

  async search(chat: string, words: string): Promise<void> {
    const { api, store } = this.tools;
    const text = words.trim();
    if (text === '') return;
    await fetchInto(
      store,
      async () => (await api.knowledge(chat, text)).articles,
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
      async () => (await api.outages(chat)).outages,
      (news) => this.dispatch({ type: 'outages', chat, news }),
    );
  }

  relate(chat: string, displayId: string): Promise<void> {
    return this.onChat(chat, `relate ${displayId}`, () => this.tools.api.relate(chat, displayId));
  }

  linkArticle(chat: string, article: string, action: 'share' | 'pin'): Promise<void> {
    return this.onChat(chat, `${action} ${article}`, () => this.tools.api.linkArticle(chat, article, action));
  }

  linkOutage(chat: string, outage: string, action: 'tell' | 'relate'): Promise<void> {
    return this.onChat(chat, `${action} ${outage}`, () => this.tools.api.linkOutage(chat, outage, action));
  }

  /** @returns where the remote control is, or nothing where it was refused */
  async requestControl(chat: string, asset: string | undefined): Promise<string | undefined> {
    let url: string | undefined;
    await this.onChat(chat, `control ${asset ?? ''}`, async () => {
      url = (await this.tools.api.requestControl(chat, asset)).url;
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
