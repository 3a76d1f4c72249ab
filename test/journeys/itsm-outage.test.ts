import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { type Fault, type Simulator, startSimulator } from '../../connectors/bmc-helix/simulator/index.ts';
import { LOOK_UPS_AT_ONCE } from '../../src/sync/for-people.ts';
import { type Demo, startDemo } from '../support/demo.ts';
import { eventually } from '../support/eventually.ts';
import { type ItsmLine, mostWithin, openLine } from '../support/itsm-line.ts';
import { Agent, User } from '../support/people.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { Auditor } from '../support/sandbox.ts';
import { seeded } from '../support/seeded.ts';
import { faultsOf, playStory, type Story } from '../support/story.ts';

// An ITSM that fails, under load: an hour of waiting takes half a minute here, with the shipped code.

const SCALE = 1 / 120;
const AT_ONCE = 2;
/** What the ITSM takes for an answer while all catch up: with `AT_ONCE` it bounds the calls of a second. */
const ANSWER_MS = 10;
const STORIES = 8;
/** The long outage; OUTAGE_CHATS=500 OUTAGE_MINUTES=60 is the whole of it. */
const CHATS = Number(process.env.OUTAGE_CHATS || 30);
const MINUTES = Number(process.env.OUTAGE_MINUTES || 10);

let folder: string;
let itsm: Simulator;
let line: ItsmLine;
let redis: TestRedis;
let demo: Demo;
let alice: Agent;
let sam: Agent;
let auditor: Auditor;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'db-outage-'));
  redis = await startRedis();
  itsm = await startSimulator({ port: 0, dataDir: join(folder, 'itsm') });
  line = await openLine(itsm.url);
  const settings = {
    url: line.url,
    username: 'deskbridge',
    password: 'deskbridge',
    deadlineMs: 1_500,
    settleMs: 50,
  };
  const config = join(folder, 'deskbridge.yaml');
  writeFileSync(
    config,
    JSON.stringify({
      topics: [{ name: 'Network', queue: 'Network', synonyms: ['VPN'] }],
      connectors: [{ id: 'helix', use: 'bmc-helix', atOnce: AT_ONCE, settings }],
    }),
  );
  demo = await startDemo({
    dataDir: join(folder, 'data'),
    env: { DESKBRIDGE_CONFIG: config, DESKBRIDGE_WAIT_SCALE: String(SCALE), REDIS_URL: redis.path },
  });
  [alice, sam] = (await Promise.all(['alice', 'sam'].map((name) => Agent.signIn(demo.url, name)))) as [
    Agent,
    Agent,
  ];
  auditor = new Auditor(itsm.url);
  // The ITSM worked before it failed: what alice may do in it is known.
  const { chat } = await chatWithTicket('[before]');
  await alice.ticket(chat, 1, 'created');
}, 60_000);

