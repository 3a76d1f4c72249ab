import { randomUUID } from 'node:crypto';
import type { ChatList, ChatView, EntryView, TicketView } from '../../src/api/views.ts';
import { PASSWORD } from './demo.ts';
import { eventually } from './eventually.ts';
import { patience } from './pace.ts';

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever the server says
  readonly body: any;
}

async function call(
  url: string,
  method: string,
  token?: string,
  body?: unknown,
  headers = {},
): Promise<Reply> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(patience(20_000)),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

export interface Heard {
  readonly id: string;
  readonly type: string;
  readonly text?: string;
  readonly name?: string;
  readonly value?: { readonly state?: string };
  readonly from: { readonly id: string; readonly name?: string };
}

/** A user on our own Direct Line, as a program would speak it. */
export class User {
  readonly url: string;
  readonly token: string;
  readonly conversationId: string;
  readonly userId: string;

  private constructor(url: string, session: { token: string; conversationId: string; userId: string }) {
    this.url = url;
    this.token = session.token;
    this.conversationId = session.conversationId;
    this.userId = session.userId;
  }

  static async arrive(url: string, userName = 'Dana Reyes', more: object = {}): Promise<User> {
    const { status, body } = await call(`${url}/chat/session`, 'POST', undefined, { userName, ...more });
    if (status !== 200 && status !== 201) throw new Error(`no session: ${status} ${JSON.stringify(body)}`);
    const user = new User(url, body);
    await call(`${url}/v3/directline/conversations`, 'POST', body.token);
    return user;
  }

  /** The user of a page, by what `POST /chat/session` has answered it. */
  static ofPage(url: string, session: { token: string; conversationId: string; userId: string }): User {
    return new User(url, session);
  }

  /** The same user at another server of the same desk. */
  at(url: string): User {
    return new User(url, this);
  }

  post(activity: object): Promise<Reply> {
    const url = `${this.url}/v3/directline/conversations/${this.conversationId}/activities`;
    return call(url, 'POST', this.token, { from: { id: this.userId }, ...activity });
  }

  async say(text: string, clientActivityID: string = randomUUID()): Promise<Reply> {
    return this.post({ type: 'message', text, channelData: { clientActivityID } });
  }

  /** Everything in the conversation, both sides. */
  async all(): Promise<readonly Heard[]> {
    const url = `${this.url}/v3/directline/conversations/${this.conversationId}/activities`;
    return (await call(url, 'GET', this.token)).body.activities;
  }

  async heard(): Promise<readonly Heard[]> {
    return (await this.all()).filter(({ from }) => from.id !== this.userId);
  }

  hears(text: string | RegExp): Promise<Heard> {
    return eventually(
      async () =>
        (await this.heard()).findLast((one) =>
          typeof text === 'string' ? one.text === text : text.test(one.text ?? ''),
        ),
      `the user hears ${text}`,
    );
  }

  hearsStatus(state: string): Promise<Heard> {
    return eventually(
      async () =>
        (await this.heard()).find((one) => one.name === 'handoff.status' && one.value?.state === state),
      `the user's page hears ${state}`,
    );
  }

  /** Through the virtual agent to a chat in the queue. */
  async escalate(question = 'My VPN does not connect'): Promise<void> {
    await this.say(question);
    await this.hears(/vpn/i);
    await this.say('transfer to live chat');
    await this.say('Yes');
    await this.hearsStatus('requested');
  }
}

/** An agent at the HTTP surface. */
export class Agent {
  readonly url: string;
  readonly token: string;
  readonly id: string;

  private constructor(url: string, token: string, id: string) {
    this.url = url;
    this.token = token;
    this.id = id;
  }

  static async signIn(url: string, username: string, password = PASSWORD): Promise<Agent> {
    const { status, body } = await call(`${url}/api/v1/session`, 'POST', undefined, { username, password });
    if (status !== 200) throw new Error(`${username} cannot sign in: ${JSON.stringify(body)}`);
    return new Agent(url, body.token, body.agent.id);
  }

  /** Whoever has this session. */
  static async withToken(url: string, token: string): Promise<Agent> {
    return new Agent(url, token, (await call(`${url}/api/v1/me`, 'GET', token)).body.id);
  }

  /** The same agent, signed in as before, at another server of the same desk. */
  at(url: string): Agent {
    return new Agent(url, this.token, this.id);
  }

  get(path: string): Promise<Reply> {
    return call(`${this.url}/api/v1${path}`, 'GET', this.token);
  }

  do(path: string, body: object = {}, key: string = randomUUID()): Promise<Reply> {
    return call(`${this.url}/api/v1${path}`, 'POST', this.token, body, { 'idempotency-key': key });
  }

  async list(view: string): Promise<ChatList> {
    return (await this.get(`/chats?view=${view}&limit=200`)).body;
  }

  async read(chat: string): Promise<{ chat: ChatView; entries: EntryView[] }> {
    return (await this.get(`/chats/${chat}`)).body;
  }

  /** The waiting chat of a user. */
  finds(user: User): Promise<ChatView> {
    return eventually(
      async () => (await this.list('queue')).chats.find((chat) => chat.user.id === user.userId),
      'the chat waits in the queue',
    );
  }

  reads(chat: string, text: string): Promise<EntryView> {
    return eventually(
      async () => (await this.read(chat)).entries.find((entry) => entry.text === text),
      `the agent reads ${text}`,
    );
  }

  /** The ticket, once it is in that state or status. */
  ticket(chat: string, n: number, stateOrStatus: string): Promise<TicketView> {
    return eventually(
      async () =>
        (await this.read(chat)).chat.tickets.find(
          (ticket) => ticket.n === n && (ticket.state === stateOrStatus || ticket.status === stateOrStatus),
        ),
      `ticket ${n} is ${stateOrStatus}`,
    );
  }
}
