import type { AgentAccount, SettingsSource } from '../config/schema.ts';
import { connectors as known } from '../connectors/index.ts';
import { appendTranscript } from '../jobs/append-transcript.ts';
import { changeTicket } from '../jobs/change-ticket.ts';
import { deliverMessages } from '../jobs/deliver-messages.ts';
import { deliverNow } from '../jobs/deliver-now.ts';
import { openTicket } from '../jobs/open-ticket.ts';
import { plan } from '../jobs/plan.ts';
import { connectorQueue, DELIVER } from '../jobs/queues.ts';
import { createRelay } from '../jobs/relay.ts';
import { createJudge } from '../jobs/run.ts';
import { sweepDeadlines } from '../jobs/sweep-deadlines.ts';
import { sweepOutbox } from '../jobs/sweep-outbox.ts';
import type { LaneTools } from '../jobs/work-lane.ts';
import { startWorkers } from '../jobs/workers.ts';
import { openApi } from './api/openapi.ts';
import { createChannelHttp } from './bot/channel-http.ts';
import type { BotCredentials } from './bot/credentials.ts';
import { createBotDoor, type VirtualAgent } from './bot/door.ts';
import { createHandoffPorts } from './bot/handoff-ports.ts';
import type { ConnectorDefinition } from './connector/connector.ts';
import { DEMO_ACCOUNTS } from './demo/accounts.ts';
import { PAGES } from './desk/pages.ts';
import { hashPassword } from './desk/passwords.ts';
import { createDesk } from './desk/room.ts';
import { createDirectLine } from './directline/direct-line.ts';
import type { Command } from './handoff/commands.ts';
import { createRules } from './handoff/rules.ts';
import { systemClock } from './shared/clock.ts';
import { healthRoutes } from './shared/http/health.ts';
import { isLoopback } from './shared/http/loopback.ts';
import { pageRoutes } from './shared/http/pages.ts';
import { Problem } from './shared/http/problem.ts';
import { startHttpServer } from './shared/http/server.ts';
import type { Log } from './shared/log.ts';
import { createOutgoing } from './shared/outgoing.ts';
import { StartupError } from './shared/startup-error.ts';
import { createUnderWay } from './shared/under-way.ts';
import { connectReader, connectStore } from './store/connect.ts';
import { createDirectLineStore } from './store/direct-line/index.ts';
import { isStoreDown } from './store/down.ts';
import { createExecutor } from './store/execute.ts';
import { followFeed } from './store/feed.ts';
import { LEASE_MS } from './store/lanes.ts';
import { type DueDeadline, openStore, type Store } from './store/store.ts';
import { maskText } from './sync/masking/mask-text.ts';
import type { ConnectorInstance } from './sync/ports.ts';
import { createTicketSync } from './sync/ticket-sync.ts';

const apiDocument = openApi();

/** Version 1 serves one desk. */
const DESK = 'main';

export interface HouseOptions {
  readonly redisUrl: string;
  readonly settings: SettingsSource;
  readonly credentials: BotCredentials;
  /** Makes the virtual agent; its dialog state goes to the storage that is handed in. */
  readonly virtualAgent: (storage: Store['botState']) => VirtualAgent | Promise<VirtualAgent>;
  readonly log: Log;
  /** Where the server listens: on this machine alone some doors ask for less. */
  readonly host: string;
}

