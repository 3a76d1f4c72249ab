import type { Settings, SettingsSource } from '../config/schema.ts';
import { connectors as known } from '../connectors/index.ts';
import { assignChats } from '../jobs/assign-chats.ts';
import { createBreakers } from '../jobs/breakers.ts';
import { deliverMessages } from '../jobs/deliver-messages.ts';
import { deliverNow } from '../jobs/deliver-now.ts';
import { handoffMetrics } from '../jobs/handoff-metrics.ts';
import { keepSweeping } from '../jobs/keep-sweeping.ts';
import { createLinger } from '../jobs/linger.ts';
import { passDeadline } from '../jobs/pass-deadline.ts';
import { plan } from '../jobs/plan.ts';
import { ASSIGN, connectorQueue, DELIVER } from '../jobs/queues.ts';
import { createRelay } from '../jobs/relay.ts';
import { createJudge } from '../jobs/run.ts';
import { openSchedules } from '../jobs/schedules.ts';
import { tellPlace } from '../jobs/tell-place.ts';
import { ticketJobs } from '../jobs/ticket-jobs.ts';
import { ticketMetrics } from '../jobs/ticket-metrics.ts';
import { upkeep } from '../jobs/upkeep.ts';
import { createWaits } from '../jobs/waits.ts';
import type { LaneTools } from '../jobs/work-lane.ts';
import { startWorkers } from '../jobs/workers.ts';
import { exportAudit, verifyAudit } from './admin/audit-command.ts';
import { checkAll } from './admin/check-command.ts';
import { createChecks } from './admin/checks.ts';
import { watchSettings } from './admin/settings-differ.ts';
import { createSettingsRow } from './admin/settings-loaded.ts';
import { watchRefusals } from './admin/watch-refusals.ts';
import { openApi } from './api/openapi.ts';
import { createChannelHttp } from './bot/channel-http.ts';
import type { BotCredentials } from './bot/credentials.ts';
import { createBotDoor, type VirtualAgent } from './bot/door.ts';
import { createHandoffPorts } from './bot/handoff-ports.ts';
import { createHindrance } from './bot/hindrance.ts';
import { createNoteFailure } from './bot/note-failure.ts';
import { createQueuePlace } from './bot/queue-place.ts';
import { createRouting } from './bot/routing.ts';
import type { Entry } from './chat/entry.ts';
import { DEMO_ACCOUNTS } from './demo/accounts.ts';
import { createAccounts } from './desk/accounts.ts';
import { limitsOf } from './desk/limits.ts';
import { PAGES } from './desk/pages.ts';
import { hashPassword } from './desk/passwords.ts';
import { mayTake } from './desk/policy.ts';
import { createDesk } from './desk/room.ts';
import { startSettling } from './desk/settling.ts';
import { standingOf } from './desk/standing-of.ts';
import { createWhoHadIt } from './desk/who-had-it.ts';
import { createDirectLine } from './directline/direct-line.ts';
import type { Command } from './handoff/commands.ts';
import { createRules } from './handoff/rules.ts';
import { placeNow } from './handoff/standing.ts';
import { systemClock } from './shared/clock.ts';
import { healthRoutes } from './shared/http/health.ts';
import { isLocal } from './shared/http/loopback.ts';
import { pageRoutes } from './shared/http/pages.ts';
import type { Route } from './shared/http/route.ts';
import { startHttpServer } from './shared/http/server.ts';
import { createLog, type Log } from './shared/log.ts';
import { createOutgoing } from './shared/outgoing.ts';
import { secretsIn } from './shared/secret-names.ts';
import { createUnderWay } from './shared/under-way.ts';
import { wordsFor } from './shared/wording.ts';
import { connectReader, connectStore, orNotStarted, type Waiting } from './store/connect.ts';
import { createDirectLineStore } from './store/direct-line/index.ts';
import { whenDown } from './store/down.ts';
import { createExecutor } from './store/execute.ts';
import { followFeed } from './store/feed.ts';
import { openFiles } from './store/files/index.ts';
import { LEASE_MS } from './store/lanes.ts';
import { startPulse } from './store/pulse.ts';
import { openStore, type Place, type Store } from './store/store.ts';
import { followClock } from './store/time.ts';
import { closeAll, connectInstances, connectorMistakes } from './sync/connect-instances.ts';
import { createTryOut } from './sync/mapping/try-out.ts';
import { createLogMask } from './sync/masking/mask-log.ts';
import { maskText } from './sync/masking/mask-text.ts';
import { createPostRoom } from './sync/room.ts';
import { createServing } from './sync/serving.ts';

