import type { Deadlines, DueDeadline } from '../src/store/store.ts';

/**
 * Passes every deadline that is due. The rules ignore one that no longer holds.
 * @param pass false where it has to be tried again
 */
export async function sweepDeadlines(
  deadlines: Deadlines,
  now: number,
  pass: (deadline: DueDeadline) => Promise<boolean>,
): Promise<number> {
  const due = await deadlines.due(now);
  for (const deadline of due) {
    if (await pass(deadline)) await deadlines.forget(deadline, now);
  }
  return due.length;
}
