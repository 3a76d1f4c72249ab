import { createClient } from '../api/client.ts';
import { type DeskApi, deskApi } from '../api/desk-api.ts';
import { Refusal, sentence } from '../api/refusal.ts';
import type { Chat, Draft, ListName, Session, State } from '../state/state.ts';
import { Following } from './following.ts';
import { Outgoing } from './outgoing.ts';
import { sessionMemory } from './session-memory.ts';
import { Store } from './store.ts';

const ENDED = 'Your session has ended. Sign in again to go on.';

/** What the agent can do here: every wish is one of these methods, every change goes through the store. */
export class Desk {
  readonly store = new Store();
  /** What is shown follows the server through this. */
  readonly following: Following;
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
    this.following = new Following(this.api, this.store, (error) => this.tell(error));
    this.outgoing = new Outgoing(this.api, this.store);
  }

  get state(): State {
    return this.store.state;
  }

  /** Goes on with the session of before a reload, if there is one. */
  resume(): void {
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

  abandon(id: string): Promise<void> {
    return this.command(`abandon ${id}`, () => this.api.abandon(id));
  }

  end(id: string, how: { resolveTicket: boolean; resolution?: string }): Promise<void> {
    return this.command(`end ${id}`, () => this.api.end(id, how));
  }

  createTicket(id: string, type: string, another: boolean): Promise<void> {
    return this.run(`ticket ${type} ${id}`, async () => {
      await this.api.createTicket(id, type, another);
      this.following.read(id);
    });
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
    void this.run('me', async () => this.store.dispatch({ type: 'me', agent: await this.api.me() }));
    this.following.start();
  }

  private leave(why?: string): void {
    this.following.stop();
    sessionMemory.write(undefined);
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
  private tell(error: unknown): void {
    if (error instanceof Refusal && error.status === 401) return;
    this.store.dispatch({ type: 'notice', notice: { id: ++this.noticeId, text: sentence(error) } });
  }
}
