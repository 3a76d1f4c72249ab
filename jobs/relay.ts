import type { Queue } from 'bullmq';
import type { Log } from '../src/shared/log.ts';
import type { Wake } from '../src/store/store.ts';
import { DELIVER, openQueue, queueOfLane } from './queues.ts';

export interface Relay {
  /** Adds a job for each woken lane. Rejects where Redis refuses; the lane then stays overdue and is swept. */
  wake(wakes: readonly Wake[], delayMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** From the outbox to BullMQ. A job's id is the lane with the number of its wake: used once and never again. */
export function createRelay(url: string, queueNames: readonly string[], log: Log): Relay {
  const queues = new Map<string, Queue>();
  for (const name of queueNames) {
    const queue = openQueue(name, url);
    queue.on('error', (error) => log.warn({ err: error, queue: name }, 'job queue connection'));
    queues.set(name, queue);
  }
  return {
    async wake(wakes, delayMs = 0) {
      await Promise.all(
        wakes.map(async ({ lane, wake }) => {
          // A connector that is configured no more has no job queue: any worker may find that out and say so.
          const queue = queues.get(queueOfLane(lane) ?? '') ?? queues.get(DELIVER);
          await queue?.add('work-lane', { lane }, { jobId: `${lane}-${wake}`, delay: delayMs });
        }),
      );
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}
