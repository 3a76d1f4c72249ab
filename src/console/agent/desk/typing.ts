import type { DeskApi } from '../api/desk-api.ts';
import type { Feed } from '../state/state.ts';
import type { Store } from './store.ts';

/** The user is told so often that the agent goes on writing, in milliseconds. */
const SAY_EVERY_MS = 3_000;
/** Whoever was not said to be writing for so long has stopped, in milliseconds. */
const GONE_AFTER_MS = 5_000;

/** Signs of typing, both ways. What gets lost of them is missed by nobody. */
export class Typing {
  private readonly api: Pick<DeskApi, 'typing'>;
  private readonly store: Store;
  private readonly said = new Map<string, number>();
  private readonly shown = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(api: Pick<DeskApi, 'typing'>, store: Store) {
    this.api = api;
    this.store = store;
  }

  /** The agent is writing to the user of this chat. */
  say(chat: string): void {
    const now = Date.now();
    if (now - (this.said.get(chat) ?? 0) < SAY_EVERY_MS) return;
    this.said.set(chat, now);
    this.api.typing({ id: chat }).catch(() => {});
  }

  onFrame(frame: Feed): void {
    if (frame.kind !== 'typing') return;
    const { chat, who } = frame;
    this.store.dispatch({ type: 'typing', chat, who });
    clearTimeout(this.shown.get(chat));
    const stopped = () => {
      this.shown.delete(chat);
      this.store.dispatch({ type: 'typing', chat });
    };
    this.shown.set(chat, setTimeout(stopped, GONE_AFTER_MS));
  }

  stop(): void {
    for (const timer of this.shown.values()) clearTimeout(timer);
    this.shown.clear();
    this.said.clear();
  }
}
