import { join } from 'node:path';
import { Queue, Worker } from 'bullmq';
import { fixedSettings } from '../../config/load.ts';
import { Settings } from '../../config/schema.ts';
import bmc from '../../connectors/bmc-helix/index.ts';
import { settings as bmcSettings } from '../../connectors/bmc-helix/settings.ts';
import { plan } from '../../jobs/plan.ts';
import { connectionTo, connectorQueue, jobQueues, KEEP, WORKER_SETTINGS } from '../../jobs/queues.ts';
import { createRelay } from '../../jobs/relay.ts';
import type { Owner } from '../../src/chat/chat.ts';
import { newChatId } from '../../src/chat/ids.ts';
import { openDesk } from '../../src/compose/desk.ts';
import { startWorker } from '../../src/compose/worker.ts';
import type { TicketEntry, TicketRef } from '../../src/connector/connector.ts';
import { succeeded } from '../../src/connector/outcome.ts';
import { startPrivateRedis } from '../../src/demo/private-redis/private-redis.ts';
import type { Command } from '../../src/handoff/commands.ts';
import { createRules } from '../../src/handoff/rules.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createLog } from '../../src/shared/log.ts';
import { createOutgoing } from '../../src/shared/outgoing.ts';
import { connectStore } from '../../src/store/connect.ts';
import { createExecutor } from '../../src/store/execute.ts';
import { keysOf } from '../../src/store/keys.ts';
import type { Wake } from '../../src/store/store.ts';
import type { System } from './processes.ts';
import { median } from './report.ts';

export type TicketPath = 'ledger' | 'plain BullMQ';

/** Jobs a second, a round each. */
export type TicketRates = Readonly<Record<TicketPath, readonly number[]>>;

const AGENT: Owner = { id: 'alice', screenName: 'Alice Smith' };
const AT_ONCE = 10;
const INCIDENTS = 20;
const GOAL = 0.7;

/**
 * The same work info written to the same incidents, once by a plain BullMQ job and once as an errand of a ticket's lane
 * under the ledger: same connector, same HTTP client settings, same Redis, same concurrency, rounds by turns.
 * From the first job added to the last one done.
 */
export async function ticketJobs(
  dataDir: string,
  itsm: System,
  rounds: number,
  jobs: number,
): Promise<TicketRates> {
  const log = createLog('error');
  const redis = await startPrivateRedis({ dataDir: join(dataDir, 'tickets'), log });
  const account = { url: itsm.url, username: 'deskbridge', password: 'deskbridge' };
  const connector = bmc.connect(bmcSettings.parse(account), {
    http: createOutgoing(),
    clock: systemClock,
    log,
  });
  const house = await openDesk({
    desk: 'main',
    redisUrl: redis.socket,
    settings: fixedSettings(
      Settings.parse({ connectors: [{ id: 'helix', use: 'bmc-helix', atOnce: AT_ONCE, settings: account }] }),
    ),
    credentials: {
      MicrosoftAppId: '',
      MicrosoftAppPassword: '',
      MicrosoftAppType: '',
      MicrosoftAppTenantId: '',
    },
    virtualAgent: () => ({ run: async () => {} }),
    log,
    host: '127.0.0.1',
    publicUrl: 'http://desk.example',
    dataDir: join(dataDir, 'tickets'),
  });
  const workers = await startWorker(house);
  const ledger = await ledgerPath(redis.socket);
  const plain = await plainPath(redis.socket, (ref, entry, key) =>
    connector.append(ref, [entry], { key, attempt: 0 }),
  );
  const rates: Record<TicketPath, number[]> = { ledger: [], 'plain BullMQ': [] };
  try {
    const incidents = await Promise.all(
      Array.from({ length: INCIDENTS }, async (_, i) => {
        const opened = await connector.open(draft(), { key: `bench-${i}`, attempt: 0 });
        if (!succeeded(opened)) throw new Error(`no incident: ${opened.reason}`);
        return opened.value;
      }),
    );
    // The first one of each warms up.
    for (let round = 0; round <= rounds; round++) {
      const paths = [
        ['plain BullMQ', plain.once],
        ['ledger', ledger.once],
      ] as const;
      // The incidents grow with every round: neither is always the later one.
      for (const [path, once] of round % 2 === 0 ? paths : paths.toReversed()) {
        const seconds = await once(incidents, jobs);
        if (round > 0) rates[path].push(jobs / seconds);
      }
    }
  } finally {
    await plain.close();
    await ledger.close();
    await workers.close();
    await house.close();
    await connector.close();
    await redis.stop();
  }
  return rates;
}

/** One line a path, and the goal. */
export function ticketReport(rates: TicketRates): string {
  const line = (path: TicketPath): string => {
    const all = rates[path].map(Math.round);
    return `  ${path.padEnd(14)} ${String(Math.round(median(rates[path]))).padStart(6)} (${Math.min(...all)}-${Math.max(...all)})`;
  };
  const ratios = rates.ledger.map((rate, n) => rate / rates['plain BullMQ'][n]!);
  const ratio = median(ratios);
  const range = `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`;
  return [
    `\nTicket jobs a second, ${AT_ONCE} at once (range)`,
    line('ledger'),
    line('plain BullMQ'),
    `  ${ratio >= GOAL ? 'reached' : 'MISSED '}  the ledger: at least ${GOAL} of a plain job's rate        ${ratio.toFixed(2)}x (${range})`,
  ].join('\n');
}