afterAll(async () => {
  await demo?.stop();
  await line?.close();
  await itsm?.close();
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

afterEach(() => {
  itsm.faults = [];
  line.cut = false;
});

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${demo.url}/metrics`)).text();
  return Number(text.match(new RegExp(`^deskbridge_${name}(?:{[^}]*})? (\\S+)$`, 'm'))?.[1]);
}

const timesLogged = (words: string): number => demo.output().split(words).length - 1;

/** Chats with tickets, all of them ended by their agents, whatever the ITSM does meanwhile. */
const playAll = (name: string): Promise<readonly Story[]> =>
  Promise.all(
    Array.from({ length: STORIES }, (_, i) =>
      playStory(demo.url, alice, `[${name} ${i}]`, 'ended', seeded(i + 1)),
    ),
  );

/** What is wrong once the ITSM has had its time to catch up. */
async function settled(stories: readonly Story[]): Promise<readonly string[]> {
  let faults: readonly string[] = [];
  await eventually(
    async () => {
      faults = [];
      // One after the other: the auditor's account may be one that does one thing at a time.
      for (const story of stories) faults = [...faults, ...(await faultsOf(story, auditor))];
      return faults.length === 0;
    },
    'all tickets are right',
    45_000,
  ).catch(() => {});
  return faults;
}

describe.each<[string, () => void, { readonly opens: boolean }]>([
  ['nothing listens', cut, { opens: true }],
  ['a proxy answers 503', faults({ kind: 'unavailable' }), { opens: true }],
  ['a 429 with Retry-After', faults({ kind: 'too-many', retryAfter: '30' }), { opens: true }],
  ['the server answers 500, busy', faults({ kind: 'server-busy' }), { opens: true }],
  ['a gateway answers with a page', faults({ kind: 'html' }), { opens: true }],
  [
    'it writes and the answer is lost',
    faults({ kind: 'reset-after-write', method: 'POST' }),
    { opens: false },
  ],
  ['every token is refused', faults({ kind: 'unauthorized', path: '/arsys/' }), { opens: true }],
  ['half a JSON comes back', faults({ kind: 'wrong-json', path: '/arsys/' }), { opens: true }],
  ['eight megabytes come back', faults({ kind: 'huge-body', path: '/arsys/' }), { opens: true }],
  [
    'it creates and does not say what',
    faults({ kind: 'empty-created', method: 'POST', path: '/arsys/' }),
    { opens: false },
  ],
  [
    'it creates and never answers',
    faults({ kind: 'lost-answer', method: 'POST', path: 'IncidentInterface_Create', times: 5 }),
    { opens: false },
  ],
])('%s', (name, strike, { opens }) => {
  test('chats go on, the breaker holds the tickets back, and afterwards each is there once and right', async () => {
    const [opened, closed] = [timesLogged('does not work'), timesLogged('works again')];
    strike();
    const stories = await playAll(name);
    expect(stories.filter(({ ticketWished }) => ticketWished).length).toBeGreaterThan(2);
    if (opens) {
      await eventually(async () => (await metric('itsm_breaker')) === 1, 'the breaker opens');
      expect(timesLogged('does not work')).toBe(opened + 1);
      for (const { mark } of stories) expect(await incidentsOf(mark)).toBe(0);
    }

    itsm.faults = [];
    line.cut = false;
    line.mostAtOnce = 0;
    expect(await settled(stories)).toEqual([]);
    await eventually(async () => (await metric('itsm_breaker')) === 0, 'the breaker closes');
    if (opens) expect(line.mostAtOnce).toBeGreaterThan(0);
    // What people look up comes on top of what the background writes.
    expect(line.mostAtOnce).toBeLessThanOrEqual(AT_ONCE + LOOK_UPS_AT_ONCE);
    // The last work is off the list a moment after the ITSM has it.
    await eventually(async () => (await metric('tickets_unfinished')) === 0, 'no ticket work is unfinished');
    expect(await metric('tickets_needing_hand')).toBe(0);
    expect(timesLogged('does not work')).toBe(timesLogged('works again'));
    if (opens) expect(timesLogged('works again')).toBe(closed + 1);
  }, 120_000);
});

test('an account that may do one thing at a time (error 9093): all is done once, with the fault on', async () => {
  itsm.faults = [{ kind: 'parallel' }];
  line.mostAtOnce = 0;
  const stories = await playAll('9093');
  expect(await settled(stories)).toEqual([]);
  await eventually(async () => (await metric('tickets_unfinished')) === 0, 'every write is confirmed');
  expect(line.mostAtOnce).toBeGreaterThan(1);
}, 120_000);

test(
  `down for ${MINUTES} minutes while ${CHATS} chats end: left in peace, then caught up at the configured rate`,
  async () => {
    line.cut = true;
    const stories: Story[] = [];
    const ids = Array.from({ length: CHATS }, (_, i) => i);
    const actors = Array.from({ length: 10 }, async () => {
      for (let i = ids.pop(); i !== undefined; i = ids.pop())
        stories.push(await playStory(demo.url, alice, `[hour ${i}.]`, 'ended', seeded(i)));
    });
    await Promise.all(actors);
    const wished = stories.filter(({ ticketWished }) => ticketWished);
    const callsBefore = line.calls.length;
    const until = Date.now() + MINUTES * 60_000 * SCALE;
    await eventually(() => Date.now() > until, 'the outage is over', MINUTES * 60_000 * SCALE + 1_000);
    // One trial a minute, of a call or two; those who wait call nothing.
    expect(line.calls.length - callsBefore).toBeLessThanOrEqual(3 * MINUTES + 5);

    line.mostAtOnce = 0;
    line.calls.length = 0;
    itsm.faults = [{ kind: 'latency', ms: ANSWER_MS }];
    line.cut = false;
    const back = Date.now();
    let wrong: readonly string[] = [];
    const right = async () => {
      const held = await auditor.incidents();
      wrong = wished
        .filter(({ mark }) => {
          const own = held.filter((one) => one['Detailed Decription']?.includes(mark));
          return (
            own.length !== 1 || own[0]?.Status !== 'Resolved' || own[0].Resolution !== `Resolved ${mark}`
          );
        })
        .map(({ mark }) => mark);
      return wrong.length === 0 && (await metric('tickets_unfinished')) === 0;
    };
    await eventually(right, 'all tickets are right', 60_000 + CHATS * 200).catch(() => {});
    process.stderr.write(`${wished.length} tickets caught up in ${Date.now() - back} ms\n`);
    expect(wrong).toEqual([]);
    expect(line.mostAtOnce).toBeLessThanOrEqual(AT_ONCE);
    expect(mostWithin(line.calls, 1_000)).toBeLessThanOrEqual(AT_ONCE * (1_000 / ANSWER_MS + 1));
    const chosen = wished.slice(0, 10);
    expect(await settled(chosen)).toEqual([]);
  },
  120_000 + MINUTES * 60_000 * SCALE + CHATS * 500,
);

test('a lane that was lost during the outage is found and its ticket made', async () => {
  line.cut = true;
  const { chat } = await chatWithTicket('[lost lane]');
  const direct = new Redis(redis.path);
  const keys = await direct.keys(`{main}:items:t.${chat}.*`);
  expect(keys).toHaveLength(1);
  const before = await metric('tickets_reconciled_total');
  // The lane may be at work on a call that fails at this moment; then its loss is repeated.
  await eventually(async () => {
    await direct
      .multi()
      .del(...keys)
      .zrem('{main}:lanes', `t.${chat}.1.helix`)
      .exec();
    return (await metric('tickets_reconciled_total')) > before;
  }, 'the lost lane is found');
  direct.disconnect();
  expect(demo.output()).toContain('lost ticket work was found');
  line.cut = false;
  await alice.ticket(chat, 1, 'created');
  expect(await incidentsOf('[lost lane]')).toBe(1);
}, 60_000);

test('tickets that need a hand: a supervisor sees them, retries one and gives one up', async () => {
  itsm.faults = [{ kind: 'workflow', method: 'POST', path: 'HPD:IncidentInterface_Create' }];
  const mended = await chatWithTicket('[mended]');
  const hopeless = await chatWithTicket('[hopeless]');
  for (const { chat } of [mended, hopeless]) await alice.ticket(chat, 1, 'failed');
  await alice.do(`/chats/${hopeless.chat}/end`, {});

  expect((await alice.get('/admin/tickets')).body).toMatchObject({ status: 403, code: 'not-allowed' });
  const { tickets } = (await sam.get('/admin/tickets')).body;
  expect(tickets).toHaveLength(2);
  expect(tickets[0]).toMatchObject({
    chat: { id: mended.chat, status: 'assigned' },
    ticket: { n: 1, state: 'failed' },
    reason: expect.stringMatching(/workflow filter/),
  });
  const first = (await sam.get('/admin/tickets?limit=1')).body;
  expect(first.tickets.map((row: { chat: { id: string } }) => row.chat.id)).toEqual([mended.chat]);
  const second = (await sam.get(`/admin/tickets?limit=1&after=${first.next}`)).body;
  expect(second.tickets.map((row: { chat: { id: string } }) => row.chat.id)).toEqual([hopeless.chat]);
  expect(second.next).toBeUndefined();
  expect(await metric('tickets_needing_hand')).toBe(2);

  const bob = await Agent.signIn(demo.url, 'bob');
  expect((await bob.do(`/chats/${mended.chat}/tickets/1/retry`)).body.code).toBe('not-owner');
  const giveUp = `/chats/${hopeless.chat}/tickets/1/give-up`;
  expect((await alice.do(giveUp)).body.code).toBe('not-allowed');
  expect(await sam.do(giveUp)).toMatchObject({ status: 200, body: { ticket: { givenUp: true } } });
  const log = (await sam.read(hopeless.chat)).entries;
  expect(log.at(-1)).toMatchObject({ code: 'ticket-given-up', visibility: 'internal' });
  expect(log.at(-1)?.text).toMatch(/gave up .*workflow filter/s);
  expect((await sam.do(`/chats/${hopeless.chat}/tickets/1/retry`)).body.code).toBe('ticket-not-failed');

  itsm.faults = [];
  expect((await sam.do(`/chats/${mended.chat}/tickets/1/retry`)).status).toBe(202);
  await alice.ticket(mended.chat, 1, 'created');
  expect((await sam.get('/admin/tickets')).body).toEqual({ tickets: [] });
  expect([await incidentsOf('[mended]'), await incidentsOf('[hopeless]')]).toEqual([1, 0]);
}, 60_000);

test('words go both ways while the ITSM is down', async () => {
  line.cut = true;
  const { chat, user } = await chatWithTicket('[talk]');
  await eventually(async () => (await metric('itsm_breaker')) === 1, 'the breaker opens');
  for (let i = 0; i < 20; i += 1) {
    await alice.do(`/chats/${chat}/messages`, { text: `agent ${i}` });
    await user.say(`user ${i}`);
    await Promise.all([user.hears(`agent ${i}`), alice.reads(chat, `user ${i}`)]);
  }
}, 60_000);

function cut(): void {
  line.cut = true;
}

function faults(...list: readonly Fault[]): () => void {
  return () => {
    itsm.faults = list.map((fault) => ({ ...fault }));
  };
}

/** Counted in the ITSM, not in the chat. */
const incidentsOf = async (mark: string): Promise<number> =>
  withoutFaults(
    async () =>
      (await auditor.incidents()).filter((one) => one['Detailed Decription']?.includes(mark)).length,
  );

/** Looks at the ITSM past its faults; whoever else asks meanwhile finds nobody. */
async function withoutFaults<T>(look: () => Promise<T>): Promise<T> {
  const before = { faults: itsm.faults, cut: line.cut };
  line.cut = true;
  // What is on its way meets the fault still.
  await eventually(() => line.isQuiet(), 'nothing is on its way to the ITSM');
  itsm.faults = [];
  try {
    return await look();
  } finally {
    itsm.faults = before.faults;
    line.cut = before.cut;
  }
}

/** An accepted chat whose agent has just asked for an incident. */
async function chatWithTicket(mark: string): Promise<{ readonly chat: string; readonly user: User }> {
  const user = await User.arrive(demo.url, `User of ${mark}`);
  await user.escalate(`My VPN does not connect ${mark}`);
  const { id } = await alice.finds(user);
  await alice.do(`/chats/${id}/accept`);
  expect((await alice.do(`/chats/${id}/tickets`, { type: 'incident' })).status).toBe(202);
  return { chat: id, user };
}
