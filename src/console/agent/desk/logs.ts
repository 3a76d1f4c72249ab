import type { DeskApi } from '../api/desk-api.ts';
import { Refusal } from '../api/refusal.ts';
import { wholeUpTo } from '../state/log.ts';
import { noLog } from '../state/state.ts';
import { coalesce } from './coalesce.ts';
import type { Store } from './store.ts';

interface Reader {
  /** Fetch from after this seq, because a line's delivery changed; Infinity where only new lines are wanted. */
  from: number;
  readonly run: () => void;
}

/** Fetches what is missing of the logs that are open here; one fetch in flight per chat. */
export class Logs {
  private readonly api: DeskApi;
  private readonly store: Store;
  private readonly failed: (error: unknown) => void;
  private readonly readers = new Map<string, Reader>();

  constructor(api: DeskApi, store: Store, failed: (error: unknown) => void) {
    this.api = api;
    this.store = store;
    this.failed = failed;
  }

  /** Asks for everything of this chat that is not here yet, and for the chat itself. */
  refresh(id: string): void {
    this.reader(id).run();
  }

  /** Lines up to `seq` are in the log. */
  arrived(id: string, seq: number): void {
    if (seq > wholeUpTo(this.store.state.logs[id] ?? noLog)) this.refresh(id);
  }

  /** The line at `seq` got further on its way to the user, or failed. */
  deliveryChanged(id: string, seq: number): void {
    const reader = this.reader(id);
    reader.from = Math.min(reader.from, seq - 1);
    reader.run();
  }

  private reader(id: string): Reader {
    const known = this.readers.get(id);
    if (known) return known;
    const reader: Reader = {
      from: Number.POSITIVE_INFINITY,
      run: coalesce(() => this.fetch(id, reader).catch((error) => this.notRead(id, error)), 10),
    };
    this.readers.set(id, reader);
    return reader;
  }

  /** A chat that has gone to others is not shown any more; who took it there themselves need not be told. */
  private notRead(id: string, error: unknown): void {
    const { session, selected, beside, chats } = this.store.state;
    const isGone = error instanceof Refusal && error.status === 404;
    if (isGone && selected === id) this.store.dispatch({ type: 'select', chat: undefined });
    if (isGone && beside === id) this.store.dispatch({ type: 'beside', chat: undefined });
    const wasMine = chats[id]?.status === 'assigned' && chats[id]?.agent?.id === session?.agent.id;
    if (!isGone || wasMine) this.failed(error);
  }

  private async fetch(id: string, reader: Reader): Promise<void> {
    const { session, logs, watch } = this.store.state;
    if (!session) return;
    const after = Math.min(reader.from, wholeUpTo(logs[id] ?? noLog));
    reader.from = Number.POSITIVE_INFINITY;
    const answer = await (watch.silent === id
      ? this.readSilently(id, after)
      : this.api.chat({ id, query: { after } }));
    if (this.store.state.session === session) this.store.dispatch({ type: 'log', ...answer });
  }

  /** Once there is no agent any more whom one could watch, the chat is read like any other. */
  private readSilently(id: string, after: number) {
    return this.api.monitor({ id, query: { after } }).catch((error: unknown) => {
      if (error instanceof Refusal && error.status === 409) return this.api.chat({ id, query: { after } });
      throw error;
    });
  }
}
