import type { Lanes, Wake } from '../src/store/store.ts';

/** Lanes in one run; the next run goes on. */
const MOST = 10_000;

/** Finds lanes that have work and nobody to do it: a crash between a commit and its job, or a lost holder. */
export async function sweepOutbox(
  lanes: Pick<Lanes, 'wakeOverdue'>,
  wake: (wakes: readonly Wake[]) => Promise<void>,
): Promise<number> {
  for (let woken = 0; ; ) {
    const overdue = await lanes.wakeOverdue();
    await wake(overdue);
    woken += overdue.length;
    if (overdue.length === 0 || woken >= MOST) return woken;
  }
}
