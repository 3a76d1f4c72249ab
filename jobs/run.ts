import { DelayedError, type Job as QueueJob } from 'bullmq';
import type { Outcome } from '../src/connector/outcome.ts';
import { asked, createWaits, type Waits } from './waits.ts';
import { type LaneItem, type LaneTools, type Verdict, workLane } from './work-lane.ts';

/**
 * What an outcome means for the head of a lane; a permanent failure is recorded as an event and
 * the lane goes on. This and `runLane` are the only places that turn outcomes into what the queue does.
 */
export const createJudge =
  (record: (item: LaneItem, reason: string) => Promise<void>, waits: Waits = createWaits()) =>
  async (outcome: Outcome<unknown>, item: LaneItem, tries: number): Promise<Verdict> => {
    switch (outcome.kind) {
      case 'done':
      case 'already-done':
        return { kind: 'next' };
      case 'busy': {
        // A short Retry-After must not use up the tries in a moment.
        const { retryAfterMs } = outcome;
        const wait = retryAfterMs === undefined ? 0 : asked(retryAfterMs, waits);
        return later(Math.max(wait, backoff(tries, waits)), waits);
      }
      case 'unknown':
        return later(
          Math.max(asked(outcome.retryAfterMs ?? 0, waits), waits.index, backoff(tries, waits)),
          waits,
        );
      case 'refused':
      case 'missing':
      case 'unsupported':
        await record(item, outcome.reason);
        return { kind: 'next' };
      default:
        return outcome satisfies never;
    }
  };

const later = (ms: number, waits: Waits): Verdict => ({
  kind: 'later',
  afterMs: Math.ceil(Math.max(ms, waits.first)),
});

/** Doubling, with up to a quarter of jitter so that a crowd does not come back at once. */
const backoff = (tries: number, { first, longest }: Waits): number =>
  Math.min(first * 2 ** Math.min(tries, 20), longest) * (1 - Math.random() / 4);

/** A BullMQ job's whole work: one lane, as far as it goes now. A call that takes long goes on without the job. */
export async function runLane(job: QueueJob, token: string | undefined, tools: LaneTools): Promise<void> {
  const lane: unknown = job.data?.lane;
  if (typeof lane !== 'string') throw new Error('a job without a lane');
  const take = await tools.lanes.take(lane);
  if (take.kind !== 'taken') return;
  let hasSlot = true;
  const work = workLane(take.lane, tools, () => hasSlot);
  const held = await (tools.linger?.hold(lane, work, () => {
    hasSlot = false;
  }) ?? work.then((later) => ({ later })));
  if (held === 'lingers' || held.later === undefined) return;
  const { later } = held;
  // The job itself is the alarm clock; should it get lost, the sweep finds the lane overdue.
  await job.moveToDelayed(Date.now() + later.afterMs, token);
  throw new DelayedError();
}
