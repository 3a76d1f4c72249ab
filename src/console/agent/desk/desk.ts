import { createClient } from '../api/client.ts';
import { type DeskApi, deskApi } from '../api/desk-api.ts';
import { Refusal, sentence } from '../api/refusal.ts';
import { upload } from '../api/upload.ts';
import type { Alerts } from '../arrivals/preferences.ts';
import { isIn } from '../state/rights.ts';
import type { Availability, Draft, ListName, Session, State } from '../state/state.ts';
import { AtOnce } from './at-once.ts';
import { CannedTexts } from './canned-texts.ts';
import { type ChangeChat, chatChanger } from './change-chat.ts';
import { draftMemory } from './draft-memory.ts';
import { Enclosing } from './enclosing.ts';
import { Following } from './following.ts';
import { Outgoing } from './outgoing.ts';
import { type DeskTools, Resources } from './resources.ts';
import { sessionMemory, sideMemory } from './session-memory.ts';
import { Store } from './store.ts';
import { Supervising } from './supervising.ts';
import { Typing } from './typing.ts';
import { Watching } from './watching.ts';

const TABS: readonly ListName[] = ['mine', 'transferred', 'invites', 'queue'];

const ENDED = 'Your session has ended. Sign in again to go on.';

const noChatOf = (ticket: string) =>
  `No chat that you may read belongs to ${ticket.slice(ticket.indexOf('/') + 1)}. Check the number, or ask a colleague of its support queue.`;

const lowered = (most: number) =>
  `You are available for ${most} ${most === 1 ? 'chat' : 'chats'}: your administrator allows no more.`;

/** What the agent can do here: every wish is one of these methods, every change goes through the store. */
export class Desk {
  readonly store = new Store();
  /** What is shown follows the server through this. */
  readonly following: Following;
  /** What is looked up beside a chat. */
  readonly resources: Resources;
  readonly supervising: Supervising;
  readonly watching: Watching;
  readonly enclosing: Enclosing;
  readonly cannedTexts: CannedTexts;
  readonly atOnce: AtOnce;
  /** Carries out what a dialog asks of a chat. */
  readonly change: ChangeChat;
  /** For what dialogs ask before that; what changes something here goes through the other members. */
  readonly api: DeskApi;
  private readonly outgoing: Outgoing;
  private readonly typing: Typing;
  private noticeId = 0;

  constructor() {
    this.api = deskApi(
      createClient({
        fetch: (...args) => fetch(...args),
        token: () => this.store.state.session?.token,
        signedOut: () => this.goOut(ENDED),
      }),
      upload,
    );
    const tools: DeskTools = {
      api: this.api,
      store: this.store,
      run: (what, wish) => this.run(what, wish),
      read: (chat) => this.following.read(chat),
      refresh: (chat) => this.following.refresh(chat),
    };
    this.resources = new Resources(tools);
    this.atOnce = new AtOnce(tools);
    this.supervising = new Supervising(tools);
    this.watching = new Watching(tools);
    this.following = new Following(
      this.api,
      this.store,
      (error) => this.tell(error),
      (frame) => {
        this.supervising.onFrame(frame);
        this.watching.onFrame(frame);
        this.typing.onFrame(frame);
        // The line was away, and the server perhaps too: what the desk allows may have changed.
        if (frame.kind === 'ready') void this.refreshMe();
      },
    );
    this.change = chatChanger(this.api, this.store, this.following);
    this.outgoing = new Outgoing(this.api, this.store);
    this.enclosing = new Enclosing(this.api, this.store);
    this.cannedTexts = new CannedTexts(this.api);
    this.typing = new Typing(this.api, this.store);
    draftMemory.follow(this.store);
  }

  get state(): State {
    return this.store.state;
  }

  /**
   * Goes on with the session of before a reload, if there is one.
   * @param returned the identity provider has just sent the agent back
   */
  resume(returned = false): void {
    this.resources.showTab(sideMemory.read());
    const session = sessionMemory.read();
    if (session) this.enter(session);
    else if (returned) void this.exchange();
  }

