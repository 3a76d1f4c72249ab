import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { z } from 'zod';
import type { AgentView, ChatView, EntryView, FeedFrame, TicketView } from '../../src/api/views.ts';
import { FakeDirectLine } from './fake-direct-line.ts';
import { FakeItsm, wished } from './fake-itsm.ts';
import { builtPages, servePage } from './pages.ts';

type Entry = z.infer<typeof EntryView>;
/** Leaves `cursor` out of each kind of frame: the desk numbers them itself. */
type News = FeedFrame extends infer F ? (F extends FeedFrame ? Omit<F, 'cursor'> : never) : never;

class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly extra: object;
  constructor(status: number, code: string, detail: string, extra: object = {}) {
    super(detail);
    this.status = status;
    this.code = code;
    this.extra = extra;
  }
}

/** What the fake lets a test steer. */
export interface FakeChat {
  readonly userName: string;
  readonly subject?: string;
  readonly company?: string;
  readonly queue?: string;
  readonly email?: string;
  readonly minutesWaiting?: number;
  readonly history?: readonly (readonly ['user' | 'bot', string])[];
}

/** The desk's HTTP surface in memory, for tests of the pages alone: agents `alice` and `bob`, any password but `wrong`. */
export class FakeDesk {
  readonly chats = new Map<string, ChatView>();
  readonly logs = new Map<string, Entry[]>();
  readonly directLine = new FakeDirectLine();
  readonly itsm = new FakeItsm();
  /** Every request's method and path, in order. */
  readonly requests: { method: string; path: string; key?: string | undefined; body?: unknown }[] = [];
  /** While true, tickets stay `creating`. */
  holdTickets = false;
  /** While true, the next ticket ends as failed. */
  failTicket = false;
  /** While true, an answer to a POST of a line comes only after the feed has told of it. */
  slowAnswers = false;
  /** Paths whose next answer is lost after the work is done. */
  readonly loseAnswerOf = new Set<string>();
  private readonly agents = new Map<string, AgentView>();
  private readonly sessions = new Map<string, string>();
  private readonly once = new Map<string, { status: number; body: unknown }>();
  private readonly eventTickets = new Set<string>();
  private readonly feeds = new Set<WebSocket>();
  private readonly pages = builtPages();
  private cursor = 0;
  private ticketNumber = 100;
  private readonly server = createServer((request, response) => void this.serve(request, response));

  constructor() {
    for (const [id, name] of [
      ['alice', 'Alice Smith'],
      ['bob', 'Bob Jones'],
    ] as const) {
      this.agents.set(id, {
        id,
        name,
        screenName: name,
        roles: ['agent'],
        available: true,
        capacity: 4,
        queues: ['GENERAL', 'Network'],
      });
    }
  }

