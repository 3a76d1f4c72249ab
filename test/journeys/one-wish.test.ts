import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { type Fault, type Simulator, startSimulator } from '../../connectors/bmc-helix/simulator/index.ts';
import { connectorQueue, jobQueues } from '../../jobs/queues.ts';
import { createRelay, type Relay } from '../../jobs/relay.ts';
import type { Chat } from '../../src/chat/chat.ts';
import { digest, newChatId } from '../../src/chat/ids.ts';
import { createLog } from '../../src/shared/log.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { patience } from '../support/pace.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { Auditor } from '../support/sandbox.ts';
import { ALICE, openHand, twentyAtOnce } from '../support/ticket-hand.ts';
import { openFleet } from '../support/worker-fleet.ts';

// Each wish meets a server that is slow, blind, lying or lagging, or a worker that dies in the middle.
// Everything is counted in the ITSM: one ticket each, or a refusal in the chat that names the one that is there.

const CHATS = Number(process.env.WISH_CHATS || 1_000);
const WORKERS = 2;

/** How many times slower than usual this machine is: a call that fails of it costs time, nothing else. */
const PACE = Number(process.env.TEST_PACE ?? 1);

/** Our deadline, with room up to the whole second that AR is told. */
const DEADLINE_MS = Math.ceil(1 + PACE / 2) * 1000 - 400;
const TOLD_MS = Math.ceil(DEADLINE_MS / 1000) * 1000;
const SETTLE_MS = 1_200 + 800 * PACE;
const LAG_MS = SETTLE_MS / 2;

type Type = 'incident' | 'work-order';
const CREATE = {
  incident: 'HPD:IncidentInterface_Create',
  'work-order': 'WOI:WorkOrderInterface_Create',
} as const;
const READ = { incident: 'HPD:IncidentInterface', 'work-order': 'WOI:WorkOrder' } as const;

/** What one wish meets. `faults` strike its create, once; what hides rows stands for all of the kind. */
interface Server {
  readonly name: string;
  readonly faults?: readonly Omit<Fault, 'form' | 'body' | 'method'>[];
  /** A step at which its worker is killed. */
  readonly kill?: string;
}

const SERVERS: readonly Server[] = [
  { name: 'quick' },
  { name: 'slow', faults: [{ kind: 'slow', ms: DEADLINE_MS * 0.6 }] },
  { name: 'late', faults: [{ kind: 'slow', ms: (DEADLINE_MS + TOLD_MS) / 2 }] },
  { name: 'too-slow', faults: [{ kind: 'slow', ms: TOLD_MS + 1_000 }] },
  { name: 'lost-before', faults: [{ kind: 'reset-before-write' }] },
  { name: 'lost-after', faults: [{ kind: 'reset-after-write' }] },
  { name: 'page', faults: [{ kind: 'page-after', status: 502 }] },
  { name: 'page-with-201', faults: [{ kind: 'page-after', status: 201 }] },
  { name: 'wrong-number', faults: [{ kind: 'wrong-number' }] },
  { name: 'no-number', faults: [{ kind: 'null-number' }] },
  { name: 'empty', faults: [{ kind: 'empty-created' }] },
  { name: 'empty-unstaged', faults: [{ kind: 'empty-created' }] },
  { name: 'lagging' },
  { name: 'lagging-lost', faults: [{ kind: 'reset-after-write' }] },
  { name: 'lagging-late', faults: [{ kind: 'slow', ms: (DEADLINE_MS + TOLD_MS) / 2 }] },
  { name: 'blind' },
  { name: 'blind-lost', faults: [{ kind: 'reset-after-write' }] },
  { name: 'blind-lying', faults: [{ kind: 'wrong-number' }] },
  { name: 'killed-before', kill: 'after-sent' },
  { name: 'killed-after', kill: 'after-write' },
  { name: 'killed-late', kill: 'after-sent', faults: [{ kind: 'slow', ms: (DEADLINE_MS + TOLD_MS) / 2 }] },
];
/** Its ticket cannot be read, so nothing else is written to it before the retry. */
const isBlind = ({ server }: Pick<Case, 'server'>): boolean => server.name.startsWith('blind');

interface Case {
  readonly chat: string;
  readonly type: Type;
  readonly server: Server;
  /** Stands in what was said before the ticket. */
  readonly mark: string;
  readonly user: string;
  readonly log: Fault['kind'] | undefined;
}

/** What the note that says which chat a ticket belongs to meets. */
const LOGS: readonly Case['log'][] = [
  undefined,
  'reset-after-write',
  'reset-before-write',
  'page-after',
  'empty-created',
];

