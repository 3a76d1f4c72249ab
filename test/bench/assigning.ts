import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Owner } from '../../src/chat/chat.ts';
import { newChatId } from '../../src/chat/ids.ts';
import { hashPassword, startPrivateRedis } from '../../src/compose.ts';
import { createLog } from '../../src/shared/log.ts';
import { PASSWORD } from '../support/demo.ts';
import { Agent } from '../support/people.ts';
import { type AgentWindow, openAgentWindow } from './agent-window.ts';
import type { Channel } from './channel.ts';
import { type BenchDesk, openBenchDesk } from './desk.ts';
import { within } from './measure.ts';
import { startSystem } from './processes.ts';
import { percentile } from './report.ts';

const AGENTS: readonly Owner[] = Array.from({ length: 20 }, (_, n) => ({
  id: `agent-${n}`,
  screenName: `Agent ${n}`,
}));
/** Has had none of the others' chats. */
const SOLO: Owner = { id: 'solo', screenName: 'Solo' };
const LEASE_MS = 3_600_000;
const WARM_UP = 20;
/** More chats than one count of waiting ones takes from the line. */
const TURNS = 600;
const FREE_P95_MS = 50;
const GROWTH = 1.5;
const SEEN_WITHIN_MS = 10_000;
const FEW = 10;
/** The commit that gives a chat its first agent. */
const TAKEN = 2;

/** Milliseconds each, up to the moment in which an agent's window shows it. */
export interface AssigningTimes {
  /** A user asks while agents are free, until the chat is an agent's. */
  readonly free: readonly number[];
  /** Chats that wait -> one of them is accepted by hand; the next one goes to an agent who has just ended one. */
  readonly waiting: ReadonlyMap<number, Readonly<Record<'accept' | 'assign', readonly number[]>>>;
}

/**
 * A server and a worker of their own, 20 agents. Users come and agents end chats in this process, as in
 * a second server.
 * @param many chats that wait, beside the figures for 10
 */
export async function assigning(
  dataDir: string,
  channel: Channel,
  env: Readonly<Record<string, string>>,
  times: number,
  many: number,
): Promise<AssigningTimes> {
  const folder = join(dataDir, 'assigning');
  const redis = await startPrivateRedis({ dataDir: folder, log: createLog('error') });
  const cleanUps: (() => unknown)[] = [() => redis.stop()];
  try {
    const config = join(folder, 'deskbridge.yaml');
    writeFileSync(config, JSON.stringify(await settings()));
    const own = { ...env, REDIS_URL: redis.socket, DESKBRIDGE_CONFIG: config, DATA_DIR: folder, PORT: '0' };
    const server = await startSystem(['src/cli.ts', 'server'], /server at (http:\S+)/, own);
    cleanUps.push(() => server.stop());
    const worker = await startSystem(['src/cli.ts', 'worker'], /(worker is running)/, own);
    cleanUps.push(() => worker.stop());
    const desk = await openBenchDesk(redis.socket, channel);
    cleanUps.push(() => desk.close());
    const hand = await Agent.signIn(server.url, 'hand');
    await desk.agents.choose(hand.id, { available: false });
    const window = await openAgentWindow(hand);
    cleanUps.push(() => window.close());

    const free = await whileFree(desk, window, times);
    const line = openLine(desk);
    const waiting = new Map();
    for (const count of [FEW, many]) {
      await line.fill(count);
      const accept = await byHand(hand, line, window, times);
      waiting.set(count, { accept, assign: await oneByOne(desk, line, window, times) });
    }
    return { free, waiting };
  } finally {
    for (const cleanUp of cleanUps.toReversed()) await cleanUp();
  }
}

async function settings() {
  const passwordHash = await hashPassword(PASSWORD);
  const account = (id: string, name: string) => ({ id, name, roles: ['agent'], passwordHash });
  return {
    desk: { autoAccept: true },
    capacity: { default: 10_000, most: 10_000 },
    agents: [
      account('hand', 'By Hand'),
      ...[...AGENTS, SOLO].map(({ id, screenName }) => account(id, screenName)),
    ],
  };
}

