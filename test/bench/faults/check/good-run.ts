import type { ChatView, EntryView, TicketView } from '../../../../src/api/views.ts';
import type { Evidence, Final, HeldTicket } from '../evidence.ts';
import type { Body, Deed, Goal, Row } from '../history.ts';

/** The same with everything open to change. */
export type Open<T> = T extends (infer One)[]
  ? Open<One>[]
  : T extends readonly (infer One)[]
    ? Open<One>[]
    : T extends object
      ? { -readonly [Name in keyof T]: Open<T[Name]> }
      : T;

const AGENTS = { alice: 'Alice Smith', bob: 'Bob Jones' } as const;
export type AgentId = keyof typeof AGENTS;

interface Told {
  readonly key: string;
  readonly goal: Goal;
  readonly chat: Open<ChatView>;
  readonly entries: Open<EntryView>[];
}

/**
 * Writes down what a faultless installation would leave, move by move, so that the checker can be shown what is
 * well, and what is not once somebody has changed it.
 */
export class GoodRun {
  readonly #rows: Row[] = [];
  readonly #told: Told[] = [];
  readonly #held: Open<HeldTicket>[] = [];
  readonly #replays: Record<string, Open<Final['replays'][string]>> = {};
  #t = 1_000;
  #keys = 0;
  #cursor = 0;

  /** A user comes and asks for an agent. */
  comes(key: string, way: 'direct-line' | 'channel', goal: Goal): Story {
    const user = `user-${key}`;
    this.row(key, { op: 'story', key, user, way, conversation: `conversation-${key}`, goal });
    const chat: Open<ChatView> = {
      id: `chat-${key}`,
      status: 'queued',
      company: 'Calbro Services',
      queue: 'Network',
      source: way,
      subject: 'VPN',
      user: { id: user, name: `User ${key}`, verified: false, connected: 'yes' },
      cancelledByUser: false,
      userConnected: true,
      createdAt: this.at(),
      tickets: [],
      version: 1,
    };
    const told = { key, goal, chat, entries: [] };
    this.#told.push(told);
    if (way === 'direct-line') this.#replays[key] = [];
    const story = new Story(this, told, way);
    for (const text of [`My VPN does not connect [${key}]`, 'transfer to live chat', 'Yes']) story.says(text);
    story.event('chat-requested', 'You are in the queue.');
    return story;
  }

