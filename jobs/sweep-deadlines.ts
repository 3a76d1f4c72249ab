import { each } from '../src/shared/each.ts';
import type { Deadlines, DueDeadline } from '../src/store/store.ts';

const PAGE = 100;
const AT_ONCE = 16;
/** Deadlines in one run; the next run goes on. */
const MOST = 10_000;

/**
 * Passes every deadline that is due. The rules ignore one that no longer holds; one that cannot be
 * passed holds up no other, and stays for the next run.
 * @param pass false where it has to be tried again; the time at which it stands by now
 */
export async function sweepDeadlines(
  deadlines: Pick<Deadlines, 'due' | 'move' | 'forget'>,
  now: number,
  pass: (deadline: DueDeadline) => Promise<boolean | number>,
): Promise<number> {
  const failed: unknown[] = [];
  let looked = 0;
  let stay = 0;
  while (looked < MOST) {
    const due = await deadlines.due(now, PAGE, stay);
    const thrown = await each(due, AT_ONCE, async (deadline) => {
      // Until it has gone it is before those that come next.
      stay += 1;
      const passed = await pass(deadline);
      if (passed === false) return;
      if (passed === true) await deadlines.forget(deadline, now);
      else await deadlines.move(deadline, passed);
      stay -= 1;
    });
    failed.push(...thrown);
    looked += due.length;
    if (due.length < PAGE) break;
  }
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} deadlines could not be passed`);
  return looked;
}
