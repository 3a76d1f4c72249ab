import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import {
  ASSIGN,
  connectionTo,
  connectorQueue,
  DELIVER,
  HOUSEKEEPING,
  jobQueues,
} from '../../../jobs/queues.ts';
import type { ChatList, ChatView, DeskFigures } from '../../../src/api/views.ts';
import { keysOf } from '../../../src/store/keys.ts';
import type { Agent, User } from '../../support/people.ts';
import { Auditor } from '../../support/sandbox.ts';
import type { Final, HeldTicket } from './evidence.ts';
import type { RedisPair } from './redis-pair.ts';
import { comesTrue } from './settle.ts';
import { AGENTS, type Topology } from './topology.ts';

const UPKEEP_LOOK_BACK = 200;
/** Longer than a job's lock and the look for those that were lost. */
const PASSING_MS = 20_000;

type Stood = Omit<Final, 'leaks' | 'loads'>;

/** How everything stands, asked for at every place where it can be. */
export async function gather(
  house: Topology,
  {
    agents,
    supervisor,
    chats,
    pages,
  }: {
    readonly agents: readonly Agent[];
    readonly supervisor: Agent;
    readonly chats: readonly string[];
    readonly pages: ReadonlyMap<string, User>;
  },
): Promise<Stood> {
  const [reader] = agents;
  if (reader === undefined) throw new Error('nobody can read the chats');
  const final: Stood['chats'][number][] = [];
  for (const id of chats) final.push(await reader.read(id));
  const replays: [string, Final['replays'][string]][] = [];
  for (const [story, page] of pages) {
    const all = await page.all();
    replays.push([
      story,
      all.map(({ id, from, text }) => ({
        id,
        own: from.id === page.userId,
        ...(text !== undefined && { text }),
      })),
    ]);
  }
  return {
    agents: AGENTS,
    chats: final,
    replays: Object.fromEntries(replays),
    tickets: await heldTickets(new Auditor(house.itsmUrl)),
    lists: await Promise.all(agents.map(listsOf)),
    figures: await figuresOf(supervisor),
    store: await quiet(
      () => storeOf(house.redis.client()),
      ({ lanes }) => lanes.length === 0,
    ),
    jobs: await quiet(
      () => jobsOf(house.redis),
      (jobs) => jobs.every(({ waiting, unheld }) => waiting === 0 && unheld.length === 0),
    ),
    audit: await auditOf(house.env),
  };
}

/** Upkeep goes on all the time: what is seen in passing is looked at again, and what stays is stuck. */
async function quiet<T>(ask: () => Promise<T>, isQuiet: (found: T) => boolean): Promise<T> {
  let found = await ask();
  await comesTrue(async () => {
    if (isQuiet(found)) return true;
    found = await ask();
    return false;
  }, PASSING_MS);
  return found;
}

async function all(agent: Agent, view: string): Promise<readonly ChatView[]> {
  const chats: ChatView[] = [];
  for (let after = ''; ; ) {
    const { body } = await agent.get(
      `/chats?view=${view}&limit=200${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`,
    );
    const page = body as ChatList;
    chats.push(...page.chats);
    if (page.next === undefined) return chats;
    after = page.next;
  }
}

async function listsOf(agent: Agent): Promise<Final['lists'][number]> {
  const ids = async (view: string) => (await all(agent, view)).map(({ id }) => id);
  const { counts } = await agent.list('queue');
  return {
    agent: agent.id,
    counts,
    queue: await ids('queue'),
    mine: await ids('mine'),
    transferred: await ids('transferred'),
    all: await ids('all'),
  };
}

async function figuresOf(supervisor: Agent): Promise<Final['figures']> {
  const { open, assigned, queued } = (await supervisor.get('/admin/figures')).body as DeskFigures;
  return { open, assigned, queued };
}

