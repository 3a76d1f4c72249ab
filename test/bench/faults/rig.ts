import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { feedEnd } from '../../../src/store/feed.ts';
import type { Agent } from '../../support/people.ts';
import { check } from './check/index.ts';
import type { Violation } from './check/violation.ts';
import { type Evidence, type Final, keepFinal, nothingStands, readEvidence } from './evidence.ts';
import { gather } from './gather.ts';
import { openHistory, type Record, readHistory } from './history.ts';
import { leaksIn } from './leaks.ts';
import { startPeople } from './people.ts';
import { faults } from './schedule.ts';
import { comesTrue, settled } from './settle.ts';
import { SECRETS, startTopology, type Topology } from './topology.ts';

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

const USERS = 14;
/** The longest that things may take to settle. It grows with what the machine needs, as all limits here do. */
const SETTLE_MS = 100_000;
const ANSWERS_WITHIN_MS = 20_000;
const FDS_WITHIN_MS = 10_000;

/**
 * Plays stories on an installation while faults come, lets it settle, and holds what stands against what was
 * acknowledged. Nothing but the history's folder is left. @throws Error where the rig itself cannot go on
 */
export async function runRig(options: RigOptions): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'deskbridge-faults-'));
  const record = openHistory(folder, 'rig');
  options.tell?.(`history in ${folder}`);
  const house = await startTopology(folder, record);
  let stood: Stood | Violation;
  try {
    stood = await Promise.race([play(house, options, record), aborted(options.signal)]);
  } finally {
    await house.stop();
  }
  if ('invariant' in stood)
    return { folder, evidence: { rows: readHistory(folder), final: nothingStands }, violations: [stood] };
  const { secrets, ...final } = stood;
  // Only now is every log whole.
  keepFinal(folder, { ...final, leaks: leaksIn(folder, secrets) });
  const evidence = readEvidence(folder);
  return { folder, evidence, violations: check(evidence) };
}

type Stood = Omit<Final, 'leaks'> & { readonly secrets: readonly string[] };

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => reject(new Error('stopped before its end'));
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** @returns how everything stands, or why that cannot be known */
async function play(house: Topology, options: RigOptions, record: Record): Promise<Stood | Violation> {
  const { seed, minutes, kinds, users = USERS, tell = () => {} } = options;
  const posts = [...house.servers, ...house.workers];
  const before = posts.map((post) => post.load());
  const people = await startPeople(house, { seed, users, record });
  tell(`${users} users, ${people.agents.length} agents, faults for ${minutes} minutes`);
  await faults(house, kinds, { seed, ms: minutes * 60_000, record });
  await house.ready();
  tell('no more faults; the stories come to their ends');
  await people.goHome(SETTLE_MS);
  tell('the background work comes to its end');
  await settled(house.redis.client(), SETTLE_MS);
  const silent = await silentServer(house, people.agents[0]!);
  if (silent !== undefined) return { invariant: 'I6', what: silent };
  await people.closeFeeds(await feedEnd(house.redis.client(), 'main'));
  const stood = await gather(house, { ...people, chats: people.chats() });
  const after = () => posts.map((post) => post.load());
  await comesTrue(() => after().every(({ fds }, n) => fds <= (before[n]?.fds ?? 0)), FDS_WITHIN_MS);
  const loads = after().map((load, n) => ({
    name: posts[n]?.name ?? '',
    before: before[n] ?? load,
    after: load,
  }));
  const tokens = [...people.agents, people.supervisor, ...people.pages.values()].map(({ token }) => token);
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
