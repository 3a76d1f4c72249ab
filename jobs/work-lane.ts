import { parseLane } from '../src/chat/errand.ts';
import { type Outcome, succeeded } from '../src/connector/outcome.ts';
import type { Log } from '../src/shared/log.ts';
import type { Lanes, TakenLane } from '../src/store/store.ts';
import type { Ask, Leave } from './breakers.ts';
import { type Job, LaneLost, type LaneNews, type Later } from './errand.ts';
import type { Linger } from './linger.ts';

/** Often enough that a lease of ten seconds never runs out under a living holder. */
const RENEW_EVERY_MS = 3_000;

/** An errand that throws is a bug or a mapping that cannot be rendered: it is given up, so that the lane goes on. */
const UNEXPECTED_TRIES = 10;

/** What to do with a lane's head, given what came of it. */
export type Verdict = { readonly kind: 'next' } | { readonly kind: 'later'; readonly afterMs: number };

export interface LaneTools {
  readonly lanes: Lanes;
  readonly jobs: Readonly<Record<string, Job>>;
  /** Reads an outcome; see run.ts. */
  readonly judge: (outcome: Outcome<unknown>, item: LaneItem, tries: number) => Promise<Verdict>;
  /** Asked before each errand; without it every errand may go. */
  readonly ask?: Ask;
  /** Lets a long call go on without its job's slot; without it a job holds its slot to the end. */
  readonly linger?: Linger;
  readonly log: Log;
}

export interface LaneItem {
  /** Empty for work that is not about one chat. */
  readonly chat: string;
  readonly job: string;
  readonly args: Readonly<Record<string, string | number>>;
}

/**
 * Does the items of a lane in order until it is empty, taken over, or its head has to wait.
 * @param mayGoOn asked before each further errand; without leave the lane is given back, to be woken at once
 */
export async function workLane(
  taken: TakenLane,
  tools: LaneTools,
  mayGoOn: () => boolean = () => true,
): Promise<Later> {
  const { lane, fence } = taken;
  const parsed = parseLane(lane);
  if (parsed === undefined) throw new Error(`no lane is called ${lane}`);
  const chat = parsed.kind === 'desk' ? '' : parsed.chat;
  const release = keepHolding(taken, tools.lanes);
  try {
    let items = taken.items;
    let { tries, sending } = taken as { tries: number; sending: number | undefined };
    while (items[0] !== undefined) {
      if (!mayGoOn()) {
        const wake = await tools.lanes.putOff(lane, fence, 0, true);
        return wake && { wake, afterMs: 0 };
      }
      const item = parseItem(chat, items[0]);
      const leave = await tools.ask?.(lane);
      if (typeof leave === 'number') {
        const wake = await tools.lanes.putOff(lane, fence, leave, true);
        return wake && { wake, afterMs: leave };
      }
      const began = performance.now();
      const outcome = await attempt(item, tools, { lane, fence, tries, sending }, leave);
      // After a long call the lane may be somebody else's, who will tell what comes of the errand.
      const long = performance.now() - began > RENEW_EVERY_MS;
      if (long && !succeeded(outcome) && !(await tools.lanes.renew(lane, fence))) throw new LaneLost(lane);
      const verdict = await tools.judge(outcome, item, tries);
      if (verdict.kind === 'later') {
        const wake = await tools.lanes.putOff(lane, fence, verdict.afterMs);
        return wake && { wake, afterMs: verdict.afterMs };
      }
      items = await tools.lanes.advance(lane, fence, succeeded(outcome) ? outcome.value : undefined);
      tries = 0;
      sending = undefined;
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof LaneLost)) throw error;
    tools.log.info({ lane }, 'lane was taken over');
    return undefined;
  } finally {
    release();
  }
}

/** Renews the lease of a held lane until the returned function is called. */
export function keepHolding({ lane, fence }: TakenLane, lanes: Lanes): () => void {
  const heartbeat = setInterval(() => void lanes.renew(lane, fence).catch(() => {}), RENEW_EVERY_MS);
  return () => clearInterval(heartbeat);
}

async function attempt(
  item: LaneItem,
  { jobs, log }: LaneTools,
  held: { lane: string; fence: string; tries: number; sending: number | undefined },
  leave: Leave | undefined,
): Promise<Outcome<LaneNews>> {
  const job = jobs[item.job];
  // A newer process has planned it: it waits for one that knows it.
  if (job === undefined) return { kind: 'busy', reason: `no job is called ${item.job} here` };
  try {
    const outcome = await job({ ...held, chat: item.chat, args: item.args });
    // An answer alone: what goes wrong in the house says nothing of the ITSM.
    await leave?.told(outcome);
    return outcome;
  } catch (error) {
    if (error instanceof LaneLost) throw error;
    log.error({ err: error, job: item.job, lane: held.lane }, 'errand failed unexpectedly');
    const reason = 'an unexpected error; the log has it';
    return held.tries < UNEXPECTED_TRIES ? { kind: 'busy', reason } : { kind: 'refused', reason };
  }
}

function parseItem(chat: string, item: string): LaneItem {
  const space = item.indexOf(' ');
  return { chat, job: item.slice(0, space), args: JSON.parse(item.slice(space + 1)) };
}
