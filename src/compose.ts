import type { AgentAccount, Settings, SettingsSource } from '../config/schema.ts';
import { connectors as known } from '../connectors/index.ts';
import { assignChats } from '../jobs/assign-chats.ts';
import { createBreakers } from '../jobs/breakers.ts';
import { deliverMessages } from '../jobs/deliver-messages.ts';
import { deliverNow } from '../jobs/deliver-now.ts';
import { plan } from '../jobs/plan.ts';
import { ASSIGN, connectorQueue, DELIVER } from '../jobs/queues.ts';
import { createRelay } from '../jobs/relay.ts';
import { createJudge } from '../jobs/run.ts';
import { ticketJobs } from '../jobs/ticket-jobs.ts';
import { ticketMetrics } from '../jobs/ticket-metrics.ts';
import { upkeep } from '../jobs/upkeep.ts';
import { createWaits } from '../jobs/waits.ts';
import type { LaneTools } from '../jobs/work-lane.ts';
import { startWorkers } from '../jobs/workers.ts';
import { exportAudit, verifyAudit } from './admin/audit-command.ts';
import { checkAll } from './admin/check-command.ts';
import { createChecks } from './admin/checks.ts';
import { settingsLoaded } from './admin/settings-loaded.ts';
import { watchRefusals } from './admin/watch-refusals.ts';
import { openApi } from './api/openapi.ts';
import { createChannelHttp } from './bot/channel-http.ts';
import type { BotCredentials } from './bot/credentials.ts';
import { createBotDoor, type VirtualAgent } from './bot/door.ts';
import { createHandoffPorts } from './bot/handoff-ports.ts';
import { createHindrance } from './bot/hindrance.ts';
import { overflowRows } from './bot/overflow.ts';
import { createRouting } from './bot/routing.ts';
import { DEMO_ACCOUNTS } from './demo/accounts.ts';
import { accountsOf } from './desk/accounts.ts';
import { PAGES } from './desk/pages.ts';
import { hashPassword } from './desk/passwords.ts';
import { mayTake } from './desk/policy.ts';
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
import { createLog, type Log } from './shared/log.ts';
import { createOutgoing } from './shared/outgoing.ts';
import { secretsIn } from './shared/secret-names.ts';
import { createUnderWay } from './shared/under-way.ts';
import { connectReader, connectStore } from './store/connect.ts';
import { createDirectLineStore } from './store/direct-line/index.ts';
import { isStoreDown } from './store/down.ts';
import { createExecutor } from './store/execute.ts';
import { followFeed } from './store/feed.ts';
import { openFiles } from './store/files/index.ts';
import { LEASE_MS } from './store/lanes.ts';
import { type DueDeadline, openStore, type Place, type Store } from './store/store.ts';
import { closeAll, connectInstances } from './sync/connect-instances.ts';
import { forPeople } from './sync/for-people.ts';
import { createLookUps } from './sync/look-up.ts';
import { createTryOut } from './sync/mapping/try-out.ts';
import { createLogMask } from './sync/masking/mask-log.ts';
import { maskText } from './sync/masking/mask-text.ts';
import { createPersons } from './sync/persons.ts';
import { createServing } from './sync/serving.ts';
import { createTicketRights } from './sync/ticket-rights.ts';
import { createTicketSync } from './sync/ticket-sync.ts';

const apiDocument = openApi();

/** Version 1 serves one desk. */
const DESK = 'main';

type Routing = ReturnType<typeof createRouting>;

export interface HouseOptions {
  readonly redisUrl: string;
  /** Where files of chats lie; one folder for all processes of an installation. */
  readonly dataDir: string;
  readonly settings: SettingsSource;
  readonly credentials: BotCredentials;
  /** Makes the virtual agent; its dialog state goes to the storage that is handed in. */
  readonly virtualAgent: (
    storage: Store['botState'],
    subjectsFor: Routing['subjectsFor'],
  ) => VirtualAgent | Promise<VirtualAgent>;
  readonly log: Log;
  /** Where the server listens: on this machine alone some doors ask for less. */
  readonly host: string;
  /** Where people reach it; links to chats begin with it. */
  readonly publicUrl: string;
  /** What every wait for an ITSM is multiplied by; 1 when left out. */
  readonly waitScale?: number;
}

