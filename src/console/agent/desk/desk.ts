import { createClient } from '../api/client.ts';
import { type DeskApi, deskApi } from '../api/desk-api.ts';
import { Refusal, sentence } from '../api/refusal.ts';
import { isMine } from '../state/rights.ts';
import type { Chat, Draft, ListName, Session, State } from '../state/state.ts';
import { Following } from './following.ts';
import { Outgoing } from './outgoing.ts';
import { type DeskTools, Resources } from './resources.ts';
import { sessionMemory, sideMemory } from './session-memory.ts';
import { Store } from './store.ts';
import { Supervising } from './supervising.ts';
import { Tickets } from './tickets.ts';

const ENDED = 'Your session has ended. Sign in again to go on.';

const noChatOf = (ticket: string) =>
  `No chat that you may read belongs to ${ticket.slice(ticket.indexOf('/') + 1)}. Check the number, or ask a colleague of its support queue.`;

/** What the agent can do here: every wish is one of these methods, every change goes through the store. */
export class Desk {
  readonly store = new Store();
  /** What is shown follows the server through this. */
  readonly following: Following;
  /** What is looked up beside a chat. */
  readonly resources: Resources;
  readonly supervising: Supervising;
  readonly tickets: Tickets;
  private readonly api: DeskApi;
  private readonly outgoing: Outgoing;
  private noticeId = 0;

  constructor() {
    this.api = deskApi(
      createClient({
        fetch: (...args) => fetch(...args),
        token: () => this.store.state.session?.token,
        signedOut: () => this.leave(ENDED),
      }),
    );
    const tools: DeskTools = {
      api: this.api,
      store: this.store,
      run: (what, wish) => this.run(what, wish),
      read: (chat) => this.following.read(chat),
    };
    this.resources = new Resources(tools);
    this.supervising = new Supervising(tools);
    this.following = new Following(
      this.api,
      this.store,
      (error) => this.tell(error),
      (frame) => this.supervising.onFrame(frame),
    );
    this.outgoing = new Outgoing(this.api, this.store);
    this.tickets = new Tickets(this.api, this.store, this.following);
  }

  get state(): State {
    return this.store.state;
  }

  /** Goes on with the session of before a reload, if there is one. */
  resume(): void {
    this.resources.showTab(sideMemory.read());
    const session = sessionMemory.read();
    if (session) this.enter(session);
  }

  /** @throws Refusal or Unreachable, for the form to show */
  async signIn(username: string, password: string): Promise<void> {
    const session = await this.api.signIn(username, password);
    sessionMemory.write(session);
    this.enter(session);
  }

  async signOut(): Promise<void> {
    await this.api.signOut().catch(() => undefined);
    this.leave();
  }

  setAvailable(available: boolean): Promise<void> {
    return this.run('availability', async () => {
      this.store.dispatch({ type: 'me', agent: await this.api.setAvailable(available) });
    });
  }

  showTab(tab: ListName): void {
    this.store.dispatch({ type: 'tab', tab });
  }

  select(chat: string | undefined): void {
    this.store.dispatch({ type: 'select', chat });
    if (chat !== undefined) this.following.read(chat);
  }

  /**
   * Opens the chat that a ticket belongs to, whatever its status.
   * @param ticket `<connector>/<displayId>`, as the ticket's note has it
   */
  openTicket(ticket: string): Promise<void> {
    return this.run(`open ${ticket}`, async () => {
      const [chat] = (await this.api.chatsOf(ticket)).chats;
      if (!chat) throw new Refusal(404, 'no-such-chat', noChatOf(ticket));
      this.store.dispatch({ type: 'chat', chat });
      if (isMine(this.state, chat)) this.showTab('mine');
      this.select(chat.id);
    });
  }

  keepBeside(chat: string | undefined): void {
    this.store.dispatch({ type: 'beside', chat });
  }

  more(name: ListName): Promise<void> {
    return this.run(`more ${name}`, () => this.following.more(name));
  }

  /** @returns true once the chat is this agent's */
  async accept(id: string): Promise<boolean> {
    await this.command(`accept ${id}`, () => this.api.accept(id));
    return this.state.chats[id]?.status === 'assigned';
  }

  release(id: string): Promise<void> {
    return this.command(`release ${id}`, () => this.api.release(id));
  }

  retryTicket(id: string, n: number): Promise<void> {
    return this.run(`retry ${n} ${id}`, async () => {
      await this.api.retryTicket(id, n);
      this.following.read(id);
    });
  }

  draft(id: string, draft: Partial<Draft>): void {
    this.store.dispatch({ type: 'draft', chat: id, draft });
  }

  send(id: string, kind: 'message' | 'note', text: string): void {
    this.outgoing.send(id, kind, text);
  }

  sendAgain(id: string, key: string): void {
    this.outgoing.again(id, key);
  }

  discard(id: string, key: string): void {
    this.store.dispatch({ type: 'unsend', chat: id, key });
  }

  dismiss(id: number): void {
    this.store.dispatch({ type: 'dismiss', id });
  }

  /** The window came into or went out of the agent's sight. */
  setVisible(visible: boolean): void {
    this.store.dispatch({ type: 'visible', visible });
    if (visible) this.following.hurry();
  }

  private enter(session: Session): void {
    this.store.dispatch({ type: 'signed-in', session });
    void this.run('me', async () => {
      this.store.dispatch({ type: 'me', agent: await this.api.me() });
      this.supervising.start();
    });
    this.following.start();
  }

  private leave(why?: string): void {
    this.following.stop();
    this.supervising.stop();
    sessionMemory.write(undefined);
    sideMemory.write('details');
    this.store.dispatch({ type: 'signed-out', ...(why !== undefined && { why }) });
  }

  private command(what: string, call: () => Promise<{ chat: Chat }>): Promise<void> {
    return this.run(what, async () => {
      const { chat } = await call();
      this.store.dispatch({ type: 'chat', chat });
      this.following.refresh(chat.id);
    });
  }

  /** Runs a wish of the agent once at a time, and tells them why where it was refused. */
  private async run(what: string, wish: () => Promise<void>): Promise<void> {
    if (this.state.running.has(what)) return;
    this.store.dispatch({ type: 'running', what, on: true });
    try {
      await wish();
    } catch (error) {
      this.tell(error);
      // A refusal says that the world is not as it is shown here.
      if (error instanceof Refusal && error.status !== 401) this.following.refreshShown();
    } finally {
      this.store.dispatch({ type: 'running', what, on: false });
    }
  }

  /** A lost session shows the sign-in form, which says why by itself. */
  tell(error: unknown): void {
    if (error instanceof Refusal && error.status === 401) return;
    this.store.dispatch({ type: 'notice', notice: { id: ++this.noticeId, text: sentence(error) } });
  }
}
