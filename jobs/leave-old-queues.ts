import { type JobQueues, openQueue } from './queues.ts';

/**
 * Takes job queues away whose names no process uses any more. Nothing is lost with their jobs: what there is to do
 * stands in the lanes, and the sweep wakes each lane that nobody has woken.
 */
export async function leaveOldQueues(old: JobQueues, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const queue = openQueue(old, name);
    // What it cannot reach it says by rejecting.
    queue.on('error', () => {});
    try {
      await queue.waitUntilReady();
      await queue.obliterate({ force: true });
    } finally {
      await queue.close();
    }
  }
}
