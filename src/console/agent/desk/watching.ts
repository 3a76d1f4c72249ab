import type { DeskApi } from '../api/desk-api.ts';
import type { Feed, Mode } from '../state/state.ts';
import { isSupervisor } from '../state/supervisor.ts';
import { byUrgency, type Overview } from '../state/watch.ts';
import { coalesce } from './coalesce.ts';
import { fetchInto } from './fetch-into.ts';
import type { DeskTools } from './resources.ts';

/** Waits grow without an event, and agents come and go without one. */
const EVERY_MS = 10_000;
/** On a busy desk every chat changes something: one fetch for all that did. */
const SOON_MS = 700;
/** The most the API gives in one page. */
const SHOWN = 200;

/** The desk as a supervisor watches it: figures, agents, open chats and calls for assistance. Does nothing for other agents. */
export class Watching {
  private readonly tools: DeskTools;
  /** Asks for everything that is shown anew, soon. */
  readonly refresh: () => void;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(tools: DeskTools) {
    this.tools = tools;
    this.refresh = coalesce(() => this.load(), SOON_MS);
  }

  /** Begins once it is known who is signed in. */
  start(): void {
    this.stop();
    if (!isSupervisor(this.tools.store.state)) return;
    void this.load();
    this.timer = setInterval(() => {
      if (this.tools.store.state.watch.open) this.refresh();
    }, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  onFrame(frame: Feed): void {
    const { watch } = this.tools.store.state;
    if (frame.kind === 'assistance' || frame.kind === 'resync') this.refresh();
    if (frame.kind !== 'chat') return;
    if (watch.open || watch.calls.some(({ id }) => id === frame.chat)) this.refresh();
  }

  show(open: boolean): void {
    this.tools.store.dispatch({ type: 'watch-open', open });
    if (open) void this.load();
  }

  /** Calls are counted always, the rest is fetched while it is looked at. */
  private async load(): Promise<void> {
    const { api, store } = this.tools;
    if (!isSupervisor(store.state)) return;
    // Away for a moment: what was there stands, and the next round asks again.
    const calls = await api.callsForAssistance({ query: { limit: SHOWN } }).catch(() => undefined);
    if (calls && isSupervisor(store.state)) store.dispatch({ type: 'calls', chats: calls.chats });
    if (!store.state.watch.open) return;
    await fetchInto(
      store,
      () => overview(api),
      (news) => store.dispatch({ type: 'overview', news }),
    );
  }

  /** Comes into the chat of another agent, and shows it. @returns whether it is shown now */
  async join(chat: string, mode: Mode): Promise<boolean> {
    const { api, store } = this.tools;
    return this.enter(chat, async () =>
      store.dispatch({ type: 'chat', chat: (await api.join({ id: chat, body: { mode } })).chat }),
    );
  }

  /** Reads the chat without its agent knowing. @returns whether it is shown now */
  async monitorSilently(chat: string): Promise<boolean> {
    const { api, store } = this.tools;
    return this.enter(chat, async () => {
      store.dispatch({ type: 'log', ...(await api.monitor({ id: chat })) });
      store.dispatch({ type: 'silent', chat });
    });
  }

  private async enter(chat: string, wish: () => Promise<void>): Promise<boolean> {
    let done = false;
    await this.tools.run(`enter ${chat}`, async () => {
      await wish();
      done = true;
    });
    if (done) this.show(false);
    return done;
  }
}

async function overview(api: DeskApi): Promise<Overview> {
  const [figures, { agents }, page] = await Promise.all([
    api.figures(),
    api.agents(),
    api.chats({ query: { view: 'all', limit: SHOWN } }),
  ]);
  return { figures, agents, chats: byUrgency(page.chats), more: page.next !== undefined };
}
