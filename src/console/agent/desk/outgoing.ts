import type { DeskApi } from '../api/desk-api.ts';
import { freshKey } from '../api/key.ts';
import { sentence } from '../api/refusal.ts';
import type { PendingLine } from '../state/state.ts';
import type { Store } from './store.ts';

/** Sends the agent's lines, one after the other per chat, so that they arrive in the order they were written. */
export class Outgoing {
  private readonly api: DeskApi;
  private readonly store: Store;
  private readonly tails = new Map<string, Promise<void>>();

  constructor(api: DeskApi, store: Store) {
    this.api = api;
    this.store = store;
  }

  /** Shows the line at once and sends it. */
  send(chat: string, line: Pick<PendingLine, 'kind' | 'text' | 'attachments'>): void {
    this.enqueue(chat, { ...line, key: freshKey(), at: Date.now() });
  }

  /** Sends a line again that was not sent, under its old key: should it have arrived after all, it stays one. */
  again(chat: string, key: string): void {
    const line = this.store.state.logs[chat]?.pending.find((pending) => pending.key === key);
    if (!line) return;
    const { error: _error, ...again } = line;
    this.enqueue(chat, again);
  }

  private enqueue(chat: string, line: PendingLine): void {
    this.store.dispatch({ type: 'sending', chat, line });
    const tail = this.tails.get(chat) ?? Promise.resolve();
    this.tails.set(
      chat,
      tail.then(() => this.deliver(chat, line)),
    );
  }

  private write(id: string, { kind, text, attachments, key }: PendingLine) {
    if (kind === 'note') return this.api.addNote({ id, body: { text }, key });
    return this.api.sendMessage({ id, body: { text, ...(attachments && { attachments }) }, key });
  }

  private async deliver(chat: string, line: PendingLine): Promise<void> {
    try {
      const { entry } = await this.write(chat, line);
      this.store.dispatch({ type: 'sent', chat, key: line.key, entry });
    } catch (error) {
      this.store.dispatch({ type: 'not-sent', chat, key: line.key, error: sentence(error) });
    }
  }
}
