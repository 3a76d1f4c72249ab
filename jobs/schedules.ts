import type { Queue } from 'bullmq';
import type { Log } from '../src/shared/log.ts';
import { lasting } from './lasting.ts';
import { HOUSEKEEPING, type JobQueues, KEEP, openQueue } from './queues.ts';

/** Sweep -> how often it runs, milliseconds. */
export type Turns = Readonly<Record<string, number>>;

/** BullMQ's shortest turn that is of use here, milliseconds. */
const SHORTEST_MS = 1_000;
/** A turn that is later than this, or than three turns, will not come any more. Where clocks differ, a look too many does no harm. */
const LATE_MS = 30_000;

/**
 * When sweeps run, as it stands in Redis. BullMQ writes a sweep's next turn when its last one begins: a Redis that
 * was emptied, or a lost answer at that moment, ends it for good, so somebody has to look.
 */
export function openSchedules(jobQueues: JobQueues, log: Log) {
  const queue = lasting(() => openQueue(jobQueues, HOUSEKEEPING), log);

  /** Sweep -> its next turn, epoch milliseconds by the clock of the process that gave it; undefined where it has none. */
  async function nextOf(turns: Turns): Promise<ReadonlyMap<string, number | undefined>> {
    const jobs = await queue.begun;
    const next = async (name: string) =>
      [name, (await jobs.getJobScheduler(name))?.next ?? undefined] as const;
    return new Map(await Promise.all(Object.keys(turns).map(next)));
  }

  return {
    /** Rejects where workers should run and a sweep has no next turn. */
    async prove(turns: Turns, hasWorkers: () => Promise<boolean>): Promise<void> {
      if (!(await hasWorkers())) return;
      const lost = [...(await nextOf(turns))].filter(([, next]) => next === undefined);
      if (lost.length > 0) throw new Error(`nobody is to run ${lost.map(([name]) => name).join(', ')}`);
    },

    /** Each runs at the start too, whenever its next turn is: a crash may have left work. */
    async begin(turns: Turns): Promise<void> {
      const jobs = await queue.begun;
      for (const [name, everyMs] of Object.entries(turns)) {
        await schedule(jobs, name, everyMs);
        await jobs.add(name, {}, triesOf(everyMs));
      }
    },

    /** Gives a next turn to each sweep that has lost its own. */
    async mend(turns: Turns): Promise<void> {
      const jobs = await queue.begun;
      for (const [name, next] of await nextOf(turns)) {
        const everyMs = turns[name] ?? SHORTEST_MS;
        if (next !== undefined && next > Date.now() - Math.max(LATE_MS, 3 * turnOf(everyMs))) continue;
        log.warn({ sweep: name }, 'a sweep had no next turn; it has one again');
        await schedule(jobs, name, everyMs);
        await jobs.add(name, {}, triesOf(everyMs));
      }
    },

    close: queue.close,
  };
}

/** A sweep with turns as long as this does not wait for the next one where it fails, milliseconds. */
const LONG_TURN_MS = 60_000;
const ONCE = { ...KEEP, attempts: 1 };
const AGAIN = { ...KEEP, attempts: 6, backoff: { type: 'exponential', delay: 2_000 } } as const;

const triesOf = (everyMs: number) => (everyMs < LONG_TURN_MS ? ONCE : AGAIN);

const turnOf = (everyMs: number): number => Math.max(Math.round(everyMs), SHORTEST_MS);

const schedule = (jobs: Queue, name: string, everyMs: number) =>
  jobs.upsertJobScheduler(name, { every: turnOf(everyMs) }, { name, opts: triesOf(everyMs) });
