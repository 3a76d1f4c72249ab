import type { Lanes, Wake } from '../src/store/store.ts';

/** Finds lanes that have work and nobody to do it: a crash between a commit and its job, or a lost holder. */
export async function sweepOutbox(
  lanes: Lanes,
  wake: (wakes: readonly Wake[]) => Promise<void>,
): Promise<number> {
  const overdue = await lanes.wakeOverdue();
  await wake(overdue);
  return overdue.length;
}