  /** @returns the origin it listens on */
  async listen(): Promise<string> {
    const sockets = new WebSocketServer({ noServer: true });
    this.server.on('upgrade', (request, socket, head) => {
      const url = new URL(request.url ?? '/', 'http://fake');
      if (url.pathname.startsWith('/v3/directline/')) {
        sockets.handleUpgrade(request, socket, head, (ws) => this.directLine.stream(url, ws));
      } else if (this.eventTickets.delete(url.searchParams.get('ticket') ?? '')) {
        sockets.handleUpgrade(request, socket, head, (ws) => this.follow(ws));
      } else socket.destroy();
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const feed of this.feeds) feed.terminate();
    this.directLine.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Cuts every console's feed, as a restart of the server does. */
  cutFeeds(): void {
    for (const feed of this.feeds) feed.terminate();
  }

  /** Forgets every session, as after their time limit. */
  endSessions(): void {
    this.sessions.clear();
  }

  addChat(chat: FakeChat): string {
    const id = `chat-${randomUUID().replaceAll('-', '')}`;
    const since = new Date(Date.now() - (chat.minutesWaiting ?? 0) * 60_000).toISOString();
    this.chats.set(id, {
      id,
      status: 'queued',
      company: chat.company ?? 'Calbro Services',
      queue: chat.queue ?? 'GENERAL',
      source: 'directline',
      subject: chat.subject ?? 'Something is broken',
      user: {
        id: `dl_${id}`,
        name: chat.userName,
        verified: false,
        connected: 'yes',
        ...(chat.email !== undefined && { email: chat.email }),
      },
      cancelledByUser: false,
      userConnected: true,
      createdAt: since,
      waitingSince: since,
      tickets: [],
      version: 1,
    });
    this.logs.set(id, []);
    for (const [kind, text] of chat.history ?? []) {
      this.line(
        id,
        { kind, name: kind === 'bot' ? 'Virtual agent' : chat.userName },
        'message',
        text,
        {},
        since,
      );
    }
    this.event(id, 'chat-requested', `${chat.userName} asked for a live agent.`, since);
    this.tell({ kind: 'chat', chat: id, version: 1 });
    return id;
  }

  userSays(id: string, text: string): void {
    this.line(id, { kind: 'user', name: this.chat(id).user.name }, 'message', text);
  }

  userCancels(id: string): void {
    this.event(id, 'chat-cancelled', 'End user has cancelled chat.');
    this.change(id, { cancelledByUser: true });
  }

  /** Another agent takes the chat. */
  takenBy(id: string, agentId: string): void {
    const agent = this.agents.get(agentId)!;
    this.change(id, { status: 'assigned', agent: { id: agent.id, screenName: agent.screenName } });
  }

  transferTo(id: string, agentId: string): void {
    const agent = this.agents.get(agentId)!;
    this.change(id, {
      status: 'pending-transfer',
      transferTo: { id: agent.id, screenName: agent.screenName },
    });
  }

  /** A supervisor gives the failed ticket up. */
  /** The chat's user has tickets of earlier chats. */
  remembers(id: string, ...earlier: NonNullable<ChatView['earlier']>): void {
    this.change(id, { earlier });
  }

  givesUp(id: string, n: number): void {
    const { tickets } = this.chat(id);
    this.change(id, { tickets: tickets.map((one) => (one.n === n ? { ...one, givenUp: true } : one)) });
  }

  setDelivery(id: string, seq: number, delivery: NonNullable<Entry['delivery']>): void {
    const log = this.logs.get(id)!;
    log[seq - 1] = { ...log[seq - 1]!, delivery };
    this.tell({ kind: 'delivery', chat: id, seq });
  }

  /** Lets the tickets that were held come to their end. */
  settleTickets(): void {
    for (const chat of this.chats.values()) {
      for (const ticket of chat.tickets) if (ticket.state === 'creating') this.settle(chat.id, ticket);
    }
  }

  agent(id: string): AgentView {
    return this.agents.get(id)!;
  }

  chat(id: string): ChatView {
    const chat = this.chats.get(id);
    if (!chat) throw new Refused(404, 'no-such-chat', 'There is no such chat.');
    return chat;
  }

  private change(id: string, change: Partial<ChatView>): ChatView {
    const chat = { ...this.chat(id), ...change, version: this.chat(id).version + 1 };
    for (const key of Object.keys(change) as (keyof ChatView)[])
      if (change[key] === undefined) delete chat[key];
    this.chats.set(id, chat);
    this.tell({ kind: 'chat', chat: id, version: chat.version });
    return chat;
  }

  private line(
    id: string,
    author: Entry['author'],
    type: Entry['type'],
    text: string,
    more: Partial<Entry> = {},
    at = new Date().toISOString(),
  ): Entry {
    const log = this.logs.get(id)!;
    const visibility = type === 'note' ? 'internal' : 'public';
    const entry: Entry = { seq: log.length + 1, at, author, visibility, type, text, ...more };
    log.push(entry);
    this.tell({ kind: 'entry', chat: id, seq: entry.seq });
    return entry;
  }

  private event(id: string, code: string, text: string, at?: string): void {
    this.line(id, { kind: 'system', name: 'Deskbridge' }, 'event', text, { code }, at);
  }

  private tell(news: News): void {
    this.cursor += 1;
    for (const feed of this.feeds) feed.send(JSON.stringify({ ...news, cursor: String(this.cursor) }));
  }

  private follow(ws: WebSocket): void {
    ws.once('message', (data) => {
      const { cursor } = JSON.parse(String(data)) as { cursor?: string };
      ws.send(
        JSON.stringify({ kind: cursor === undefined ? 'resync' : 'ready', cursor: String(this.cursor) }),
      );
      // What was missed while the line was down is not replayed: the console has to ask.
      if (cursor !== undefined && Number(cursor) < this.cursor) {
        ws.send(JSON.stringify({ kind: 'resync', cursor: String(this.cursor) }));
      }
      this.feeds.add(ws);
    });
    ws.on('close', () => this.feeds.delete(ws));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const method = request.method ?? 'GET';
    const key = request.headers['idempotency-key'] as string | undefined;
    const seen = { method, path: url.pathname, key, body: undefined as unknown };
    this.requests.push(seen);
    try {
      const page = await servePage(this.pages, url.pathname, request.headers.host ?? '');
      if (page) {
        response.writeHead(200, page.headers);
        response.end(page.body);
        return;
      }
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString('utf8');
      const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
      seen.body = body;
      const repeated = key === undefined ? undefined : this.once.get(`${url.pathname} ${key}`);
      const answer = repeated ?? (await this.answer(method, url, body, request));
      if (key !== undefined) this.once.set(`${url.pathname} ${key}`, answer);
      if (this.loseAnswerOf.delete(url.pathname)) {
        response.destroy();
        return;
      }
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(answer.status === 204 ? undefined : JSON.stringify(answer.body));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { status, code, message: detail } = error;
      response.writeHead(status, { 'content-type': 'application/problem+json' });
      const problem = { type: `urn:deskbridge:${code}`, title: code, status, code, detail };
      response.end(JSON.stringify({ ...problem, ...error.extra }));
    }
  }

  private async answer(
    method: string,
    url: URL,
    body: Record<string, unknown>,
    request: IncomingMessage,
  ): Promise<{ status: number; body: unknown }> {
    const path = url.pathname;
    if (path === '/site.json') {
      return {
        status: 200,
        body: { demo: true, version: '0.1.0', sandboxUrl: 'http://127.0.0.1:3980/' },
      };
    }
    if (path.startsWith('/chat/session') || path.startsWith('/v3/directline/')) {
      const answer = this.directLine.answer(method, url, body, request.headers.host ?? '');
      if (!answer) throw new Refused(404, 'not-found', `There is no ${method} ${path}.`);
      return answer;
    }
    if (path === '/api/v1/session' && method === 'POST') return this.signIn(body);
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    const me = this.agents.get(this.sessions.get(token) ?? '');
    if (!me) throw new Refused(401, 'not-signed-in', 'Sign in first.');
    if (path === '/api/v1/session' && method === 'DELETE') {
      this.sessions.delete(token);
      return { status: 204, body: undefined };
    }
    if (path === '/api/v1/me') return { status: 200, body: me };
    if (path === '/api/v1/me/availability') {
      this.agents.set(me.id, { ...me, available: body.available === true });
      return { status: 200, body: this.agents.get(me.id) };
    }
    if (path === '/api/v1/events/ticket') {
      const ticket = randomUUID();
      this.eventTickets.add(ticket);
      return { status: 200, body: { ticket } };
    }
    if (path === '/api/v1/templates') {
      const { type = '', q = '' } = Object.fromEntries(url.searchParams);
      return { status: 200, body: { templates: this.itsm.find(type, q) } };
    }
    const ticket = url.searchParams.get('ticket');
    if (path === '/api/v1/chats' && ticket !== null) {
      const has = (chat: ChatView) =>
        chat.tickets.some((one) => `${one.connector}/${one.displayId}` === ticket);
      return { status: 200, body: { chats: [...this.chats.values()].filter(has) } };
    }
    if (path === '/api/v1/chats') return { status: 200, body: this.list(me, url) };
    const [, id, rest] = /^\/api\/v1\/chats\/([^/]+)\/?(.*)$/.exec(path) ?? [];
    if (id === undefined) throw new Refused(404, 'not-found', `There is no ${method} ${path}.`);
    if (rest === 'end-form') return { status: 200, body: { tickets: this.itsm.endForm(this.chat(id)) } };
    return this.onChat(me, id, method === 'GET' ? 'read' : (rest ?? ''), body, url);
  }

  private signIn({ username, password }: Record<string, unknown>) {
    const agent = this.agents.get(String(username));
    if (!agent || password === 'wrong') {
      throw new Refused(
        401,
        'wrong-credentials',
        'User name or password is wrong. Check both and try again.',
      );
    }
    const token = randomUUID();
    this.sessions.set(token, agent.id);
    return { status: 200, body: { token, agent: { id: agent.id, name: agent.name, roles: agent.roles } } };
  }

  private list(me: AgentView, url: URL) {
    const all = [...this.chats.values()].reverse();
    const by = {
      queue: all.filter((chat) => chat.status === 'queued').reverse(),
      transferred: all.filter((chat) => chat.status === 'pending-transfer' && chat.transferTo?.id === me.id),
      mine: all.filter((chat) => chat.status === 'assigned' && chat.agent?.id === me.id),
      invites: [],
    };
    const view = url.searchParams.get('view') as keyof typeof by;
    const from = Number(url.searchParams.get('after') ?? 0);
    const limit = Number(url.searchParams.get('limit') ?? 50);
    const rest = by[view].slice(from);
    return {
      chats: rest.slice(0, limit),
      counts: {
        queue: by.queue.length,
        transferred: by.transferred.length,
        invites: 0,
        mine: by.mine.length,
      },
      ...(rest.length > limit && { next: String(from + limit) }),
    };
  }

  private async onChat(
    me: AgentView,
    id: string,
    what: string,
    body: Record<string, unknown>,
    url: URL,
  ): Promise<{ status: number; body: unknown }> {
    const chat = this.chat(id);
    if (what === 'read') {
      const after = Number(url.searchParams.get('after') ?? 0);
      return { status: 200, body: { chat, entries: this.logs.get(id)!.slice(after) } };
    }
    if (what === 'accept') return { status: 200, body: { chat: this.accept(me, chat) } };
    if (chat.agent?.id !== me.id || chat.status !== 'assigned') {
      throw new Refused(403, 'not-owner', 'Only the agent who has this chat can do that.');
    }
    const author = { kind: 'agent' as const, id: me.id, name: me.screenName };
    if (what === 'messages' || what === 'notes') {
      const note = what === 'notes';
      const entry = this.line(
        id,
        author,
        note ? 'note' : 'message',
        String(body.text),
        note ? {} : { delivery: 'pending' },
      );
      if (!note) setTimeout(() => this.setDelivery(id, entry.seq, 'delivered'), 60);
      if (this.slowAnswers) await new Promise((resolve) => setTimeout(resolve, 400));
      return { status: 201, body: { entry } };
    }
    if (what === 'tickets') return { status: 202, body: { ticket: this.createTicket(chat, body) } };
    if (what === 'relate')
      return { status: 202, body: { ticket: this.relate(chat, String(body.displayId)) } };
    const retry = /^tickets\/(\d+)\/retry$/.exec(what);
    if (retry) return { status: 202, body: { ticket: this.retryTicket(chat, Number(retry[1])) } };
    return { status: 200, body: { chat: this.finish(chat, what, body) } };
  }

  private accept(me: AgentView, chat: ChatView): ChatView {
    if (chat.agent && chat.agent.id !== me.id) {
      throw new Refused(409, 'taken', `${chat.agent.screenName} has accepted this chat already.`);
    }
    if (chat.status === 'closed') throw new Refused(409, 'closed', 'This chat is closed.');
    if (chat.status === 'assigned') return chat;
    this.event(chat.id, 'chat-accepted', `${me.screenName} accepted the chat.`);
    return this.change(chat.id, {
      status: 'assigned',
      agent: { id: me.id, screenName: me.screenName },
      ...({ transferTo: undefined, waitingSince: undefined } as object),
    });
  }

  private finish(chat: ChatView, what: string, body: Record<string, unknown>): ChatView {
    const gone = { agent: undefined } as object;
    switch (what) {
      case 'release':
        this.event(chat.id, 'chat-released', `${chat.agent?.screenName} released the chat.`);
        return this.change(chat.id, { status: 'queued', waitingSince: new Date().toISOString(), ...gone });
      case 'abandon':
        this.event(chat.id, 'chat-abandoned', `${chat.agent?.screenName} abandoned the chat.`);
        return this.change(chat.id, {
          status: 'closed',
          disposition: 'abandoned',
          tickets: chat.tickets.map((ticket) => ({ ...ticket, status: 'Cancelled' })),
        });
      case 'end': {
        const lacks = this.itsm.blankOnEnd(body);
        if (lacks) throw new Refused(422, 'fields-required', 'The ITSM asks for more.', lacks);
        const resolved = new Set(wished(body).map(({ ticket }) => ticket));
        this.event(chat.id, 'chat-ended', `${chat.agent?.screenName} ended the chat.`);
        return this.change(chat.id, {
          status: 'closed',
          disposition: resolved.size > 0 ? 'resolved' : 'unresolved',
          tickets: chat.tickets.map((ticket) =>
            resolved.has(ticket.n)
              ? { ...ticket, status: 'Resolved', statusReason: 'No Further Action Required' }
              : ticket,
          ),
        });
      }
      default:
        throw new Refused(404, 'not-found', `There is no ${what}.`);
    }
  }

  private createTicket(chat: ChatView, body: Record<string, unknown>): TicketView {
    const type = String(body.type);
    const { earlier = [] } = chat;
    const before = earlier.find(({ displayId }) => displayId === body.reopen);
    if (before !== undefined) {
      const { standing, ...facts } = before;
      const reopened = standing === 'reopenable' ? { status: 'Assigned', statusReason: '' } : {};
      const ticket: TicketView = {
        ...facts,
        ...reopened,
        ...{ n: chat.tickets.length + 1, created: true, state: 'created', continued: true },
      };
      this.change(chat.id, {
        tickets: [...chat.tickets, ticket],
        earlier: earlier.filter((one) => one !== before),
      });
      return ticket;
    }
    const undecided = earlier.find(({ standing }) => standing !== 'over');
    if (undecided !== undefined && body.another !== true)
      throw new Refused(409, 'earlier-ticket', `This user has ${undecided.displayId} from an earlier chat.`);
    const there = chat.tickets.some((ticket) => ticket.created && ticket.type === type);
    if (there && body.another !== true) {
      throw new Refused(409, 'ticket-exists', 'This chat has a ticket already.');
    }
    const fields = this.itsm.blankOnCreate(body);
    if (fields.length > 0) throw new Refused(422, 'fields-required', 'The ITSM asks for more.', { fields });
    const ticket: TicketView = {
      n: chat.tickets.length + 1,
      connector: 'itsm',
      type,
      kind: type === 'work-order' ? 'work-order' : 'incident',
      created: true,
      state: 'creating',
      ...(earlier.length > 0 && { follows: earlier.map(({ displayId }) => displayId) }),
    };
    this.change(chat.id, { tickets: [...chat.tickets, ticket] });
    this.event(chat.id, 'ticket-requested', `${chat.agent?.screenName} is creating a ticket.`);
    if (!this.holdTickets) setTimeout(() => this.settle(chat.id, ticket), 50);
    return ticket;
  }

  private relate(chat: ChatView, displayId: string): TicketView {
    if (!displayId.startsWith('INC')) {
      throw new Refused(422, 'no-such-ticket', `The ITSM has no ticket ${displayId}. Check the number.`);
    }
    const ticket: TicketView = {
      n: chat.tickets.length + 1,
      connector: 'itsm',
      type: 'incident',
      kind: 'incident',
      created: false,
      state: 'created',
      displayId,
      url: `http://127.0.0.1:3980/tickets/${displayId}`,
      status: 'In Progress',
      statusReason: '',
    };
    this.change(chat.id, { tickets: [...chat.tickets, ticket] });
    return ticket;
  }

  private retryTicket(chat: ChatView, n: number): TicketView {
    const ticket = chat.tickets[n - 1];
    if (ticket?.error === undefined) throw new Refused(409, 'not-failed', 'This ticket has not failed.');
    const { error: _, ...rest } = ticket;
    const again: TicketView = { ...rest, state: 'creating' };
    this.change(chat.id, { tickets: chat.tickets.with(n - 1, again) });
    if (!this.holdTickets) setTimeout(() => this.settle(chat.id, again), 50);
    return again;
  }

  private settle(id: string, ticket: TicketView): void {
    const failed = this.failTicket;
    this.failTicket = false;
    const displayId = `${ticket.kind === 'work-order' ? 'WO' : 'INC'}${String(++this.ticketNumber).padStart(12, '0')}`;
    const done: TicketView = failed
      ? {
          ...ticket,
          state: 'failed',
          error: 'The ITSM refused it: "Impact" is required. Ask your administrator to map it.',
        }
      : {
          ...ticket,
          state: 'created',
          displayId,
          url: `http://127.0.0.1:3980/tickets/${displayId}`,
          status: 'Assigned',
        };
    this.event(
      id,
      failed ? 'ticket-failed' : 'ticket-created',
      failed ? 'The ticket could not be created.' : `${displayId} was created.`,
    );
    this.change(id, { tickets: this.chat(id).tickets.with(ticket.n - 1, done) });
  }
}