  at(): string {
    return new Date(this.#t).toISOString();
  }

  row(who: string, body: Body): void {
    this.#t += 10;
    this.#rows.push({ t: this.#t, at: this.#t, who, ...body });
  }

  /** A request that was acknowledged at once. */
  asks(who: string, op: Deed, story: string, more: Partial<Extract<Body, { result: unknown }>> = {}): void {
    this.#keys += 1;
    this.row(who, { op, key: `key-${this.#keys}`, story, from: this.#t + 5, result: 'ok', ...more });
  }

  feed(kind: string, key: string, n: number): void {
    this.#cursor += 1;
    for (const agent of Object.keys(AGENTS))
      this.row(agent, { op: 'feed', key, connection: 1, kind, cursor: `${this.#cursor}-0`, n });
  }

  hold(ticket: Open<HeldTicket>): void {
    this.#held.push(ticket);
  }

  holds(number: string | undefined): Open<HeldTicket> | undefined {
    return this.#held.find((one) => one.number === number);
  }

  shows(story: string, way: 'direct-line' | 'channel', id: string, text: string, own = false): void {
    if (way === 'direct-line') this.#replays[story]?.push({ id, own, text });
    else if (!own)
      this.row('channel', {
        op: 'channel',
        key: id,
        conversation: `conversation-${story}`,
        shown: true,
        text,
      });
  }

  /** Everything has settled. */
  evidence(): Open<Evidence> {
    for (const { key } of this.#told) this.row('rig', { op: 'told', key });
    for (const agent of Object.keys(AGENTS))
      this.row(agent, { op: 'feed', key: '', connection: 1, kind: 'end', cursor: `${this.#cursor}-0` });
    const chats = this.#told.map(({ chat, entries }) => ({ chat, entries }));
    const ids = (wanted: (chat: ChatView) => boolean) =>
      chats.flatMap(({ chat }) => (wanted(chat) ? [chat.id] : []));
    const isOpen = ({ status }: ChatView): boolean => status !== 'closed';
    const queue = ids(({ status }) => status === 'queued');
    const load = { fds: 30, rss: 200_000_000 };
    const final: Open<Final> = {
      agents: { ...AGENTS },
      chats,
      replays: this.#replays,
      tickets: this.#held,
      lists: Object.keys(AGENTS).map((agent) => {
        const mine = ids((chat) => chat.status === 'assigned' && chat.agent?.id === agent);
        const transferred = ids(({ transferTo }) => transferTo?.id === agent);
        const counts = {
          queue: queue.length,
          mine: mine.length,
          transferred: transferred.length,
          invites: 0,
        };
        return { agent, counts, queue, mine, transferred, all: ids(isOpen) };
      }),
      figures: {
        open: ids(isOpen).length,
        assigned: ids(({ status }) => status === 'assigned').length,
        queued: queue.length,
      },
      store: {
        lanes: [],
        unfinished: [],
        creating: [],
        needsHand: [],
        deadlines: ids(isOpen).map((id) => `${id}|idle|1`),
      },
      jobs: [
        {
          queue: 'housekeeping',
          waiting: 0,
          failed: [{ name: 'sweep', reason: 'away', doneSince: true }],
          unheld: [],
        },
      ],
      audit: { ok: true, text: 'The audit is whole.' },
      leaks: [],
      loads: [{ name: 'server-0', before: load, after: { ...load } }],
    };
    return structuredClone({ rows: this.#rows, final }) as Open<Evidence>;
  }
}

/** One chat as its people make it. */
export class Story {
  readonly #run: GoodRun;
  readonly #told: Told;
  readonly #way: 'direct-line' | 'channel';
  #said = 0;

  constructor(run: GoodRun, told: Told, way: 'direct-line' | 'channel') {
    this.#run = run;
    this.#told = told;
    this.#way = way;
  }

  get owner(): AgentId | undefined {
    return this.#told.chat.status === 'assigned' ? (this.#told.chat.agent?.id as AgentId) : undefined;
  }
  get #key(): string {
    return this.#told.key;
  }

  event(code: NonNullable<EntryView['code']>, text: string): void {
    this.#line({
      author: { kind: 'system', name: 'System' },
      visibility: 'public',
      type: 'event',
      code,
      text,
    });
    this.#run.feed('chat', this.#told.chat.id, this.#told.chat.version);
  }

  #line(entry: Omit<EntryView, 'seq' | 'at'>): void {
    const seq = this.#told.entries.length + 1;
    this.#told.entries.push({ ...entry, seq, at: this.#run.at() });
    if (entry.type !== 'event') this.#run.feed('entry', this.#told.chat.id, seq);
    const own = entry.author.kind === 'user';
    if (entry.visibility === 'public')
      this.#run.shows(this.#key, this.#way, `${this.#told.chat.id}-${seq}`, entry.text, own);
  }

  #changes(change: Partial<ChatView>): void {
    Object.assign(this.#told.chat, change, { version: this.#told.chat.version + 1 });
    const { id, version, status, agent } = this.#told.chat;
    const owner = agent === undefined ? {} : { owner: agent.id };
    this.#run.row('bob', { op: 'saw', key: id, version, chatStatus: status, ...owner });
  }

  says(text = `Word [${this.#key}.u${this.#said++}]`): this {
    const author = { kind: 'user', id: this.#told.chat.user.id, name: this.#told.chat.user.name } as const;
    this.#line({ author, visibility: 'public', type: 'message', text });
    this.#run.asks(this.#key, 'say', this.#key, { text });
    return this;
  }

  accepts(agent: AgentId): this {
    this.#changes({ status: 'assigned', agent: { id: agent, screenName: AGENTS[agent] } });
    delete this.#told.chat.transferTo;
    this.event('chat-accepted', `${AGENTS[agent]} has joined the chat.`);
    this.#run.asks(agent, 'accept', this.#key);
    return this;
  }

  writes(op: 'message' | 'note'): this {
    const agent = this.owner ?? 'alice';
    const text = `Word [${this.#key}.${op === 'note' ? 'n' : 'a'}${this.#said++}]`;
    const author = { kind: 'agent', id: agent, name: AGENTS[agent] } as const;
    this.#line(
      op === 'note'
        ? { author, visibility: 'internal', type: 'note', text }
        : { author, visibility: 'public', type: 'message', text, delivery: 'delivered' },
    );
    this.#run.asks(agent, op, this.#key, { text });
    return this;
  }

  gives(to: AgentId | 'queue'): this {
    const from = this.owner ?? 'alice';
    delete this.#told.chat.agent;
    if (to === 'queue') {
      this.#changes({ status: 'queued' });
      this.event('chat-released', `${AGENTS[from]} has released the chat.`);
      this.#run.asks(from, 'release', this.#key);
    } else {
      this.#changes({ status: 'pending-transfer', transferTo: { id: to, screenName: AGENTS[to] } });
      this.event('chat-offered', `${AGENTS[from]} is transferring you to ${AGENTS[to]}.`);
      this.#run.asks(from, 'transfer', this.#key);
    }
    return this;
  }

  wishes(what: 'ticket' | 'relate'): this {
    const { chat, entries } = this.#told;
    const n = chat.tickets.length + 1;
    const number = `INC-${this.#key}-${n}`;
    const created = what === 'ticket';
    const ticket: Open<TicketView> = {
      n,
      connector: 'helix',
      type: 'incident',
      kind: 'incident',
      created,
      state: 'created',
      displayId: number,
    };
    this.#run.hold({
      number,
      type: 'incident',
      key: created ? `DB-${number}` : '',
      status: 'Assigned',
      reason: '',
      description: created
        ? entries
            .filter(({ visibility }) => visibility === 'public')
            .map(({ text }) => text)
            .join('\n')
        : 'There before',
      workInfo: [
        {
          summary: 'Live chat',
          text: `This ticket belongs to a live chat with ${chat.user.name}: http://desk`,
        },
      ],
    });
    chat.tickets.push(ticket);
    this.#run.asks(this.owner ?? 'alice', what, this.#key, { n });
    return this;
  }

