import { join } from 'node:path';
import { newChatId } from '../../src/chat/ids.ts';
import { AGENTS, type AssigningDesk, openAssigningDesk, SOLO } from './assigning-desk.ts';
import type { Channel } from './channel.ts';
import { within } from './measure.ts';
import { percentile } from './report.ts';

const LEASE_MS = 3_600_000;
const WARM_UP = 20;
const FREE_P95_MS = 50;
const GROWTH = 1.5;
const SEEN_WITHIN_MS = 10_000;
const FEW = 10;
const ROUNDS = 10;
/** The commit that gives a chat its first agent; where it waits, its user has been told his place before. */
const TAKEN = 2;
const TAKEN_AFTER_WAITING = 3;

type What = 'accept' | 'assign';

/** Milliseconds each, up to the moment in which an agent's window shows it. */
export interface AssigningTimes {
  /** A user asks while agents are free, until the chat is an agent's. */
  readonly free: readonly number[];
  /** Chats that wait -> one of them is accepted by hand; the next one goes to an agent who has just ended one. */
  readonly waiting: ReadonlyMap<number, Readonly<Record<What, readonly number[]>>>;
}

/**
 * Two installations, one with few chats waiting and one with many. They are asked in turns, so that
 * whatever else the machine does falls on both alike.
 * @param many chats that wait in the second, beside 10 in the first
 */
export async function assigning(
  dataDir: string,
  channel: Channel,
  env: Readonly<Record<string, string>>,
  times: number,
  many: number,
): Promise<AssigningTimes> {
  const opened: AssigningDesk[] = [];
  const open = async (count: number): Promise<AssigningDesk> => {
    const one = await openAssigningDesk(join(dataDir, `assigning-${count}`), channel, env);
    opened.push(one);
    return one;
  };
  try {
    const [few, crowded] = [await open(FEW), await open(many)];
    const free = await whileFree(few, times);
    await few.line.fill(FEW);
    await crowded.line.fill(many);
    const waiting = new Map([FEW, many].map((count) => [count, { accept: [], assign: [] } as Times]));
    const both = [
      [few, waiting.get(FEW)!],
      [crowded, waiting.get(many)!],
    ] as const;
    for (const [one] of both) {
      await byHand(one, WARM_UP);
      await oneByOne(one, WARM_UP);
    }
    for (let round = 0; round < ROUNDS; round += 1)
      for (const [one, into] of round % 2 === 0 ? both : both.toReversed()) {
        into.accept.push(...(await byHand(one, times / ROUNDS)));
        into.assign.push(...(await oneByOne(one, times / ROUNDS)));
      }
    return { free, waiting };
  } finally {
    for (const { close } of opened.toReversed()) await close();
  }
}
type Times = Record<What, number[]>;

async function whileFree({ desk, window }: AssigningDesk, times: number): Promise<readonly number[]> {
  for (const { id } of AGENTS) await desk.agents.renewLease(id, LEASE_MS);
  const all = await repeated(WARM_UP + times, async () => {
    const id = newChatId();
    await desk.arrives(id);
    return timed(window.expectVersion(id, TAKEN), () => desk.asks(id));
  });
  for (const { id } of AGENTS) await desk.agents.endLease(id);
  return all.slice(WARM_UP);
}

const byHand = ({ hand, line, window }: AssigningDesk, times: number): Promise<readonly number[]> =>
  repeated(times, async () => {
    const id = line.leave();
    const taken = await timed(window.expectVersion(id, TAKEN_AFTER_WAITING), async () => {
      const { status } = await hand.do(`/chats/${id}/accept`);
      if (status !== 200) throw new Error(`an accept was answered with ${status}`);
    });
    await line.comes();
    return taken;
  });

/** One agent takes one chat at a time; whenever he ends it he gets the one that is next. */
async function oneByOne({ desk, line, window }: AssigningDesk, times: number): Promise<readonly number[]> {
  await desk.agents.choose(SOLO.id, { capacity: 1 });
  await timed(window.expectVersion(line.first(), TAKEN_AFTER_WAITING), () =>
    desk.agents.renewLease(SOLO.id, LEASE_MS),
  );
  const all = await repeated(times, async () => {
    const id = line.leave();
    const taken = await timed(window.expectVersion(line.first(), TAKEN_AFTER_WAITING), () =>
      desk.ends(id, SOLO),
    );
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
  for (let i = 0; i < times; i += 1) all.push(await once());
  return all;
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