const apiDocument = openApi();

/** A start waits so long at most for stored chats to be brought under the settings. */
const SETTLING_PATIENCE_MS = 3_000;

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
  /** What this process is, for the log of others: server, worker. */
  readonly name?: string;
  /** What every wait for an ITSM is multiplied by; 1 when left out. */
  readonly waitScale?: number;
  /** How a start waits for a Redis that is not there yet. */
  readonly waiting?: Waiting;
}

/** The rooms of one process, joined: what each needs of another is handed in here and nowhere else. */
export async function openHouse(options: HouseOptions) {
  const { redisUrl, settings, log } = options;
  const waits = createWaits(options.waitScale);
  const http = createOutgoing();
  const redis = await connectStore(redisUrl, log, options.waiting);
  const clock = await followClock(redis);
  const store = openStore(redis, DESK);
  const files = openFiles(redis, DESK, options.dataDir, log);
  const pulse = startPulse(redis, DESK, log);
  const begun = <T>(step: Promise<T>): Promise<T> => orNotStarted(redisUrl, step, options.waiting);
  const keepSettingsRow = createSettingsRow(() => settings.current(), store.audit);
  await begun(pulse.keep('the audit of the settings', keepSettingsRow)).catch(async (error) => {
    pulse.stop();
    redis.disconnect();
    throw error;
  });
  const settingsWatch = watchSettings({
    processes: store.processes,
    settings: settings.current(),
    name: options.name ?? 'process',
    log,
  });
  const instances = connectInstances(known, settings.current(), { http, clock, log }, (id, connector) =>
    watchRefusals(
      connector,
      () => void checks.afterRefusal(id).catch((error) => log.error({ err: error }, 'a check failed')),
    ),
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

  const limits = () => limitsOf(settings.current());
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
  const accounts = createAccounts(settings, store.vouched, clock);

  const directLine = createDirectLine({
    desk: DESK,
    store: createDirectLineStore(redis),
    receive: (activity) => door.receive({ ...activity }),
    files: { store: files, limits: () => settings.current().files },
    form: () => settings.current().preChat.fields,
    chats: {
      ...store.chats,
      limits,
      texts: () => settings.current().texts,
      placeOf: (chat) => queuePlace.placeOf(chat),
      rate: (chat, rating) => handoffs.rateChat(chat, rating),
    },
    connections: store.connections,
    clock,
    log,
    loopback: isLocal(options.host, settings.current().http.trustedProxies),
    portal: { settings: () => settings.current().portal, http },
    trustedOrigins: settings.current().portal?.origins ?? [],
    bot: { id: 'bot', name: 'Virtual agent' },
  });
  const routing = createRouting(settings);
  const someoneFor = async (place: Place): Promise<boolean> => {
    const eligible = [...(await accounts.fresh()).values()].filter((account) => mayTake(account, place));
    return (await store.agents.online(eligible.map(({ id }) => id))).size > 0;
  };
  const handoffs = createHandoffPorts({
    execute: executor.execute,
    known: executor.known,
    report,
    settings,
    routeOf: routing.routeOf,
    hindrance: createHindrance({ settings, clock, someoneFor }),
    ticketFor: ticketToLeave,
    hasRoom: store.hasRoom,
    noteFailure: createNoteFailure(store, clock, log),
    openChat: store.conversations.openChat,
    reopening: {
      readChat,
      readLog: (chat) => store.chats.log(chat),
      chatsOf: store.chats.ofUser,
      whoHadIt: createWhoHadIt({ store, settings, accounts: accounts.fresh }),
      ask: executor.ask,
    },
  });
  const door = createBotDoor({
    credentials: options.credentials,
    agent: await options.virtualAgent(store.botState, routing.subjectsFor),
    conversations: store.conversations,
    ports: {
      ...handoffs,
      userTypes: store.typing.byUser,
      left: store.connections.left,
      back: async (chat) => void (await store.connections.back(chat)),
      postToDirectLine: async (conversationId, activity) => {
        await directLine.post(conversationId, { ...activity, type: String(activity.type) });
      },
    },
    clock,
    log,
    http: createChannelHttp(),
    serviceHosts: settings.current().bot.serviceHosts,
    settings,
    publicUrl: options.publicUrl,
  });

  const { sync, lookUps, whyNotAllowed } = createPostRoom({
    instances,
    settings,
    clock,
    account: async (agentId) => (await accounts.fresh()).get(agentId),
    isDown: (connector) => store.breaker(connector, waits.breaker).isOpen(),
    readChat,
    readLog: (chat) => store.chats.log(chat),
    files,
    ledger: store.ledger,
    report,
    endingAvailable: checks.proveEnding,
    notDelivered: async (conversation) =>
      wordsFor(settings.current().texts, await store.conversations.locale(conversation), 'undelivered'),
    publicUrl: () => options.publicUrl,
  });
  const heldUp = (chat: string, { seq, at }: Entry) =>
    report(chat, { type: 'record-held-up', seq, since: at });
  const userUnreachable = (chat: string, reason: string) =>
    report(chat, { type: 'record-user-unreachable', reason });
  const queuePlace = createQueuePlace({
    store,
    settings,
    report,
    placeNow: (place) => placeNow(standingOf(settings.current()), place),
  });
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
        sendPlace: door.sendPlace,
        tellStatus: door.tellStatus,
        userUnreachable,
        userAway: async (chat) => void (await store.connections.away(chat)),
        heldUp,
      }),
      'assign-chats': assignChats({
        store,
        settings,
        accounts: accounts.fresh,
        execute: executor.execute,
        random: Math.random,
      }),
      'tell-place': tellPlace(queuePlace.tellOne),
      ...ticketJobs(sync),
    },
    judge: createJudge(async ({ chat, job, args }, error) => {
      if (typeof args.n === 'number')
        await report(chat, { type: 'record-ticket-failed', n: args.n, error, job });
    }, waits),
    ask: createBreakers(store.breaker, waits, log),
    linger: createLinger({ wake: relay.wake, log }),
  };

  const sweeps = upkeep({
    store,
    files,
    waits,
    clock,
    log,
    wake: relay.wake,
    limits: () => {
      const { desk, audit, reporting } = settings.current();
      const graceMs = desk.graceSeconds * 1000;
      return { graceMs, auditDays: audit.keepDays, reportDays: reporting.keepDays };
    },
    tellPlaces: queuePlace.tellFirst,
    giveBack: async (chat, agent, graceMs) => {
      const removed = !(await accounts.fresh()).has(agent);
      await report(chat, { type: 'return-from-gone', agent, graceMs, removed });
    },
    passDeadline: (deadline) =>
      passDeadline(deadline, {
        pass: ({ chat, kind, epoch }) => executor.execute(chat, { type: 'pass-deadline', kind, epoch }),
        deadlineOf: rules.deadlineOf,
        keep: store.deadlines.keep,
      }),
  });
  const turns = Object.fromEntries(Object.entries(sweeps).map(([name, { everyMs }]) => [name, everyMs]));

  const settling = startSettling({
    store,
    settings,
    accounts: accounts.fresh,
    execute: executor.execute,
    deadlineOf: rules.deadlineOf,
    log,
  });
  // Many chats take a while; the rest goes on behind the start.
  await settling.begun(SETTLING_PATIENCE_MS);

  /** What pages know of this place before anybody has signed in. */
  const siteFor = (site: Readonly<Record<string, unknown>>) => {
    const { oidc } = settings.current();
    return { ...site, ...(oidc && { oidc: { title: oidc.title } }) };
  };

  return {
    /** Serves HTTP and WebSocket. */
    async serve(at: {
      readonly host: string;
      readonly port: number;
      readonly pages: string;
      readonly site: Readonly<Record<string, unknown>>;
      /** Doors of this process alone. */
      readonly routes?: readonly Route[];
      readonly ready: Readonly<Record<string, () => Promise<unknown>>>;
    }) {
      const reader = connectReader(redisUrl, log);
      const underWay = createUnderWay();
      const desk = createDesk({
        store,
        files,
        settings,
        clock,
        log,
        accounts: accounts.known,
        freshAccounts: accounts.fresh,
        keepAccount: accounts.keep,
        http,
        publicUrl: options.publicUrl,
        execute: executor.execute,
        known: executor.known,
        ask: executor.ask,
        deliverNow: (taken, chat, entry) =>
          underWay.track(
            deliverNow(taken, chat, entry, {
              ...laneTools,
              sendEntry: door.sendEntry,
              userUnreachable,
              heldUp,
              wake: relay.wake,
            }),
          ),
        wake: (wakes) => void relay.wake(wakes).catch(wakeLater),
        tellTyping: (chat, { screenName }) => door.sendTyping(chat, screenName),
        sendLeaseMs: LEASE_MS,
        ticketTypes,
        itsm: { ...lookUps, ...serving, whyNotAllowed },
        checks: checks.report,
        audit: store.audit.record,
        readAudit: store.audit.after,
      });
      const feed = await begun(followFeed(reader, redis, DESK, desk.tell, log, desk.resync));
      pulse.follow(feed);
      const typing = await begun(store.typing.follow(desk.tellTyping));
      void pulse.keep('the key of user tokens', directLine.renew);
      const schedules = openSchedules(redisUrl, log);
      const ready = {
        redis: pulse.prove,
        bot: door.ping,
        files: files.prove,
        sweeps: async () => {
          const lost = (await store.hasWorkers()) ? await schedules.lost(turns) : [];
          if (lost.length > 0) throw new Error(`nobody is to run ${lost.join(', ')}`);
        },
        ...at.ready,
      };
      const server = await startHttpServer({
        host: at.host,
        port: at.port,
        log,
        explain: whenDown,
        trustedProxies: settings.current().http.trustedProxies,
        publicUrl: options.publicUrl,
        routes: [
          ...door.routes,
          ...directLine.routes,
          ...desk.routes,
          ...healthRoutes(ready, {
            addMetrics: (registry) => {
              handoffMetrics(registry, store.reports);
              ticketMetrics(
                registry,
                store.unfinished,
                new Map([...instances.keys()].map((id) => [id, store.breaker(id, waits.breaker).isOpen])),
              );
            },
            facts: { intake: async () => ((await store.hasRoom()) ? 'open' : 'refused') },
            readers: () => settings.current().metrics,
          }),
          { method: 'GET', path: '/openapi.json', handle: () => ({ status: 200, body: apiDocument }) },
          { method: 'GET', path: '/site.json', handle: () => ({ status: 200, body: siteFor(at.site) }) },
          ...(at.routes ?? []),
          ...pageRoutes(at.pages, PAGES),
        ],
        sockets: [...directLine.sockets, ...desk.sockets],
      });
      return {
        url: server.url,
        port: server.port,
        drain: server.drain,
        async close() {
          desk.close();
          await directLine.close();
          await server.close();
          // What an agent was told is sent goes out before the store is closed under it.
          await underWay.settled();
          await feed.stop();
          typing.stop();
          await schedules.close();
        },
      };
    },

    /** Does the background work. */
    async work() {
      const sweeping = keepSweeping(sweeps, store.sweeps, log);
      const workers = await startWorkers({
        url: redisUrl,
        tools: laneTools,
        connectorQueues: new Map(
          settings.current().connectors.map(({ id, atOnce }) => [connectorQueue(id), atOnce]),
        ),
        sweeps: sweeping.sweeps,
        log,
      });
      // Agent Auto Accept may be newly on, a queue may have other members: nothing else would tell.
      const assign = async () => relay.wake(await store.agents.wakeAssigning());
      void pulse.keep('the assigning of waiting chats', assign);
      void pulse.keep('the limits and turns of background work', workers.renew);
      pulse.vouchForWorkers();
      return {
        ...workers,
        async close() {
          sweeping.close();
          await workers.close();
        },
      };
    },

    async close() {
      await settling.close();
      checks.close();
      await closeAll(instances);
      await relay.close();
      await settingsWatch.stop();
      pulse.stop();
      redis.disconnect();
    },
  };
}