const cases: readonly Case[] = Array.from({ length: CHATS }, (_, i) => {
  const server = SERVERS[i % SERVERS.length] as Server;
  return {
    chat: newChatId(),
    type: Math.floor(i / SERVERS.length) % 2 === 0 ? 'incident' : 'work-order',
    server,
    mark: `[case ${i}. ${server.name}]`,
    user: `Dana No${i}x`,
    log: isBlind({ server }) ? undefined : LOGS[Math.floor(i / (2 * SERVERS.length)) % LOGS.length],
  };
});

interface Ticket {
  readonly number: string;
  readonly description: string;
  readonly notes: number;
}

let folder: string;
let server: TestRedis;
let redis: Redis;
let store: Store;
let relay: Relay;
let itsm: Simulator;
let auditor: Auditor;
let fleet: ReturnType<typeof openFleet>;
/** After the wishes, and after what was hidden could be read and was retried. */
let first: Outcome;
let last: Outcome;

interface Outcome {
  readonly byKey: ReadonlyMap<string, readonly Ticket[]>;
  readonly chats: ReadonlyMap<string, Chat>;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'db-wish-'));
  server = await startRedis();
  redis = new Redis(server.path);
  store = openStore(redis, 'main');
  itsm = await startSimulator({ port: 0, dataDir: folder });
  auditor = new Auditor(itsm.url);
  const options = {
    redis: server.path,
    itsm: itsm.url,
    waitScale: 1 / 10,
    atOnce: 100,
    callsAtOnce: 60,
    linger: { slotMs: DEADLINE_MS / 4, most: 50 },
    settings: { deadlineMs: DEADLINE_MS, settleMs: SETTLE_MS },
  };
  fleet = openFleet(WORKERS, options, redis);
  relay = createRelay(jobQueues(server.path, 'main'), [connectorQueue('helix')], createLog('silent'));
  await fleet.running();

  itsm.faults = [...standing(true), ...cases.flatMap(struck)];
  for (const { chat, server: met } of cases)
    if (met.kill !== undefined) await redis.hset('stops', `${chat}|open`, met.kill);
  const hand = openHand(redis, relay);
  await twentyAtOnce(cases, ({ mark, ...one }) =>
    hand.arriveAndAsk({ ...one, says: `My VPN does not connect ${mark}` }),
  );
  await settled('every wish has its answer');
  first = await outcome();

  itsm.faults = standing(false);
  await twentyAtOnce(cases.filter(isBlind), ({ chat }) =>
    hand.run(chat, { type: 'retry-ticket', by: ALICE, n: 1 }),
  );
  await settled('what was hidden is found');
  last = await outcome();
}, patience(240_000));