/** Chats to which an incident was just related: one work info each is to be written. */
async function ledgerPath(socket: string) {
  const log = createLog('error');
  const redis = await connectStore(socket, log);
  const relay = createRelay(jobQueues(socket, 'main'), [connectorQueue('helix')], log);
  const keys = keysOf('main');
  const wakes: Wake[] = [];
  const executor = createExecutor({
    redis,
    desk: 'main',
    rules: {
      ...createRules(() => ({
        waitingMs: 3_600_000,
        idleMs: 3_600_000,
        abandoningMs: 15_000,
        transferMs: 120_000,
      })),
      // Nobody sits at the other end of these conversations.
      plan: (event, chat) => plan(event, chat).filter(({ lane }) => lane.kind === 'ticket'),
    },
    clock: systemClock,
    keepSeconds: 600,
    wake: (woken) => void wakes.push(...woken),
  });
  const run = async (chat: string, command: Command): Promise<void> => {
    const executed = await executor.execute(chat, command);
    if (executed.kind !== 'done') throw new Error(`${command.type}: ${JSON.stringify(executed)}`);
  };
  return {
    async once(incidents: readonly TicketRef[], jobs: number): Promise<number> {
      const chats = Array.from({ length: jobs }, newChatId);
      await Promise.all(
        chats.map((chat) => run(chat, request(chat)).then(() => run(chat, { type: 'accept', by: AGENT }))),
      );
      wakes.length = 0;
      await Promise.all(chats.map((chat, i) => run(chat, related(incidents[i % incidents.length]!))));
      const start = performance.now();
      await relay.wake(wakes);
      // Rarely enough to cost the process that does the work next to nothing.
      while ((await redis.zcard(keys.lanes)) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      const seconds = (performance.now() - start) / 1000;
      const left = await redis.zcard(keys.unfinished);
      if (left > 0) throw new Error(`${left} writes are not confirmed`);
      return seconds;
    },
    async close() {
      await relay.close();
      redis.disconnect();
    },
  };
}

/** A BullMQ job a write, as anybody would do it first. */
async function plainPath(
  socket: string,
  write: (ref: TicketRef, entry: TicketEntry, key: string) => Promise<{ readonly kind: string }>,
) {
  const name = 'plain';
  const connection = connectionTo(socket);
  const { prefixOf } = jobQueues(socket, 'main');
  const queue = new Queue(name, {
    prefix: prefixOf(name),
    connection,
    defaultJobOptions: { ...KEEP, attempts: 5 },
  });
  await queue.setGlobalConcurrency(AT_ONCE);
  let done = (): void => {};
  let left = 0;
  const worker = new Worker(
    name,
    async ({ data }) => {
      const { ref, entry, key } = data as { ref: TicketRef; entry: TicketEntry; key: string };
      const outcome = await write(ref, entry, key);
      if (outcome.kind !== 'done') throw new Error(`the write was ${outcome.kind}`);
    },
    {
      ...WORKER_SETTINGS,
      ...KEEP,
      prefix: prefixOf(name),
      connection: { ...connection, maxRetriesPerRequest: null },
      concurrency: AT_ONCE,
    },
  );
  worker.on('completed', () => {
    left -= 1;
    if (left === 0) done();
  });
  await worker.waitUntilReady();
  return {
    async once(incidents: readonly TicketRef[], jobs: number): Promise<number> {
      left = jobs;
      const finished = new Promise<void>((resolve) => {
        done = resolve;
      });
      const data = Array.from({ length: jobs }, (_, i) => ({
        ref: incidents[i % incidents.length]!,
        entry: workInfo(newChatId()),
        key: `DB-${newChatId().slice(-20)}`,
      }));
      const start = performance.now();
      await Promise.all(data.map((one) => queue.add('write', one, { jobId: one.key })));
      await finished;
      return (performance.now() - start) / 1000;
    },
    async close() {
      await worker.close();
      await queue.close();
    },
  };
}

const draft = () => ({
  type: 'incident',
  fields: {
    Login_ID: 'allen',
    Description: 'Bench',
    Detailed_Decription: 'Bench',
    Impact: '4-Minor/Localized',
    Urgency: '4-Low',
    Service_Type: 'User Service Restoration',
    'Reported Source': 'Web',
    Status: 'Assigned',
  },
});

/** As long as what the lane writes. */
const workInfo = (chat: string): TicketEntry => ({
  summary: 'Live chat',
  text: `This ticket belongs to a live chat with Dana Reyes: http://desk.example/console?ticket=helix%2F${chat}`,
  visibility: 'internal',
});

const request = (chat: string): Command => ({
  type: 'request-handoff',
  chatId: chat,
  conversation: { channel: 'bench', id: chat },
  user: { id: `user-of-${chat}`, name: 'Dana Reyes', verified: false },
  company: 'Calbro Services',
  queue: 'GENERAL',
  source: 'bench',
  subject: 'VPN does not connect',
  lines: [],
});

const related = ({ id, displayId }: TicketRef): Command => ({
  type: 'relate-ticket',
  by: AGENT,
  ticket: {
    connector: 'helix',
    type: 'incident',
    kind: 'incident',
    externalId: id,
    displayId,
    status: 'Assigned',
    statusReason: '',
  },
});