/** The rooms of one process, joined: what each needs of another is handed in here and nowhere else. */
export async function openHouse(options: HouseOptions) {
  const { redisUrl, settings, log } = options;
  const clock = systemClock;
  const http = createOutgoing();
  const redis = await connectStore(redisUrl, log);
  const store = openStore(redis, DESK);
  const instances = connectInstances(settings, { http, clock, log });
  const relay = createRelay(redisUrl, [DELIVER, ...[...instances.keys()].map(connectorQueue)], log);
  const wakeLater = (error: unknown) => log.warn({ err: error }, 'a lane could not be woken; the sweep will');

  const limits = () => {
    const { chat } = settings.current();
    return {
      waitingMs: chat.waitingMinutes * 60_000,
      idleMs: chat.idleMinutes * 60_000,
      abandoningMs: chat.abandoningSeconds * 1000,
    };
  };
  const rules = createRules(limits);
  const executor = createExecutor({
    redis,
    desk: DESK,
    rules: { ...rules, plan },
    clock,
    keepSeconds: settings.current().chat.keepDays * 86_400,
    wake: (wakes) => void relay.wake(wakes).catch(wakeLater),
  });
  /** For what we find out ourselves: a refusal means that it is so already, or that the chat is gone. */
  const report = async (chat: string, command: Command, key?: string): Promise<void> => {
    const once =
      key === undefined ? undefined : { key: JSON.stringify(['report', key]), fingerprint: command.type };
    const executed = await executor.execute(chat, command, once);
    if (executed.kind !== 'refused') return;
    if (executed.refusal.code === 'conflict') throw new Error(`chat ${chat} is changing too quickly`);
    log.warn({ chat, command: command.type, code: executed.refusal.code }, 'a report was refused');
  };
  const readChat = async (id: string) => (await store.chats.read(id)).chat;
  const accounts = (): ReadonlyMap<string, AgentAccount> =>
    new Map(settings.current().agents.map((account) => [account.id, account]));

  const directLine = createDirectLine({
    desk: DESK,
    store: createDirectLineStore(redis),
    receive: (activity) => door.receive({ ...activity }),
    clock,
    log,
    loopback: isLoopback(options.host),
    bot: { id: 'bot', name: 'Virtual agent' },
  });
  const door = createBotDoor({
    credentials: options.credentials,
    agent: await options.virtualAgent(store.botState),
    conversations: store.conversations,
    ports: {
      ...createHandoffPorts({
        execute: executor.execute,
        report,
        settings,
        hasRoom: store.hasRoom,
        openChat: store.conversations.openChat,
      }),
      postToDirectLine: async (conversationId, activity) => {
        await directLine.post(conversationId, { ...activity, type: String(activity.type) });
      },
    },
    clock,
    log,
    http: createChannelHttp(),
    serviceHosts: settings.current().bot.serviceHosts,
    cancelWords: () => settings.current().chat.cancelWords,
  });

  const sync = createTicketSync({
    instance: (id) => instances.get(id),
    readChat,
    readLog: (chat) => store.chats.log(chat),
    mask: (text) => maskText(text, settings.current().masking),
    ledger: store.ledger,
    report,
    personOf: (agentId) => accounts().get(agentId)?.itsm,
  });
  const userUnreachable = (chat: string, reason: string) =>
    report(chat, { type: 'record-user-unreachable', reason });
  const laneTools: LaneTools = {
    lanes: store.lanes,
    log,
    jobs: {
      'deliver-messages': deliverMessages({
        lanes: store.lanes,
        readChat,
        readEntry: async (chat, seq) => (await store.chats.log(chat, seq - 1, 1))[0],
        dropsRepeats: door.dropsRepeats,
        sendEntry: door.sendEntry,
        tellStatus: door.tellStatus,
        userUnreachable,
      }),
      'open-ticket': openTicket(sync),
      'append-transcript': appendTranscript(sync),
      'change-ticket': changeTicket(sync),
    },
    judge: createJudge(async ({ chat, job, args }, error) => {
      if (typeof args.n === 'number')
        await report(chat, { type: 'record-ticket-failed', n: args.n, error, job });
    }),
  };

  /** Passes a deadline; one that stands at a later time by now (a limit was raised) is moved there. */
  async function passDeadline({ chat, kind, epoch }: DueDeadline, now: number): Promise<boolean | number> {
    const executed = await executor.execute(chat, { type: 'pass-deadline', kind, epoch });
    if (executed.kind === 'refused') return executed.refusal.code !== 'conflict';
    const next = executed.kind === 'done' ? rules.deadlineOf(executed.chat) : undefined;
    return next?.kind === kind && next.at > now ? next.at : true;
  }

  return {
    /** Serves HTTP and WebSocket. */
    async serve(at: {
      readonly host: string;
      readonly port: number;
      readonly pages: string;
      readonly site: Readonly<Record<string, unknown>>;
      readonly ready: Readonly<Record<string, () => Promise<unknown>>>;
    }) {
      const reader = connectReader(redisUrl, log);
      const underWay = createUnderWay();
      const desk = createDesk({
        store,
        settings,
        clock,
        log,
        accounts,
        execute: executor.execute,
        ask: executor.ask,
        deliverNow: (taken, chat, entry) =>
          underWay.track(
            deliverNow(taken, chat, entry, {
              ...laneTools,
              sendEntry: door.sendEntry,
              userUnreachable,
              wake: relay.wake,
            }),
          ),
        wake: (wakes) => void relay.wake(wakes).catch(wakeLater),
        sendLeaseMs: LEASE_MS,
        ticketTypes: () => offeredTickets(instances, settings),
      });
      const feed = await followFeed(reader, redis, DESK, desk.tell, log);
      const server = await startHttpServer({
        host: at.host,
        port: at.port,
        log,
        explain: (error) => (isStoreDown(error) ? storeDown() : undefined),
        routes: [
          ...door.routes,
          ...directLine.routes,
          ...desk.routes,
          ...healthRoutes({ redis: store.ping, bot: door.ping, ...at.ready }),
          { method: 'GET', path: '/openapi.json', handle: () => ({ status: 200, body: apiDocument }) },
          { method: 'GET', path: '/site.json', handle: () => ({ status: 200, body: at.site }) },
          ...pageRoutes(at.pages, PAGES),
        ],
        sockets: [...directLine.sockets, ...desk.sockets],
      });
      return {
        url: server.url,
        async close() {
          desk.close();
          await directLine.close();
          await server.close();
          // What an agent was told is sent goes out before the store is closed under it.
          await underWay.settled();
          await feed.stop();
        },
      };
    },

    /** Does the background work. */
    work: () =>
      startWorkers({
        url: redisUrl,
        tools: laneTools,
        connectorQueues: new Map(
          settings.current().connectors.map(({ id, atOnce }) => [connectorQueue(id), atOnce]),
        ),
        sweeps: {
          'sweep-outbox': () => sweepOutbox(store.lanes, relay.wake),
          'sweep-deadlines': async () => {
            const now = await store.now();
            return sweepDeadlines(store.deadlines, now, (deadline) => passDeadline(deadline, now));
          },
        },
        log,
      }),

    async close() {
      await Promise.all([...instances.values()].map(({ connector }) => connector.close().catch(() => {})));
      await relay.close();
      redis.disconnect();
    },
  };
}