  /** The identity provider that agents may sign in at, as they know it. */
  async provider(): Promise<string | undefined> {
    const site = await this.api.site().catch(() => undefined);
    return site?.oidc?.title;
  }

  /** @throws Refusal or Unreachable, for the form to show */
  async signIn(username: string, password: string): Promise<void> {
    const session = await this.api.signIn({ body: { username, password } });
    sessionMemory.write(session);
    this.enter(session);
  }

  /** What went wrong is said on the sign-in page. */
  private async exchange(): Promise<void> {
    try {
      const session = await this.api.signIn({ body: { exchange: true }, cookie: true });
      sessionMemory.write(session);
      this.enter(session);
    } catch (error) {
      this.goOut(sentence(error));
    }
  }

  async signOut(): Promise<void> {
    await this.api.signOut().catch(() => undefined);
    this.goOut();
  }

  /** Says whether, why and for how many chats the agent is available; a number that was lowered is said. */
  setAvailability(wish: Availability): Promise<void> {
    return this.run('availability', async () => {
      const agent = await this.api.setAvailability({ body: wish });
      this.store.dispatch({ type: 'me', agent });
      if (wish.capacity !== undefined && agent.capacity < wish.capacity) this.say(lowered(agent.capacity));
    });
  }

  /** @throws Refusal or Unreachable, for the dialog to show */
  async setScreenName(screenName: string): Promise<void> {
    this.store.dispatch({ type: 'me', agent: await this.api.setScreenName({ body: { screenName } }) });
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
      const [chat] = (await this.api.chats({ query: { ticket } })).chats;
      if (!chat) throw new Refusal(404, 'no-such-chat', noChatOf(ticket));
      this.store.dispatch({ type: 'chat', chat });
      if (isIn(this.state, chat)) this.showTab('mine');
      this.select(chat.id);
    });
  }

  /** Goes to a chat, whatever lies over the chats, with the list that it is in. */
  open(id: string): void {
    this.watching.show(false);
    this.supervising.show(false);
    const { lists } = this.state;
    const tab = TABS.find((name) => lists[name].ids.includes(id));
    if (tab) this.showTab(tab);
    this.select(id);
  }

  setAlerts(alerts: Partial<Alerts>): void {
    this.store.dispatch({ type: 'alerts', alerts });
  }

  keepBeside(chat: string | undefined): void {
    this.store.dispatch({ type: 'beside', chat });
  }

  more(name: ListName): Promise<void> {
    return this.run(`more ${name}`, () => this.following.more(name));
  }

  draft(id: string, draft: Partial<Draft>): void {
    this.store.dispatch({ type: 'draft', chat: id, draft });
  }

  /** Sends these words; the files that are ready go with a message. */
  send(id: string, kind: 'message' | 'note', text: string): void {
    const attachments = kind === 'message' ? this.enclosing.take(id) : [];
    this.outgoing.send(id, { kind, text, ...(attachments.length > 0 && { attachments }) });
  }

  /** Shows the user that the agent is writing. */
  types(id: string): void {
    this.typing.say(id);
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
    const drafts = draftMemory.read(session.agent.id);
    this.store.dispatch({ type: 'signed-in', session, ...(drafts && { drafts }) });
    void this.run('me', async () => {
      this.store.dispatch({ type: 'me', agent: await this.api.me() });
      this.supervising.start();
      this.watching.start();
    });
    this.following.start();
  }

  private async refreshMe(): Promise<void> {
    const { session } = this.state;
    const agent = await this.api.me().catch(() => undefined);
    const stale = this.state.session !== session || this.state.running.has('availability');
    if (agent && !stale) this.store.dispatch({ type: 'me', agent });
  }

  private goOut(why?: string): void {
    this.following.stop();
    this.supervising.stop();
    this.watching.stop();
    this.typing.stop();
    sessionMemory.write(undefined);
    sideMemory.write('details');
    // A lost session keeps them for the same agent.
    if (why === undefined) draftMemory.clear();
    this.store.dispatch({ type: 'signed-out', ...(why !== undefined && { why }) });
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
    this.say(sentence(error));
  }

  private say(text: string): void {
    this.store.dispatch({ type: 'notice', notice: { id: ++this.noticeId, text } });
  }
}