/** What is wrong with a connector of the settings, before anything is started. */
export const checkConnector = (given: Parameters<typeof connectorMistakes>[1]) =>
  connectorMistakes(known, given);

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
  name?: string,
): Log {
  const redisPassword = URL.canParse(redisUrl) ? new URL(redisUrl).password : '';
  const secrets = secretsIn({ settings, credentials, redisPassword });
  return createLog(level, process.stderr, createLogMask(settings.masking.patterns, secrets), name);
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
export async function demoAgents(password: string): Promise<Settings['agents']> {
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
export { loadVirtualAgent } from './bot/load-virtual-agent.ts';
export { checkCredentials, checkRegistration } from './bot/registration.ts';
export { DEMO_TEXTS } from './demo/canned-texts.ts';
export { startPrivateRedis } from './demo/private-redis/private-redis.ts';
export { createVirtualAgent } from './demo/virtual-agent/virtual-agent.ts';
export { vouchForCustomer } from './demo/vouch.ts';
export { askPassword } from './desk/ask-password.ts';
export { PAGES } from './desk/pages.ts';
export { hashPassword } from './desk/passwords.ts';
export { loadEnvFile } from './shared/env-file.ts';
export { proveDataDir } from './shared/folders.ts';
export { checkPages } from './shared/http/pages.ts';
export { CANNOT_START, createLife } from './shared/life.ts';
export { StartupError } from './shared/startup-error.ts';
export { createLogMask } from './sync/masking/mask-log.ts';
