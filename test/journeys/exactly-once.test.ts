import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { type Simulator, startSimulator } from '../../connectors/bmc-helix/simulator/index.ts';
import { connectorQueue, jobQueues } from '../../jobs/queues.ts';
import { createRelay, type Relay } from '../../jobs/relay.ts';
import type { Chat } from '../../src/chat/chat.ts';
import { digest, newChatId } from '../../src/chat/ids.ts';
import { createLog } from '../../src/shared/log.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { eventually } from '../support/eventually.ts';
import { type ItsmLine, openLine, type PlannedFault, WRITE_FAULTS } from '../support/itsm-line.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { Auditor } from '../support/sandbox.ts';
import { ALICE, openHand, twentyAtOnce } from '../support/ticket-hand.ts';
import { openFleet } from '../support/worker-fleet.ts';

// Each chat meets one fault as its ticket is made, and one as its end is written: on the way to the
// ITSM, or by the death of the worker at a chosen step. Everything is counted in the ITSM.

const WORKERS = 2;
/** A slot whose process has died is free again after a while only: there are enough. */
const AT_ONCE = 500;

/** What one fault strikes: a request on its way, or the process at a step (`<step>`, or `<step> <form>`). */
type Strike = { readonly on: PlannedFault } | { readonly kill: string };

const STEPS = [
  'before-intent',
  'after-intent',
  'after-sent',
  'after-write',
  'before-confirm',
  'after-confirm',
];
const strikes = (form: string, steps: readonly string[]): readonly Strike[] => [
  ...WRITE_FAULTS.map((fault) => ({ on: { fault, form } })),
  ...steps.map((kill) => ({ kill })),
];

const OPENING = strikes('_Create', [...STEPS, 'after-report']);
const ENDING: readonly { readonly write: 'link-0' | 'transcript' | 'change'; readonly strike: Strike }[] = [
  ...strikes(':Work', STEPS).map((strike) => ({ write: 'link-0' as const, strike })),
  ...strikes('Associations', ['after-write Associations']).map((strike) => ({
    write: 'link-0' as const,
    strike,
  })),
  ...strikes(':Work', STEPS).map((strike) => ({ write: 'transcript' as const, strike })),
  ...strikes('', [...STEPS, 'after-report']).map((strike) => ({ write: 'change' as const, strike })),
];

/** Both ticket types, each with both endings. */
const KINDS = 4;
/** Each fault meets each kind at the end, and more than thrice at the opening; ONCE_CHATS takes more. */
const CHATS = Number(process.env.ONCE_CHATS || KINDS * ENDING.length);

interface Case {
  readonly chat: string;
  readonly type: 'incident' | 'work-order';
  readonly ending: 'resolved' | 'abandoned';
  /** Stands in what was said before the ticket and, as `later`, after it. */
  readonly mark: string;
  readonly later: string;
}

/** A ticket as the ITSM holds it, with its work info and the records that are tied to it. */
interface Held {
  readonly number: string;
  readonly status: string;
  readonly reason: string;
  readonly description: string;
  readonly workInfo: readonly string[];
  readonly tied: number;
}

const cases: readonly Case[] = Array.from({ length: CHATS }, (_, i) => ({
  chat: newChatId(),
  type: i % 2 === 0 ? 'incident' : 'work-order',
  ending: Math.floor(i / 2) % 2 === 0 ? 'resolved' : 'abandoned',
  mark: `[case ${i}.]`,
  later: `[later ${i}.]`,
}));

