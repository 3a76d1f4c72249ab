import { AsyncLocalStorage } from 'node:async_hooks';
import { flushCompileCache } from 'node:module';
import bmc from '../../connectors/bmc-helix/index.ts';
import { createBreakers } from '../../jobs/breakers.ts';
import { createLinger } from '../../jobs/linger.ts';
import { plan } from '../../jobs/plan.ts';
import { connectorQueue, DELIVER, jobQueues } from '../../jobs/queues.ts';
import { reconcileTickets } from '../../jobs/reconcile-tickets.ts';
import { createRelay } from '../../jobs/relay.ts';
import { createJudge } from '../../jobs/run.ts';
import { sweepOutbox } from '../../jobs/sweep-outbox.ts';
import { ticketJobs } from '../../jobs/ticket-jobs.ts';
import { createWaits } from '../../jobs/waits.ts';
import { startWorkers } from '../../jobs/workers.ts';
import { parseLane } from '../../src/chat/errand.ts';
import type { Connector } from '../../src/connector/connector.ts';
import { done } from '../../src/connector/outcome.ts';
import type { Command } from '../../src/handoff/commands.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createLog } from '../../src/shared/log.ts';
import { createOutgoing, type OutgoingHttp } from '../../src/shared/outgoing.ts';
import { connectStore } from '../../src/store/connect.ts';
import { createExecutor } from '../../src/store/execute.ts';
import type { Ledger } from '../../src/store/store.ts';
import { openStore } from '../../src/store/store.ts';
import { createTicketSync } from '../../src/sync/ticket-sync.ts';
import { WRITE_HEADER } from './itsm-line.ts';
import { ticketRules } from './ticket-hand.ts';

/**
 * A worker process of ticket work, made of the shipped parts, that stops for good at chosen steps: the
 * hash `stops` names a step for a write (`<chat>|<write>`). Whoever stops there says so in the list
 * `stopped:<pid>` and holds its lane and its slot until the process is killed. Which lanes the process
 * has taken, and under which fence, stands in the hash `held:<pid>`.
 */
