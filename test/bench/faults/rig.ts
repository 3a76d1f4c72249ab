import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import bmc from '../../../connectors/bmc-helix/index.ts';
import { settings as bmcSettings } from '../../../connectors/bmc-helix/settings.ts';
import { succeeded } from '../../../src/connector/outcome.ts';
import { systemClock } from '../../../src/shared/clock.ts';
import { createLog } from '../../../src/shared/log.ts';
import { createOutgoing } from '../../../src/shared/outgoing.ts';
import { feedEnd } from '../../../src/store/feed.ts';
import { patience } from '../../support/pace.ts';
import type { Agent, User } from '../../support/people.ts';
import { seeded } from '../../support/seeded.ts';
import { Desk, signIn } from './agent.ts';
import { Board } from './board.ts';
import { byCursor } from './check/feed.ts';
import { check } from './check/index.ts';
import type { Violation } from './check/violation.ts';
import { createClient } from './client.ts';
import { type Evidence, type Final, keepFinal, readEvidence } from './evidence.ts';
import { followFeed } from './follow-feed.ts';
import { gather } from './gather.ts';
import { openHistory, type Record, readHistory } from './history.ts';
import { leaksIn } from './leaks.ts';
import { faults } from './schedule.ts';
import { comesTrue, settled } from './settle.ts';
import { AGENTS, SECRETS, SUPERVISOR, startTopology, type Topology } from './topology.ts';
import { playUser } from './user.ts';

export interface RigOptions {
  readonly seed: number;
  /** How long faults come; after it everything has its time to settle. */
  readonly minutes: number;
  /** Names of `KINDS`. */
  readonly kinds: readonly string[];
  readonly users?: number;
  /** Hears what the rig is at. */
  readonly tell?: (words: string) => void;
  /** Ends the run early, as Ctrl-C does. */
  readonly signal?: AbortSignal;
}

export interface Verdict {
  /** Where history and logs lie; it is left there. */
  readonly folder: string;
  readonly evidence: Evidence;
  readonly violations: readonly Violation[];
}

type Stood = Omit<Final, 'leaks'> & { readonly secrets: readonly string[] };

const USERS = 14;
/** The longest that things may take to settle. It grows with what the machine needs, as all limits here do. */
const SETTLE_MS = 100_000;
/** A client goes on asking for as long as an outage and a slow machine may take. */
const PATIENCE_MS = 40_000;
const RELATED = 4;
/** No wish of anybody has been acknowledged for so long, although all is well: none will be. */
const SILENT_MS = 30_000;
const ANSWERS_WITHIN_MS = 20_000;

const NOTHING_STANDS: Final = {
  agents: AGENTS,
  chats: [],
  replays: {},
  tickets: [],
  lists: [],
  figures: { open: 0, assigned: 0, queued: 0 },
  store: { lanes: [], unfinished: [], creating: [], needsHand: [], deadlines: [] },
  jobs: [],
  audit: { ok: true, text: '' },
  leaks: [],
  loads: [],
};

/**
 * Plays stories on an installation while faults come, lets it settle, and holds what stands against what was
 * acknowledged. Nothing but the history's folder is left. @throws Error where the rig itself cannot go on
 */
export async function runRig(options: RigOptions): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'deskbridge-faults-'));
  const record = openHistory(folder, 'rig');
  const tell = options.tell ?? (() => {});
  tell(`history in ${folder}`);
  const house = await startTopology(folder, record);
  let stood: Stood | string;
  try {
    stood = await Promise.race([play(house, options, record, tell), aborted(options.signal)]);
  } finally {
    await house.stop();
  }
  if (typeof stood === 'string') {
    const evidence = { rows: readHistory(folder), final: NOTHING_STANDS };
    return { folder, evidence, violations: [{ invariant: 'I6', what: stood }] };
  }
  const { secrets, ...final } = stood;
  // Only now is every log whole.
  keepFinal(folder, { ...final, leaks: leaksIn(folder, secrets) });
  const evidence = readEvidence(folder);
  return { folder, evidence, violations: check(evidence) };
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => reject(new Error('stopped before its end'));
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