let folder: string;
let server: TestRedis;
let redis: Redis;
let store: Store;
let relay: Relay;
let hand: ReturnType<typeof openHand>;
let itsm: Simulator;
let line: ItsmLine;
let fleet: ReturnType<typeof openFleet>;
let article: string;
/** WriteKey -> the tickets that carry it. */
let byKey: ReadonlyMap<string, readonly Held[]>;
let chats: ReadonlyMap<string, Chat>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'db-once-'));
  server = await startRedis();
  redis = new Redis(server.path);
  store = openStore(redis, 'main');
  itsm = await startSimulator({ port: 0, dataDir: folder });
  line = await openLine(itsm.url);
  const settings = { deadlineMs: 3_000, settleMs: 1_000 };
  const options = { redis: server.path, itsm: line.url, waitScale: 1 / 10, atOnce: AT_ONCE, settings };
  fleet = openFleet(WORKERS, options, redis);
  relay = createRelay(jobQueues(server.path, 'main'), [connectorQueue('helix')], createLog('silent'));
  const auditor = new Auditor(itsm.url);
  article = (await auditor.rows('RKM:KnowledgeArticleManager'))[0]?.DocID ?? '';
  await fleet.running();

  await lay(
    cases.map(({ chat }, i) => [chat, 'open', OPENING[Math.floor(i / KINDS) % OPENING.length] as Strike]),
  );
  hand = openHand(redis, relay);
  await twentyAtOnce(cases, ({ mark, ...one }) =>
    hand.arriveAndAsk({ ...one, user: 'Dana Reyes', says: `My VPN does not connect ${mark}` }),
  );
  await settled('every ticket is there');

  await lay(
    cases.map(({ chat, ending }, i) => {
      const { write, strike } = ENDING[Math.floor(i / KINDS) % ENDING.length] as (typeof ENDING)[number];
      return [chat, write === 'change' ? `change-${ending}` : write, strike];
    }),
  );
  await twentyAtOnce(cases, talkPinAndEnd);
  await settled('every end is written');

  byKey = await heldTickets(auditor);
  chats = new Map((await store.chats.readAll(cases.map(({ chat }) => chat))).map((chat) => [chat.id, chat]));
}, 480_000);

