import { Refusal } from '../api/refusal.ts';
import type { Feed } from '../state/state.ts';
import { isSupervisor } from '../state/supervisor.ts';
import { coalesce } from './coalesce.ts';
import { fetchInto } from './fetch-into.ts';
import type { DeskTools } from './resources.ts';

/** How often the open list is asked for anew: what waits for a confirmation turns up without an event. */
const EVERY_MS = 30_000;
/** A change of a listed chat is felt at once. */
const SOON_MS = 200;
/** Any other chat that changes may have become one of the list; on a busy desk one always does. */
const OTHER_MS = 15_000;
/** The most the API gives in one page. */
const SHOWN = 200;

/** What supervisors look after beside the chats. Does nothing for other agents. */
export class Supervising {
  private readonly tools: DeskTools;
  /** Asks for the list anew, soon. */
  readonly refresh: () => void;
  private readonly refreshLater: () => void;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(tools: DeskTools) {
    this.tools = tools;
    this.refresh = coalesce(() => this.load(), SOON_MS);
    this.refreshLater = coalesce(async () => this.refresh(), OTHER_MS);
  }

  /** Begins once it is known who is signed in. */
  start(): void {
    this.stop();
    if (!this.supervises) return;
    this.refresh();
    void this.readChecks();
    this.timer = setInterval(() => {
      void this.readChecks();
      if (this.tools.store.state.hand.open) this.refresh();
    }, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  onFrame(frame: Feed): void {
    if (!this.supervises) return;
    if (frame.kind === 'resync') this.refresh();
    if (frame.kind !== 'chat') return;
    const listed = this.tools.store.state.hand.page.value?.tickets.some(({ chat }) => chat.id === frame.chat);
    if (listed) this.refresh();
    else this.refreshLater();
  }

  show(open: boolean): void {
    this.tools.store.dispatch({ type: 'hand-open', open });
    if (open) this.refresh();
  }

  private async load(): Promise<void> {
    if (!this.supervises) return;
    const { api, store } = this.tools;
    await fetchInto(
      store,
      () => api.ticketsNeedingHand({ query: { limit: SHOWN } }),
      (news) => store.dispatch({ type: 'hand-page', news }),
    );
  }

  retry(chat: string, n: number): Promise<void> {
    return this.onTicket(`retry ${n} ${chat}`, () => this.tools.api.retryTicket({ id: chat, n }));
  }

  giveUp(chat: string, n: number): Promise<void> {
    return this.onTicket(`give up ${n} ${chat}`, () => this.tools.api.giveUpTicket({ id: chat, n }));
  }

  private onTicket(what: string, wish: () => Promise<unknown>): Promise<void> {
    return this.tools.run(what, async () => {
      try {
        await wish();
      } finally {
        // Refused means, too, that the list is not as it is shown here.
        this.refresh();
      }
    });
  }

  private async readChecks(): Promise<void> {
    const { api, store } = this.tools;
    try {
      store.dispatch({ type: 'checks', checks: (await api.checks()).connectors });
    } catch (error) {
      // Away for a moment: what was found last stands, and the next round asks again.
      if (error instanceof Refusal) store.dispatch({ type: 'checks', checks: [] });
    }
  }

  private get supervises(): boolean {
    return isSupervisor(this.tools.store.state);
  }
}