  shares(title: string): this {
    const { chat } = this.#told;
    chat.links = [...(chat.links ?? []), { kind: 'knowledge', id: title, title, relate: true }];
    for (const { displayId } of chat.tickets)
      this.#run.holds(displayId)?.workInfo.push({ summary: `Knowledge article: ${title}`, text: title });
    return this;
  }

  leaves(): this {
    this.#changes({ cancelledByUser: true });
    this.event('chat-cancelled', 'End user has cancelled chat.');
    if (this.#told.chat.status === 'queued') this.#changes({ status: 'closed', disposition: 'cancelled' });
    this.#run.asks(this.#key, 'cancel', this.#key);
    return this;
  }

  ends(how: 'resolved' | 'unresolved' | 'abandoned'): this {
    const { chat, entries } = this.#told;
    const agent = this.owner ?? 'alice';
    const disposition = how === 'unresolved' && chat.cancelledByUser ? 'cancelled' : how;
    this.#changes({ status: 'closed', disposition });
    for (const { displayId, created } of chat.tickets) {
      const held = this.#run.holds(displayId);
      if (held === undefined) continue;
      const rest = entries.filter(
        ({ visibility, text }) => visibility === 'public' && !held.description.includes(text),
      );
      held.workInfo.push({ summary: 'Live chat: over', text: rest.map(({ text }) => text).join('\n') });
      if (created && how === 'resolved')
        [held.status, held.reason] = ['Resolved', 'No Further Action Required'];
      if (created && how === 'abandoned') [held.status, held.reason] = ['Cancelled', 'No longer a Causal CI'];
    }
    this.event(how === 'abandoned' ? 'chat-abandoned' : 'chat-ended', 'The chat is over.');
    if (how === 'abandoned') this.#run.asks(agent, 'abandon', this.#key);
    else this.#run.asks(agent, 'end', this.#key, { resolve: how === 'resolved' });
    return this;
  }
}
