import type { Queue } from 'bullmq';
import type { Log } from '../src/shared/log.ts';
import { within } from '../src/shared/within.ts';
import type { Wake } from '../src/store/store.ts';
import { type Lasting, lasting } from './lasting.ts';
import { DELIVER, type JobQueues, openQueue, queueOfLane } from './queues.ts';

export interface Relay {
  /** Adds a job for each woken lane. Rejects where Redis refuses; the lane then stays overdue and is swept. */
  wake(wakes: readonly Wake[], delayMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** A job queue that has not begun by then is as good as one that refuses. */
const BEGIN_MS = 2_500;

/** From the outbox to BullMQ. A job's id names desk, lane and the number of the wake: it is used once and never again. */
export function createRelay(jobs: JobQueues, queueNames: readonly string[], log: Log): Relay {
  const queues = new Map<string, Lasting<Queue>>();
  for (const name of queueNames)
    queues.set(
      name,
      lasting(() => openQueue(jobs, name), log),
    );
  return {
    async wake(wakes, delayMs = 0) {
      await Promise.all(
        wakes.map(async ({ lane, wake }) => {
          // A connector that is configured no more has no job queue: any worker may find that out and say so.
          const queue = queues.get(queueOfLane(lane) ?? '') ?? queues.get(DELIVER);
          const adds = queue && (await within(BEGIN_MS, queue.begun));
          const { desk } = jobs;
          await adds?.add('work-lane', { desk, lane }, { jobId: jobs.jobIdOf(lane, wake), delay: delayMs });
        }),
      );
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}
