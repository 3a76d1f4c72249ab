import type { DeskApi } from '../api/desk-api.ts';
import { FeedLine } from '../api/feed.ts';
import { Refusal } from '../api/refusal.ts';
import type { Feed, ListName } from '../state/state.ts';
import { Lists } from './lists.ts';
import { Logs } from './logs.ts';
import type { Store } from './store.ts';

/** Pause before a fetch that found nobody there is tried again, in milliseconds. */
const TRY_AGAIN_MS = 3_000;

/** Keeps what is shown in step with the server: the feed says what changed, lists and logs are fetched for it. */
export class Following {
  private readonly store: Store;
  private readonly api: DeskApi;
  private readonly tell: (error: unknown) => void;
  private readonly onNews: (frame: Feed) => void;
  private readonly lists: Lists;
  private readonly logs: Logs;
  private feed: FeedLine | undefined;

  constructor(api: DeskApi, store: Store, tell: (error: unknown) => void, onNews: (frame: Feed) => void) {
    this.api = api;
    this.store = store;
    this.tell = tell;
    this.onNews = onNews;
    const failed = (error: unknown) => this.failed(error);
    this.lists = new Lists(api, store, failed);
    this.logs = new Logs(api, store, failed);
  }

  start(): void {
    this.feed = new FeedLine({
      ticket: () => this.api.eventsTicket(),
      open: (ticket) => {
        const url = new URL(`/api/v1/events?ticket=${encodeURIComponent(ticket)}`, location.href);
        url.protocol = url.protocol.replace('http', 'ws');
        return new WebSocket(url);
      },
      onFrame: (frame) => this.onFrame(frame),
      onAnew: () => this.store.dispatch({ type: 'anew' }),
      onLink: (link) => this.store.dispatch({ type: 'link', link }),
    });
    void this.feed.connect();
    this.refreshShown();
  }

  stop(): void {
    this.feed?.stop();
    this.feed = undefined;
  }

  /** Reconnects at once where the line is down. */
  hurry(): void {
    this.feed?.hurry();
  }

  /** Fetches what this chat has that is not here yet, and the lists it may have moved between. */
  refresh(chat: string): void {
    this.logs.refresh(chat);
    this.lists.refresh();
  }

  /** Fetches what is missing of this chat's log. */
  read(chat: string): void {
    this.logs.refresh(chat);
  }

  /** The lists and the chat the agent looks at. */
  refreshShown(): void {
    this.lists.refresh();
    const { selected } = this.store.state;
    if (selected !== undefined) this.logs.refresh(selected);
  }

  more(name: ListName): Promise<void> {
    return this.lists.more(name);
  }

  /** Own chats are read as soon as they are listed, so that their unread marks are right. */
  readOwnChats(): void {
    const { lists, logs } = this.store.state;
    for (const id of lists.mine.ids) if (!logs[id]?.loaded) this.logs.refresh(id);
  }

  private onFrame(frame: Feed): void {
    this.onNews(frame);
    switch (frame.kind) {
      case 'ready':
        return;
      case 'resync':
        this.lists.refresh();
        for (const id of this.followed()) this.logs.refresh(id);
        return;
      case 'chat':
        this.lists.refresh();
        if (this.followed().has(frame.chat)) this.logs.refresh(frame.chat);
        return;
      case 'entry':
        if (this.followed().has(frame.chat)) this.logs.arrived(frame.chat, frame.seq);
        return;
      case 'connected': {
        const { chat, kind: _kind, cursor: _cursor, ...user } = frame;
        this.store.dispatch({ type: 'connected', chat, user });
        // An answer that was asked for before this and comes after it would undo it.
        if (this.followed().has(chat)) this.logs.refresh(chat);
        return;
      }
      case 'delivery':
        if (this.followed().has(frame.chat)) this.logs.deliveryChanged(frame.chat, frame.seq);
    }
  }

  /** Chats whose logs are open in this window: the agent's own and what they look at. */
  private followed(): ReadonlySet<string> {
    const { lists, selected, beside } = this.store.state;
    return new Set([...lists.mine.ids, selected, beside].filter((id) => id !== undefined));
  }

  /** While the server is away the page says so by itself; these fetches only come back later. */
  private failed(error: unknown): void {
    if (error instanceof Refusal) this.tell(error);
    else setTimeout(() => this.refreshShown(), TRY_AGAIN_MS);
  }
}
