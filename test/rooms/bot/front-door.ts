import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TurnContext } from 'botbuilder';
import { Redis } from 'ioredis';
import { fixedSettings } from '../../../config/load.ts';
import { Settings } from '../../../config/schema.ts';
import { plan } from '../../../jobs/plan.ts';
import { createBotDoor, type DoorOptions } from '../../../src/bot/door.ts';
import { createHandoffPorts } from '../../../src/bot/handoff-ports.ts';
import { createHindrance } from '../../../src/bot/hindrance.ts';
import { createNoteFailure } from '../../../src/bot/note-failure.ts';
import type { BotPorts } from '../../../src/bot/ports.ts';
import { createRouting } from '../../../src/bot/routing.ts';
import type { Command, Opening, Reopening } from '../../../src/handoff/commands.ts';
import { createRules } from '../../../src/handoff/rules.ts';
import { startHttpServer } from '../../../src/shared/http/server.ts';
import { createLog } from '../../../src/shared/log.ts';
import { createOutgoing } from '../../../src/shared/outgoing.ts';
import { createExecutor } from '../../../src/store/execute.ts';
import { openStore } from '../../../src/store/store.ts';

export interface Posted {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was sent
  readonly body: any;
}

/** How a channel answers a POST: with a status and headers, by hanging, or by cutting the line. */
export type ChannelAnswer =
  | { status: number; headers?: Record<string, string> }
  | 'hang'
  | 'reset'
  | ((request: IncomingMessage, response: ServerResponse) => void);

/** A channel's connector service on loopback: keeps what it is sent, answers as it is told, else 200. */
export async function startChannel() {
  const posted: Posted[] = [];
  const answers: ChannelAnswer[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      posted.push({ path: request.url ?? '', headers: request.headers, body: text && JSON.parse(text) });
      const answer = answers.shift() ?? { status: 200 };
      if (answer === 'hang') return;
      if (answer === 'reset') return void request.socket.resetAndDestroy();
      if (typeof answer === 'function') return answer(request, response);
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posted,
    answers,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
export type Channel = Awaited<ReturnType<typeof startChannel>>;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever the server says
  readonly body: any;
}

/** The front door on a real server, with the real store and rules on a desk of its own, and a channel on loopback. */
export async function openFrontDoor(
  agent: (context: TurnContext) => Promise<unknown>,
  more: Partial<Omit<DoorOptions, 'agent' | 'ports' | 'settings'>> & {
    ports?: Partial<BotPorts>;
    settings?: object;
  } = {},
) {
  const redis = new Redis(process.env.TEST_REDIS ?? '');
  const desk = `bot-${randomUUID()}`;
  const store = openStore(redis, desk);
  const channel = await startChannel();
  const clock = { now: () => Date.now() };
  const log = createLog('silent');
  const executor = createExecutor({
    redis,
    desk,
    rules: {
      ...createRules(() => ({
        waitingMs: 60_000,
        idleMs: 60_000,
        abandoningMs: 15_000,
        transferMs: 120_000,
        reopenMs: 60_000,
        rateMs: 60_000,
      })),
      plan,
    },
    clock,
    keepSeconds: 3600,
    wake: () => {},
  });
  const report = async (chat: string, command: Command): Promise<void> => {
    await executor.execute(chat, command);
  };
  /** Whether the store has room for another chat. */
  const state = {
    room: true,
    /** Queues whose agents are online. */
    there: new Set<string>(),
    /** What a user may leave. */
    ticket: undefined as Omit<Opening, 'at'> | undefined,
    /** Who gets a reopened chat first. */
    first: undefined as Reopening['first'],
  };
  const direct: { conversation: string; activity: Record<string, unknown> }[] = [];
  const { ports, settings: given = {}, ...rest } = more;
  const settings = fixedSettings(Settings.parse(given));
  const door = createBotDoor({
    credentials: {},
    conversations: store.conversations,
    clock,
    log,
    http: createOutgoing(),
    serviceHosts: [],
    settings,
    publicUrl: 'https://help.example',
    ...rest,
    agent: {
      run: async (context) => {
        await agent(context);
      },
    },
    ports: {
      ...createHandoffPorts({
        execute: executor.execute,
        report,
        known: executor.known,
        settings,
        routeOf: createRouting(settings).routeOf,
        hindrance: createHindrance({
          settings,
          clock,
          someoneFor: async ({ queue }) => state.there.has(queue),
        }),
        ticketFor: () => state.ticket,
        hasRoom: async () => state.room,
        noteFailure: createNoteFailure(store, clock, log),
        openChat: store.conversations.openChat,
        reopening: {
          readChat: async (id) => (await store.chats.readAll([id]))[0],
          readLog: (id) => store.chats.log(id),
          whoHadIt: async () => state.first,
          chatsOf: store.chats.ofUser,
          ask: executor.ask,
        },
      }),
      userTypes: store.typing.byUser,
      left: store.connections.left,
      back: async (chat) => void (await store.connections.back(chat)),
      postToDirectLine: async (conversation, activity) => void direct.push({ conversation, activity }),
      ...ports,
    },
  });
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    routes: door.routes,
    sockets: [],
    log,
  });
  const conversation = randomUUID();

  async function post(activity: object, headers: Record<string, string> = {}): Promise<Reply> {
    const response = await fetch(`${server.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({
        type: 'message',
        channelId: 'test',
        serviceUrl: channel.url,
        conversation: { id: conversation },
        from: { id: 'user-1', name: 'Dana Reyes' },
        recipient: { id: 'bot', name: 'Helper' },
        ...activity,
      }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
  }

  return {
    door,
    store,
    redis,
    desk,
    state,
    channel,
    direct,
    conversation,
    url: server.url,
    execute: executor.execute,
    post,
    say: (text: string, id: string = randomUUID(), extra: object = {}) => post({ text, id, ...extra }),
    /** Open chats of this desk. */
    chats: async () => store.chats.readAll((await store.lists.open(undefined, 100)).ids),
    async close() {
      await server.close();
      await channel.close();
      redis.disconnect();
    },
  };
}
export type FrontDoor = Awaited<ReturnType<typeof openFrontDoor>>;