const storeDown = () =>
  new Problem(
    503,
    'store-unavailable',
    'The store did not answer, so it is not certain that this was done. Repeat it with the same Idempotency-Key.',
    {},
    { 'retry-after': '2' },
  );

type Tools = Parameters<ConnectorDefinition['connect']>[1];

/** @throws StartupError for a connector that does not exist or settings that it refuses */
function connectInstances(settings: SettingsSource, tools: Tools): ReadonlyMap<string, ConnectorInstance> {
  return new Map(
    settings.current().connectors.map(({ id, use, settings: given }) => {
      const definition = known.find((one) => one.id === use);
      if (definition === undefined) {
        const names = known.map((one) => one.id).join(', ');
        throw new StartupError(
          `There is no connector ${use}`,
          `connectors.${id} uses it`,
          `Use one of: ${names}.`,
        );
      }
      const parsed = definition.settings.safeParse(given);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        throw new StartupError(
          `The settings of the connector ${id} are not valid`,
          `${issue?.path.join('.') || 'settings'}: ${issue?.message}`,
          `Correct it; connectors/${use}/readme.md describes each member.`,
        );
      }
      const log = tools.log.child({ connector: id });
      const connector = definition.connect(parsed.data, { ...tools, log });
      const own = parsed.data as Readonly<Record<string, unknown>>;
      return [id, { id, definition, mapping: definition.mapping, settings: own, connector }];
    }),
  );
}

/** The types of ticket that agents may create: those of the chosen connector. */
function offeredTickets(instances: ReadonlyMap<string, ConnectorInstance>, settings: SettingsSource) {
  const chosen = settings.current().tickets.connector ?? instances.keys().next().value ?? '';
  return (instances.get(chosen)?.definition.ticketTypes ?? []).map(({ id, title, kind }) => ({
    connector: chosen,
    type: id,
    title,
    kind,
  }));
}

/** Whether a server with this address may do without a bot registration. */
export function checkRegistration(host: string, credentials: BotCredentials): void {
  if (credentials.MicrosoftAppId || isLoopback(host)) return;
  throw new StartupError(
    `Without MicrosoftAppId anybody who reaches ${host} could speak as the channel`,
    'an empty app id turns the checking of tokens off, and is for this machine alone',
    'Set MicrosoftAppId and its companions, or HOST=127.0.0.1.',
  );
}

/** The demo's accounts, all with one password. */
export async function demoAgents(password: string): Promise<readonly AgentAccount[]> {
  const passwordHash = await hashPassword(password);
  return DEMO_ACCOUNTS.map(({ id, name, roles }) => ({
    id,
    name,
    roles: [...roles],
    queues: 'all',
    companies: 'all',
    passwordHash,
    itsm: { name, login: id },
  }));
}

// What the command starts beside the house.
export { startSimulator } from '../connectors/bmc-helix/simulator/index.ts';
export type { VirtualAgent } from './bot/door.ts';
export { startPrivateRedis } from './demo/private-redis/private-redis.ts';
export { createVirtualAgent } from './demo/virtual-agent/virtual-agent.ts';
export { hashPassword } from './desk/passwords.ts';
export { createLog } from './shared/log.ts';
export { StartupError } from './shared/startup-error.ts';