async function whileFree(desk: BenchDesk, window: AgentWindow, times: number): Promise<readonly number[]> {
  for (const { id } of AGENTS) await desk.agents.renewLease(id, LEASE_MS);
  const all = await repeated(times, async () => {
    const id = newChatId();
    await desk.arrives(id);
    return timed(window.expectVersion(id, TAKEN), () => desk.asks(id));
  });
  for (const { id } of AGENTS) await desk.agents.endLease(id);
  return all;
}

/** Chats that wait, oldest first; there are as many as were asked for. */
function openLine(desk: BenchDesk) {
  const ids: string[] = [];
  const comes = async (): Promise<void> => {
    const id = newChatId();
    ids.push(id);
    await desk.arrives(id);
    await desk.asks(id);
  };
  return {
    async fill(count: number): Promise<void> {
      // One after the other, so that each is older than the next; those whose turn will not come may crowd.
      while (ids.length < Math.min(count, TURNS)) await comes();
      while (ids.length < count)
        await Promise.all(Array.from({ length: Math.min(50, count - ids.length) }, comes));
      await desk.settled();
    },
    comes,
    first: (): string => ids[0]!,
    leave: (): string => ids.shift()!,
  };
}
type Line = ReturnType<typeof openLine>;

const byHand = (hand: Agent, line: Line, window: AgentWindow, times: number): Promise<readonly number[]> =>
  repeated(times, async () => {
    const id = line.leave();
    const taken = await timed(window.expectVersion(id, TAKEN), async () => {
      const { status } = await hand.do(`/chats/${id}/accept`);
      if (status !== 200) throw new Error(`an accept was answered with ${status}`);
    });
    await line.comes();
    return taken;
  });

/** One agent takes one chat at a time; whenever he ends it he gets the one that is next. */
async function oneByOne(desk: BenchDesk, line: Line, window: AgentWindow, times: number) {
  await desk.agents.choose(SOLO.id, { capacity: 1 });
  await timed(window.expectVersion(line.first(), TAKEN), () => desk.agents.renewLease(SOLO.id, LEASE_MS));
  const all = await repeated(times, async () => {
    const id = line.leave();
    const taken = await timed(window.expectVersion(line.first(), TAKEN), () => desk.ends(id, SOLO));
    await line.comes();
    return taken;
  });
  await desk.agents.endLease(SOLO.id);
  await desk.ends(line.leave(), SOLO);
  await line.comes();
  return all;
}

async function repeated(times: number, once: () => Promise<number>): Promise<readonly number[]> {
  const all: number[] = [];
  for (let i = 0; i < WARM_UP + times; i += 1) all.push(await once());
  return all.slice(WARM_UP);
}

async function timed(seen: Promise<number>, act: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  const [at] = await within(SEEN_WITHIN_MS, 'a chat was not shown as taken', Promise.all([seen, act()]));
  return at - start;
}

/** A line for each figure, and the goals. */
export function assigningReport({ free, waiting }: AssigningTimes): string {
  const line = (name: string, values: readonly number[]): string =>
    `  ${name.padEnd(44)} p50 ${percentile(values, 50).toFixed(1).padStart(6)}   p95 ${percentile(values, 95).toFixed(1).padStart(6)}`;
  const [few, many] = [...waiting];
  const growth = (what: 'accept' | 'assign'): string => {
    const times = percentile(many![1][what], 95) / percentile(few![1][what], 95);
    return `  ${times <= GROWTH ? 'reached' : 'MISSED '}  ${what}: p95 with ${many![0]} waiting at most ${GROWTH}x that with ${few![0]}   ${times.toFixed(2)}x`;
  };
  const p95 = percentile(free, 95);
  return [
    '\nAssigning, in ms until an agent’s window shows it',
    line('asked for to assigned, agents are free', free),
    ...[...waiting].flatMap(([count, { accept, assign }]) => [
      line(`accepted by hand, ${count} waiting`, accept),
      line(`the next after an end, ${count} waiting`, assign),
    ]),
    `  ${p95 < FREE_P95_MS ? 'reached' : 'MISSED '}  asked for to assigned: p95 below ${FREE_P95_MS} ms   ${p95.toFixed(1)} ms`,
    growth('accept'),
    growth('assign'),
  ].join('\n');
}