async function heldTickets(auditor: Auditor): Promise<readonly HeldTicket[]> {
  const group = (rows: readonly Record<string, string>[], by: string) =>
    Map.groupBy(rows, (row) => row[by] ?? '');
  const infoOf = (rows: readonly Record<string, string>[]) =>
    rows.map((row) => ({
      summary: row.Description ?? row.Summary ?? '',
      text: row['Detailed Description'] ?? '',
    }));
  const logs = group(await auditor.rows('HPD:WorkLog'), 'Incident Number');
  const infos = group(await auditor.rows('WOI:WorkInfo'), 'Work Order ID');
  const incidents = (await auditor.incidents()).map(
    (row): HeldTicket => ({
      number: row['Incident Number'] ?? '',
      type: 'incident',
      key: row['Vendor Ticket Number'] ?? '',
      status: row.Status ?? '',
      reason: row.Status_Reason ?? '',
      description: row['Detailed Decription'] ?? '',
      workInfo: infoOf(logs.get(row['Incident Number'] ?? '') ?? []),
    }),
  );
  const orders = (await auditor.workOrders()).map(
    (row): HeldTicket => ({
      number: row['Work Order ID'] ?? '',
      type: 'work-order',
      key: row['Chat Session ID'] ?? '',
      status: row.Status ?? '',
      reason: row['Status Reason'] ?? '',
      description: row['Detailed Description'] ?? '',
      workInfo: infoOf(infos.get(row['Work Order ID'] ?? '') ?? []),
    }),
  );
  return [...incidents, ...orders];
}

async function storeOf(redis: Redis): Promise<Final['store']> {
  const keys = keysOf('main');
  const members = (key: string) => redis.zrange(key, '0', '-1');
  const [lanes, unfinished, creating, needsHand, deadlines] = await Promise.all(
    [keys.lanes, keys.unfinished, keys.creating, keys.needsHand, keys.deadlines].map(members),
  );
  return {
    lanes: lanes ?? [],
    unfinished: unfinished ?? [],
    creating: creating ?? [],
    needsHand: needsHand ?? [],
    deadlines: deadlines ?? [],
  };
}

async function jobsOf({ url, client }: RedisPair): Promise<Final['jobs']> {
  const found: Final['jobs'][number][] = [];
  for (const name of [DELIVER, ASSIGN, HOUSEKEEPING, connectorQueue('helix')]) {
    const { prefixOf } = jobQueues(url, 'main');
    const queue = new Queue(name, { prefix: prefixOf(name), connection: connectionTo(url) });
    try {
      const [{ wait = 0, delayed = 0 }, failed, active, completed] = await Promise.all([
        queue.getJobCounts('wait', 'delayed'),
        queue.getFailed(),
        queue.getActive(),
        queue.getCompleted(0, UPKEEP_LOOK_BACK),
      ]);
      const unheld: string[] = [];
      for (const job of active)
        if (job !== undefined && (await client().exists(`${queue.toKey(job.id ?? '')}:lock`)) === 0)
          unheld.push(job.id ?? '');
      found.push({
        queue: name,
        // Upkeep always has its next turn before it.
        waiting: name === HOUSEKEEPING ? 0 : wait + delayed,
        failed: failed.map((job) => ({
          name: job.name,
          reason: job.failedReason ?? '',
          doneSince: completed.some(
            (one) => one.name === job.name && (one.finishedOn ?? 0) > (job.finishedOn ?? 0),
          ),
        })),
        unheld,
      });
    } finally {
      await queue.close();
    }
  }
  return found;
}

async function auditOf(env: Topology['env']): Promise<Final['audit']> {
  const run = promisify(execFile);
  const { PATH = '', HOME = '' } = process.env;
  try {
    const { stdout } = await run(process.execPath, ['src/cli.ts', 'audit', 'verify'], {
      env: { PATH, HOME, ...env },
      timeout: 120_000,
    });
    return { ok: true, text: stdout.trim() };
  } catch (error) {
    const { stdout = '', message } = error as Error & { stdout?: string };
    return { ok: false, text: stdout.trim() || message };
  }
}