afterAll(async () => {
  await fleet?.close();
  await relay?.close();
  await line?.close();
  await itsm?.close();
  redis?.disconnect();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('every fault has struck, and workers were killed in the middle of their work', () => {
  expect(line.faults.size).toBe(0);
  // A step may be passed by a lane whose process was killed for another's sake.
  const steps = [...STEPS, 'after-report', 'after-write Associations'];
  expect([...fleet.killedAt.keys()].sort()).toEqual(steps.sort());
  const killed = [...fleet.killedAt.values()].reduce((sum, times) => sum + times, 0);
  expect(killed).toBeGreaterThan(CHATS / 4);
  expect(fleet.output()).not.toMatch(/TypeError|ReferenceError/);
});

test('each wish made exactly one ticket, whose number the chat knows', () => {
  const wrong = cases.flatMap((one) => {
    const tickets = ticketsOf(one);
    const known = chats.get(one.chat)?.tickets.map(({ displayId }) => displayId);
    const right =
      tickets.length === 1 &&
      tickets[0]?.description.includes(one.mark) &&
      JSON.stringify(known) === JSON.stringify([tickets[0].number]);
    return right ? [] : [`${one.mark} has ${tickets.map(({ number }) => number)}, the chat says ${known}`];
  });
  expect(wrong).toEqual([]);
  expect([...byKey.values()].flat()).toHaveLength(CHATS);
});

test('link to the chat, pinned article, transcript and who changed it stand in each ticket once', () => {
  const wrong = cases.flatMap((one) => {
    const [ticket] = ticketsOf(one);
    const info = ticket?.workInfo ?? [];
    const times = (words: string) => info.filter((text) => text.includes(words)).length;
    const found = [
      times('This ticket belongs to a live chat'),
      times('Knowledge article pinned'),
      times(one.later),
      times(`chat ${one.chat}: Assigned`),
      info.length,
      ticket?.tied,
    ].join();
    return found === '1,1,1,1,4,1' ? [] : [`${one.mark}: ${found}`];
  });
  expect(wrong).toEqual([]);
});

test('each ticket has the status of its ending, written once and after the transcript', () => {
  const order = new Map(line.written.map(({ write }, i) => [write, i]));
  const wrong = cases.flatMap((one) => {
    const [ticket] = ticketsOf(one);
    const change = `${one.chat}|change-${one.ending}`;
    const times = line.written.filter(({ write }) => write === change).length;
    const after =
      (order.get(change) ?? -1) > (order.get(`${one.chat}|transcript`) ?? Number.POSITIVE_INFINITY);
    const found = `${ticket?.status} / ${ticket?.reason}, ${times} times, after the transcript: ${after}`;
    return found === `${STATUS[one.type][one.ending]}, 1 times, after the transcript: true`
      ? []
      : [`${one.mark}: ${found}`];
  });
  expect(wrong).toEqual([]);
});

test('each chat is closed as it was ended, knows its ticket’s status, and nothing is left to do', async () => {
  const wrong = cases.flatMap(({ chat: id, mark, ending }) => {
    const chat = chats.get(id);
    const [ticket] = chat?.tickets ?? [];
    const { status, statusReason, error } = ticket ?? {};
    const held = ticketsOf({ chat: id })[0];
    const right =
      chat?.status === 'closed' &&
      chat.disposition === ending &&
      status === held?.status &&
      statusReason === held?.reason &&
      error === undefined;
    return right ? [] : [`${mark}: ${chat?.status} ${chat?.disposition} ${JSON.stringify(ticket)}`];
  });
  expect(wrong).toEqual([]);
  expect((await store.unfinished.figures()).unfinished).toBe(0);
  // Those that waited long were shown to supervisors; the next look takes them off the list.
  await eventually(async () => (await store.unfinished.figures()).needHand === 0, 'nothing needs a hand');
});

const STATUS = {
  incident: {
    resolved: 'Resolved / No Further Action Required',
    abandoned: 'Cancelled / No longer a Causal CI',
  },
  'work-order': { resolved: 'Completed / Successful', abandoned: 'Cancelled / Cancelled by Support' },
} as const;

const ticketsOf = ({ chat }: Pick<Case, 'chat'>): readonly Held[] =>
  byKey.get(`DB-${digest(chat, '1', 'open').slice(0, 20)}`) ?? [];

/** Lays the faults of what comes next. */
async function lay(list: readonly (readonly [chat: string, write: string, strike: Strike])[]): Promise<void> {
  for (const [chat, write, strike] of list) {
    if ('on' in strike) line.faults.set(`${chat}|${write}`, strike.on);
    else await redis.hset('stops', `${chat}|${write}`, strike.kill);
  }
}

async function talkPinAndEnd({ chat, later, ending }: Case): Promise<void> {
  await hand.run(chat, { type: 'send-user-message', text: `It still does not ${later}` });
  const link = { kind: 'knowledge', id: article, title: 'Connect to the company VPN', relate: true } as const;
  await hand.run(chat, { type: 'pin-link', by: ALICE, link });
  if (ending === 'abandoned') await hand.run(chat, { type: 'abandon', by: ALICE });
  else await hand.run(chat, { type: 'end', by: ALICE, resolveTicket: true });
}

/** Lets the workers do what there is, and kills those that stop. */
async function settled(what: string): Promise<void> {
  const from = Date.now();
  const idle = async () => {
    const [lanes, { unfinished }] = await Promise.all([
      redis.zcard('{main}:lanes'),
      store.unfinished.figures(),
    ]);
    return lanes + unfinished === 0;
  };
  await fleet.workUntil(idle, what, 180_000);
  await redis.del('stops');
  const calls = `${line.calls.length} calls, at most ${line.mostAtOnce} at once`;
  process.stderr.write(
    `${what} after ${Date.now() - from} ms, ${fleet.killed()} processes killed, ${calls}\n`,
  );
}

async function heldTickets(auditor: Auditor): Promise<ReadonlyMap<string, readonly Held[]>> {
  const held: (Held & { readonly key: string })[] = [];
  const gather = async (
    forms: { tickets: string; workInfo: string; associations: string },
    names: { number: string; key: string; reason: string; description: string },
  ) => {
    const group = (rows: readonly Record<string, string>[], by: string) =>
      Map.groupBy(rows, (row) => row[by] ?? '');
    const info = group(await auditor.rows(forms.workInfo), names.number);
    const tied = group(await auditor.rows(forms.associations), 'Request ID02');
    for (const row of await auditor.rows(forms.tickets)) {
      const number = row[names.number] ?? '';
      held.push({
        key: row[names.key] ?? '',
        number,
        status: row.Status ?? '',
        reason: row[names.reason] ?? '',
        description: row[names.description] ?? '',
        workInfo: (info.get(number) ?? []).map((one) => one['Detailed Description'] ?? ''),
        tied: tied.get(number)?.length ?? 0,
      });
    }
  };
  await gather(
    { tickets: 'HPD:Help Desk', workInfo: 'HPD:WorkLog', associations: 'HPD:Associations' },
    {
      number: 'Incident Number',
      key: 'Vendor Ticket Number',
      reason: 'Status_Reason',
      description: 'Detailed Decription',
    },
  );
  await gather(
    { tickets: 'WOI:WorkOrder', workInfo: 'WOI:WorkInfo', associations: 'WOI:Associations' },
    {
      number: 'Work Order ID',
      key: 'Chat Session ID',
      reason: 'Status Reason',
      description: 'Detailed Description',
    },
  );
  return Map.groupBy(
    held.filter(({ key }) => key.startsWith('DB-')),
    ({ key }) => key,
  );
}