async function play(
  house: Topology,
  { seed, minutes, kinds, users = USERS }: RigOptions,
  put: Record,
  tell: (words: string) => void,
): Promise<Stood | string> {
  const posts = [...house.servers, ...house.workers];
  let acknowledgedAt = performance.now();
  const record: Record = (who, body) => {
    if ('result' in body && body.result === 'ok') acknowledgedAt = performance.now();
    put(who, body);
  };
  const clientOf = (n: number) =>
    createClient(house.urls, { record, random: seeded(seed + n), patienceMs: patience(PATIENCE_MS) });
  const before = posts.map((post) => post.load());
  const board = new Board();
  const pages = new Map<string, User>();
  const agents = await Promise.all(Object.keys(AGENTS).map((name, n) => signIn(name, clientOf(n))));
  const supervisor = await signIn(SUPERVISOR, clientOf(agents.length));
  const known = await ticketsToRelate(house.itsmUrl);
  const { body } = await agents[0]!.get('/knowledge?q=vpn');
  const article = (body as { articles: readonly { id: string }[] }).articles[0]?.id ?? '';
  const followers = agents.map((agent) => followFeed(agent, house.urls, record));

  let usersGo = true;
  let agentsGo = true;
  const playing = Array.from({ length: users }, (_, n) =>
    playUser(`u${n}`, n % 2 === 0 ? 'direct-line' : 'channel', {
      client: clientOf(100 + n),
      record,
      channel: house.channel,
      board,
      random: seeded(seed + 200 + n),
      isOver: () => !usersGo,
      pages,
    }),
  );
  const desks = agents.map((agent, n) =>
    new Desk(agent, {
      client: clientOf(300 + n),
      record,
      board,
      random: seeded(seed + 400 + n),
      isOver: () => !agentsGo,
      known,
      article,
    }).work(),
  );
  tell(`${users} users, ${agents.length} agents, faults for ${minutes} minutes`);
  try {
    await faults(house, kinds, { seed, ms: minutes * 60_000, record });
  } finally {
    usersGo = false;
  }
  await house.ready();
  tell('no more faults; the stories come to their ends');
  acknowledgedAt = performance.now();
  const isTold = () =>
    board.all().every(({ told }) => told.is()) || performance.now() - acknowledgedAt > patience(SILENT_MS);
  await comesTrue(isTold, SETTLE_MS);
  agentsGo = false;
  let allWentHome = false;
  void Promise.all([...playing, ...desks]).then(() => {
    allWentHome = true;
  });
  await comesTrue(() => allWentHome, SILENT_MS);
  for (const { plan, told, gaveUp } of board.all())
    if (told.is()) record('rig', { op: 'told', key: plan.key, ...(gaveUp !== undefined && { gaveUp }) });
  tell('the background work comes to its end');
  await settled(house.redis.client(), SETTLE_MS);
  const silent = await silentServer(house, agents[0]!);
  if (silent !== undefined) return silent;
  const end = await feedEnd(house.redis.client(), 'main');
  await comesTrue(() => followers.every(({ cursor }) => byCursor(cursor(), end) >= 0), SETTLE_MS / 4);
  for (const follower of followers) await follower.close(end);
  const chats = board.all().flatMap(({ chat }) => (chat === undefined ? [] : [chat]));
  const stood = await gather(house, { agents, supervisor, chats: [...new Set(chats)], pages });
  const after = () => posts.map((post) => post.load());
  await comesTrue(
    () => after().every(({ fds }, n) => fds <= (before[n]?.fds ?? 0) * 1.05 + 2),
    SETTLE_MS / 10,
  );
  const loads = after().map((load, n) => ({
    name: posts[n]?.name ?? '',
    before: before[n] ?? load,
    after: load,
  }));
  const tokens = [...agents, supervisor, ...pages.values()].map(({ token }) => token);
  return { ...stood, loads, secrets: [SECRETS.redis, SECRETS.agents, ...tokens] };
}

/** What is wrong where a server does not answer although nothing is wrong around it any more. */
async function silentServer(house: Topology, agent: Agent): Promise<string | undefined> {
  for (const url of house.urls) {
    let last = 'nothing';
    const answers = async (): Promise<boolean> => {
      const reply = await agent
        .at(url)
        .get('/chats?view=all')
        .catch(() => undefined);
      last = reply === undefined ? 'nothing' : `${reply.status} ${reply.body?.code ?? ''}`;
      return reply?.status === 200;
    };
    if (!(await comesTrue(answers, ANSWERS_WITHIN_MS)))
      return `the server at ${url} answers ${last}, although all faults are over: nothing could be looked at`;
  }
  return undefined;
}

/** Incidents that are there before any chat. @returns their numbers */
async function ticketsToRelate(url: string): Promise<readonly string[]> {
  const connector = bmc.connect(bmcSettings.parse({ url, username: 'deskbridge', password: 'deskbridge' }), {
    http: createOutgoing(),
    clock: systemClock,
    log: createLog('error'),
  });
  try {
    const numbers: string[] = [];
    for (let n = 0; n < RELATED; n += 1) {
      const fields = {
        Login_ID: 'allen',
        Description: 'There before',
        Detailed_Decription: 'There before',
        Impact: '4-Minor/Localized',
        Urgency: '4-Low',
        Service_Type: 'User Service Restoration',
        'Reported Source': 'Web',
        Status: 'Assigned',
      };
      const opened = await connector.open({ type: 'incident', fields }, { key: `before-${n}`, attempt: 0 });
      if (!succeeded(opened)) throw new Error(`no ticket to relate: ${opened.reason}`);
      numbers.push(opened.value.displayId);
    }
    return numbers;
  } finally {
    await connector.close();
  }
}