/** The rooms of one process, joined: what each needs of another is handed in here and nowhere else. */
export async function openHouse(options: HouseOptions) {
  const { redisUrl, settings, log } = options;
  const clock = systemClock;
  const waits = createWaits(options.waitScale);
  const http = createOutgoing();
  const redis = await connectStore(redisUrl, log);
  const store = openStore(redis, DESK);
  const files = openFiles(redis, DESK, options.dataDir);
  await store.audit.record(await settingsLoaded(settings.current(), store.audit.swapSettings));
  const instances = connectInstances(known, settings.current(), { http, clock, log }, (id, connector) =>
    watchRefusals(connector, () => void checks.afterRefusal(id)),
  );
  const checks = createChecks({
    instances: [...instances.values()],
    clock,
    log,
    ...(options.waitScale !== undefined && { scale: options.waitScale }),
  });
  checks.start();
  const relay = createRelay(redisUrl, [DELIVER, ASSIGN, ...[...instances.keys()].map(connectorQueue)], log);
  const wakeLater = (error: unknown) => log.warn({ err: error }, 'a lane could not be woken; the sweep will');

  const limits = () => {
    const now = settings.current();
    const { chat, desk } = now;
    const seconds = (given: number | undefined) => given && given * 1000;
    return {
      waitingMs: chat.waitingMinutes * 60_000,
      idleMs: chat.idleMinutes * 60_000,
      abandoningMs: chat.abandoningSeconds * 1000,
      transferMs: desk.transferSeconds * 1000,
      idleWarningMs: desk.idleWarningMinutes && desk.idleWarningMinutes * 60_000,
      answerMs: seconds(desk.answerSeconds),
      answerWarningMs: seconds(desk.answerWarningSeconds),
      overflow: overflowRows(now),
    };
  };
  const { ticketTypes, openingFor, ticketToLeave, ...serving } = createServing(instances, settings);
  const rules = createRules(limits, openingFor);
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
  const readChat = async (id: string) => (await store.chats.readAll([id]))[0];
  const accounts = accountsOf(settings);

  const directLine = createDirectLine({
    desk: DESK,
    store: createDirectLineStore(redis),
    receive: (activity) => door.receive({ ...activity }),
    files: { store: files, limits: () => settings.current().files },
    clock,
    log,
    loopback: isLoopback(options.host),
    bot: { id: 'bot', name: 'Virtual agent' },
  });
  const routing = createRouting(settings);
  const someoneFor = async (place: Place): Promise<boolean> => {
    const eligible = [...accounts().values()].filter((account) => mayTake(account, place));
    return (await store.agents.online(eligible.map(({ id }) => id))).size > 0;
  };
  const door = createBotDoor({
    credentials: options.credentials,
    agent: await options.virtualAgent(store.botState, routing.subjectsFor),
    conversations: store.conversations,
    ports: {
      ...createHandoffPorts({
        execute: executor.execute,
        known: executor.known,
        report,
        settings,
        routeOf: routing.routeOf,
        hindrance: createHindrance({ settings, clock, someoneFor }),
        ticketFor: ticketToLeave,
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
    settings,
  });

  const instance = (id: string) => instances.get(id);
  const personsAt = (at: typeof instance) =>
    createPersons({
      instance: at,
      account: (agentId) => accounts().get(agentId),
      links: (connector) => settings.current().connectors.find(({ id }) => id === connector)?.persons,
      clock,
    });
  const isDown = (connector: string) => store.breaker(connector, waits.breaker).isOpen();
  const asked = new Map([...instances].map(([id, one]) => [id, forPeople(one, isDown)]));
  const instanceForPeople = (id: string) => asked.get(id);
  const [persons, personsForPeople] = [personsAt(instance), personsAt(instanceForPeople)];
  const sync = createTicketSync({
    instance,
    readChat,
    readLog: (chat) => store.chats.log(chat),
    mask: (text) => maskText(text, settings.current().masking),
    files,
    ledger: store.ledger,
    report,
    personOf: persons.of,
    endingAvailable: checks.proveEnding,
    publicUrl: () => options.publicUrl,
  });
  const lookUps = createLookUps({
    instance: instanceForPeople,
    readLog: (chat) => store.chats.log(chat),
    personOf: personsForPeople.of,
    endingAvailable: checks.proveEnding,
  });
  const whyNotAllowed = createTicketRights({ instance: instanceForPeople, persons: personsForPeople });
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
      'assign-chats': assignChats({
        store,
        settings,
        accounts,
        execute: executor.execute,
        random: Math.random,
      }),
      ...ticketJobs(sync),
    },
    judge: createJudge(async ({ chat, job, args }, error) => {
      if (typeof args.n === 'number')
        await report(chat, { type: 'record-ticket-failed', n: args.n, error, job });
    }, waits),
    ask: createBreakers(store.breaker, waits, log),
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
        known: executor.known,
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
        ticketTypes,
        itsm: { ...lookUps, ...serving, whyNotAllowed },
        checks: checks.report,
        audit: store.audit.record,
        readAudit: store.audit.after,
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
          ...healthRoutes({ redis: store.ping, bot: door.ping, ...at.ready }, (registry) =>
            ticketMetrics(
              registry,
              store.unfinished,
              new Map([...instances.keys()].map((id) => [id, store.breaker(id, waits.breaker).isOpen])),
            ),
          ),
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
        sweeps: upkeep({
          store,
          files,
          waits,
          clock,
          log,
          wake: relay.wake,
          limits: () => {
            const { desk, audit } = settings.current();
            return { graceMs: desk.graceSeconds * 1000, auditDays: audit.keepDays };
          },
          giveBack: (chat, agent, graceMs) => report(chat, { type: 'return-from-gone', agent, graceMs }),
          passDeadline,
        }),
        log,
      }),

    async close() {
      checks.close();
      await closeAll(instances);
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

/** The connectors alone, for trying a mapping out and for checking it; Redis is asked only for a stored chat. */
export function openItsm(options: Pick<HouseOptions, 'redisUrl' | 'settings' | 'log'>) {
  const { redisUrl, settings, log } = options;
  const tools = { clock: systemClock, log };
  const instances = connectInstances(known, settings.current(), { ...tools, http: createOutgoing() });
  return {
    check: (rights: boolean) => checkAll([...instances.values()], rights),
    tryOut: createTryOut({
      instances,
      tools,
      settings: settings.current(),
      mask: (text) => maskText(text, settings.current().masking),
      readStored: async (id) => {
        const redis = await connectStore(redisUrl, log);
        try {
          const { chats } = openStore(redis, DESK);
          const { chat } = await chats.read(id);
          return chat && { chat, log: await chats.log(id) };
        } finally {
          redis.disconnect();
        }
      },
    }),
    close: () => closeAll(instances),
  };
}

/** The log of a process, masked: it knows the secrets that the process itself was given. */
export function openLog(
  level: string,
  settings: Settings,
  credentials: BotCredentials,
  redisUrl: string,
): Log {
  const redisPassword = URL.canParse(redisUrl) ? new URL(redisUrl).password : '';
  const secrets = secretsIn({ settings, credentials, redisPassword });
  return createLog(level, process.stderr, createLogMask(settings.masking.patterns, secrets));
}

/** The audit alone, for whoever proves it or takes it out. */
export async function openAudit({ redisUrl, log }: Pick<HouseOptions, 'redisUrl' | 'log'>) {
  const redis = await connectStore(redisUrl, log);
  const { audit } = openStore(redis, DESK);
  return {
    verify: () => verifyAudit(audit),
    export: (print: (line: string) => void) => exportAudit(audit, print),
    close: () => redis.disconnect(),
  };
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
export { checkRegistration } from './bot/registration.ts';
export { startPrivateRedis } from './demo/private-redis/private-redis.ts';
export { createVirtualAgent } from './demo/virtual-agent/virtual-agent.ts';
export { hashPassword } from './desk/passwords.ts';
export { StartupError } from './shared/startup-error.ts';
export { createLogMask } from './sync/masking/mask-log.ts';