afterAll(async () => {
  await fleet?.close();
  await relay?.close();
  await itsm?.close();
  redis?.disconnect();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('every server was met, and workers were killed in the middle of their work', () => {
  expect(itsm.faults).toEqual(standing(false));
  expect(unmet).toEqual([]);
  expect([...fleet.killedAt.keys()].sort()).toEqual(['after-sent', 'after-write']);
  expect(fleet.output()).not.toMatch(/TypeError|ReferenceError/);
});

test('[itsm A] each wish made exactly one ticket in the ITSM, and no other is there', () => {
  const wrong = cases.flatMap((one) => {
    const tickets = ticketsOf(first, one);
    return tickets.length === 1 && tickets[0]?.description.includes(one.mark)
      ? []
      : [`${one.mark} ${one.type}: ${tickets.map(({ number }) => number).join() || 'none'}`];
  });
  expect(wrong).toEqual([]);
  expect([...first.byKey.values()].flat()).toHaveLength(CHATS);
});

test('[itsm B] the chat knows its number, or says that it was created and cannot be read', () => {
  const wrong = cases.flatMap((one) => {
    const number = ticketsOf(first, one)[0]?.number ?? 'none';
    const ticket = first.chats.get(one.chat)?.tickets[0];
    const key = `DB-${digest(one.chat, '1', 'open').slice(0, 20)}`;
    // A server that lies about the number of a ticket that it hides leaves the key alone to find it by.
    const named = one.server.name === 'blind-lying' ? key : number;
    const right = isBlind(one)
      ? ticket?.state === 'failed' && ticket.error?.includes(named) && /access to company/.test(ticket.error)
      : ticket?.state === 'created' && ticket.displayId === number && ticket.error === undefined;
    return right ? [] : [`${one.mark} is ${number}: ${JSON.stringify(ticket)}`];
  });
  expect(wrong).toEqual([]);
});

test('[itsm B] sibling: once it can be read, a retry finds it, and there is still one each', () => {
  const wrong = cases.flatMap((one) => {
    const tickets = ticketsOf(last, one);
    const ticket = last.chats.get(one.chat)?.tickets[0];
    return tickets.length === 1 && ticket?.state === 'created' && ticket.displayId === tickets[0]?.number
      ? []
      : [`${one.mark}: ${tickets.map(({ number }) => number)}, the chat says ${JSON.stringify(ticket)}`];
  });
  expect(wrong).toEqual([]);
  expect([...last.byKey.values()].flat()).toHaveLength(CHATS);
});

test('[itsm A] sibling: the note that says which chat it belongs to stands in each ticket once', () => {
  const wrong = cases.flatMap((one) => {
    const notes = ticketsOf(last, one)[0]?.notes;
    return notes === 1 ? [] : [`${one.mark} ${one.log}: ${notes}`];
  });
  expect(wrong).toEqual([]);
});

const ticketsOf = ({ byKey }: Outcome, { chat }: Case): readonly Ticket[] =>
  byKey.get(`DB-${digest(chat, '1', 'open').slice(0, 20)}`) ?? [];

/** What holds for all rows of a kind, as long as it holds. */
function standing(blind: boolean): Fault[] {
  return (['incident', 'work-order'] as const).flatMap((type): Fault[] => [
    ...(blind ? [{ kind: 'hidden', method: 'GET', form: READ[type], rows: '. blind' } as const] : []),
    { kind: 'hidden', method: 'GET', form: CREATE[type], rows: '. empty-unstaged]' },
    { kind: 'index-lag', method: 'GET', form: READ[type], rows: '. lagging', ms: LAG_MS },
    { kind: 'index-lag', method: 'GET', form: CREATE[type], rows: '. lagging', ms: LAG_MS },
  ]);
}

function struck({ type, mark, user, server: met, log }: Case): Fault[] {
  const create = { method: 'POST', form: CREATE[type], body: mark, times: 1 };
  const note = { method: 'POST', form: type === 'incident' ? 'HPD:WorkLog' : 'WOI:WorkInfo', body: user };
  return [
    ...(met.faults ?? []).map((fault) => ({ ...fault, ...create })),
    ...(log === undefined ? [] : [{ ...note, kind: log, times: 1 }]),
  ];
}

/** Faults of the creates that never struck. */
let unmet: readonly Fault[] = [];

/** Lets the workers do what there is, and kills those that stop. */
async function settled(what: string): Promise<void> {
  const from = performance.now();
  // A step that is left over is none that will come: on a busy machine its call may have ended without an answer.
  const idle = async () => (await redis.zcard('{main}:lanes')) === 0;
  await fleet.workUntil(idle, what, 150_000);
  const left = itsm.faults.filter(({ times }) => times !== undefined && times > 0);
  unmet = [...unmet, ...left];
  process.stderr.write(
    `${what} after ${Math.round(performance.now() - from)} ms, ${fleet.killed()} processes killed\n`,
  );
}

async function outcome(): Promise<Outcome> {
  const { faults } = itsm;
  itsm.faults = [];
  const tickets: (Ticket & { readonly key: string })[] = [];
  const gather = async (
    forms: readonly [tickets: string, log: string],
    names: Record<'number' | 'key' | 'text', string>,
  ) => {
    const notes = Map.groupBy(await auditor.rows(forms[1]), (row) => row[names.number] ?? '');
    for (const row of await auditor.rows(forms[0])) {
      const number = row[names.number] ?? '';
      const own = notes.get(number) ?? [];
      tickets.push({
        key: row[names.key] ?? '',
        number,
        description: row[names.text] ?? '',
        notes: own.filter((one) => one['Detailed Description']?.includes('belongs to a live chat')).length,
      });
    }
  };
  await gather(['HPD:Help Desk', 'HPD:WorkLog'], {
    number: 'Incident Number',
    key: 'Vendor Ticket Number',
    text: 'Detailed Decription',
  });
  await gather(['WOI:WorkOrder', 'WOI:WorkInfo'], {
    number: 'Work Order ID',
    key: 'Chat Session ID',
    text: 'Detailed Description',
  });
  itsm.faults = faults;
  const chats = await store.chats.readAll(cases.map(({ chat }) => chat));
  return {
    byKey: Map.groupBy(
      tickets.filter(({ key }) => key.startsWith('DB-')),
      ({ key }) => key,
    ),
    chats: new Map(chats.map((chat) => [chat.id, chat])),
  };
}