export interface TicketWorkerOptions {
  readonly redis: string;
  readonly itsm: string;
  readonly waitScale: number;
  readonly atOnce: number;
  /** Connector methods of one process at once; 24 when left out. */
  readonly callsAtOnce?: number;
  /** When a call goes on without its job's slot, and how many may. */
  readonly linger?: { readonly slotMs: number; readonly most: number };
  /** More settings of the connector. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The steps of a write, in their order. Work info and status report nothing new to the chat or report earlier. */
export type Step =
  | 'before-intent'
  | 'after-intent'
  | 'after-sent'
  | 'after-write'
  | 'before-confirm'
  | 'after-confirm'
  | 'after-report';

const options = JSON.parse(process.argv[2] ?? '') as TicketWorkerOptions;
const log = createLog('error');
const redis = await connectStore(options.redis, log);
const store = openStore(redis, 'main');
const scaled = createWaits(options.waitScale);
// The faults are each write's own: a breaker would take so many for an ITSM that is down.
const waits = { ...scaled, breaker: { ...scaled.breaker, failures: Number.MAX_SAFE_INTEGER } };
const relay = createRelay(jobQueues(options.redis, 'main'), [DELIVER, connectorQueue('helix')], log);

async function stopAt(write: string, step: Step, form = '', leave = () => {}): Promise<void> {
  const chosen = await redis.hget('stops', write);
  if (chosen !== step && chosen !== `${step} ${form.split(':').at(-1)}`) return;
  leave();
  await redis.multi().hdel('stops', write).rpush(`stopped:${process.pid}`, chosen).exec();
  await new Promise(() => {});
}

/** The write whose requests go out, and how to let others have its turn. Which key names which write. */
interface Turn {
  readonly write: string;
  readonly leave: () => void;
}
const writing = new AsyncLocalStorage<Turn>();
const writeOf = new Map<string, string>();

function ledger(chat: string, n: number): Ledger {
  const own = store.ledger(chat, n);
  const nameOf = (write: string) => `${chat}|${write}`;
  return {
    ...own,
    async intend(name, make) {
      await stopAt(nameOf(name), 'before-intent');
      const write = await own.intend(name, make);
      writeOf.set(write.key, nameOf(name));
      await stopAt(nameOf(name), 'after-intent');
      return write;
    },
    async begin(name, ...rest) {
      await stopAt(nameOf(name), 'before-intent');
      const begun = await own.begin(name, ...rest);
      if (begun !== undefined) writeOf.set(begun.key, nameOf(name));
      // One step: meant and counted together.
      await stopAt(nameOf(name), 'after-intent');
      await stopAt(nameOf(name), 'after-sent');
      return begun;
    },
    async sent(name, ...rest) {
      const attempt = await own.sent(name, ...rest);
      await stopAt(nameOf(name), 'after-sent');
      return attempt;
    },
    async confirm(name, ...rest) {
      await stopAt(nameOf(name), 'before-confirm');
      await own.confirm(name, ...rest);
      await stopAt(nameOf(name), 'after-confirm');
    },
  };
}

/**
 * So many connector methods of this process at once. Their requests are not held up: one leaves right
 * after the ledger has its time.
 */
const turnsAtOnce = options.callsAtOnce ?? 24;
const waiting: (() => void)[] = [];
let running = 0;
async function inTurn<T>(write: string, work: () => Promise<T>): Promise<T> {
  if (running >= turnsAtOnce) await new Promise<void>((go) => waiting.push(go));
  else running += 1;
  let left = false;
  const leave = (): void => {
    if (left) return;
    left = true;
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };
  try {
    return await writing.run({ write, leave }, work);
  } finally {
    leave();
  }
}

const call = createOutgoing();
const http: OutgoingHttp = async (request) => {
  const turn = writing.getStore();
  const changes = request.method === 'POST' || request.method === 'PUT';
  if (turn === undefined || turn.write === '' || !changes || !request.url.includes('/arsys/'))
    return call(request);
  const answer = await call({ ...request, headers: { ...request.headers, [WRITE_HEADER]: turn.write } });
  const form = decodeURIComponent(new URL(request.url).pathname.split('/entry/')[1] ?? '');
  await stopAt(turn.write, 'after-write', form.split('/')[0], turn.leave);
  return answer;
};

const given = {
  url: options.itsm,
  username: 'deskbridge',
  password: 'deskbridge',
  ...options.settings,
};
const settings = bmc.settings.parse(given) as Parameters<typeof bmc.connect>[0];
const real = bmc.connect(settings, { http, clock: systemClock, log });
const named = <T>(key: string, work: () => Promise<T>): Promise<T> => inTurn(writeOf.get(key) ?? '', work);
const connector: Connector = {
  ...real,
  open: (draft, key) => named(key.key, () => real.open(draft, key)),
  read: (ref) => inTurn('', () => real.read(ref)),
  append: (ref, entries, key) => named(key.key, () => real.append(ref, entries, key)),
  change: (ref, change, key) => named(key.key, () => real.change(ref, change, key)),
};

const executor = createExecutor({
  redis,
  desk: 'main',
  rules: { ...ticketRules, plan },
  clock: systemClock,
  keepSeconds: 3_600,
  wake: (wakes) => void relay.wake(wakes).catch(() => {}),
});
const report = async (chat: string, command: Command, key?: string): Promise<void> => {
  const once = key === undefined ? undefined : { key: `report ${key}`, fingerprint: command.type };
  const executed = await executor.execute(chat, command, once);
  if (executed.kind === 'refused') throw new Error(`${command.type}: ${executed.refusal.code}`);
  const write = command.type === 'record-ticket-created' ? `${chat}|open` : writeOf.get(key ?? '');
  if (write !== undefined) await stopAt(write, 'after-report');
};
const instance = {
  id: 'helix',
  definition: bmc,
  mapping: bmc.mapping,
  settings: settings as Readonly<Record<string, unknown>>,
  connector,
};
const sync = createTicketSync({
  instance: (id) => (id === 'helix' ? instance : undefined),
  readChat: async (chat) => (await store.chats.read(chat)).chat,
  readLog: (chat) => store.chats.log(chat),
  mask: (text) => text,
  files: { find: async () => undefined, read: async () => undefined },
  ledger,
  report,
  notDelivered: async () => 'The following could not be delivered:',
  publicUrl: () => 'http://desk.example',
  personOf: async () => done(undefined),
  endingAvailable: async () => ({ ok: true }),
});

await startWorkers({
  queues: jobQueues(options.redis, 'main'),
  connectorQueues: new Map([[connectorQueue('helix'), options.atOnce]]),
  tools: {
    lanes: {
      ...store.lanes,
      async take(lane) {
        const take = await store.lanes.take(lane);
        if (take.kind === 'taken') await redis.hset(`held:${process.pid}`, lane, take.lane.fence);
        return take;
      },
      async advance(lane, fence, came) {
        const write = came !== undefined && 'kind' in came ? `${chatOf(lane)}|${came.args[0]}` : undefined;
        if (write !== undefined) await stopAt(write, 'before-confirm');
        const items = await store.lanes.advance(lane, fence, came);
        if (write !== undefined) await stopAt(write, 'after-confirm');
        return items;
      },
    },
    log,
    jobs: {
      'assign-chats': async () => done(undefined),
      'deliver-messages': async () => done(undefined),
      'tell-place': async () => done(undefined),
      ...ticketJobs(sync),
    },
    judge: createJudge(async ({ chat, job, args }, error) => {
      if (typeof args.n === 'number')
        await report(chat, { type: 'record-ticket-failed', n: args.n, error, job });
    }, waits),
    ask: createBreakers(store.breaker, waits, log),
    linger: createLinger({ wake: relay.wake, log, ...options.linger }),
  },
  sweeps: {
    'sweep-outbox': { everyMs: 1_000, run: () => sweepOutbox(store.lanes, relay.wake) },
    'reconcile-tickets': {
      everyMs: waits.reconcile,
      run: () =>
        reconcileTickets({
          unfinished: store.unfinished,
          readChats: store.chats.readAll,
          wake: relay.wake,
          now: systemClock.now,
          unprovenMs: waits.unproven,
          log,
        }),
    },
  },
  log,
});
process.stdout.write('worker is running\n');
// Who is killed writes nothing at its end; the next one starts in half the time by it.
flushCompileCache();

function chatOf(lane: string): string | undefined {
  const parsed = parseLane(lane);
  return parsed === undefined || parsed.kind === 'desk' ? undefined : parsed.chat;
}
