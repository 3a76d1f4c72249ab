import type { Reports } from '../src/store/store.ts';

const DAY_MS = 86_400_000;

/** Takes out rows for reports that are older than they are kept; 0 days keep them all. */
export async function keepReport(
  reports: Pick<Reports, 'trim'>,
  now: number,
  keepDays: number,
): Promise<void> {
  if (keepDays > 0) await reports.trim(now - keepDays * DAY_MS);
}
