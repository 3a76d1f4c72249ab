import type { Deadlines, DueDeadline } from '../src/store/store.ts';

/**
 * Passes every deadline that is due. The rules ignore one that no longer holds; one that cannot be
 * passed holds up no other.
 * @param pass false where it has to be tried again; the time at which it stands by now
 */
export async function sweepDeadlines(
  deadlines: Pick<Deadlines, 'due' | 'move' | 'forget'>,
  now: number,
  pass: (deadline: DueDeadline) => Promise<boolean | number>,
): Promise<number> {
  const due = await deadlines.due(now);
  const failed: unknown[] = [];
  for (const deadline of due) {
    try {
      const passed = await pass(deadline);
      if (typeof passed === 'number') await deadlines.move(deadline, passed);
      else if (passed) await deadlines.forget(deadline, now);
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} deadlines could not be passed`);
  return due.length;
}
