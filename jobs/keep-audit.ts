import type { Audit } from '../src/store/store.ts';

const DAY_MS = 86_400_000;

/** Chains what a process put down and did not seal any more, and takes out what is older than it is kept. */
export async function keepAudit(
  audit: Pick<Audit, 'seal' | 'trim'>,
  now: number,
  keepDays: number,
): Promise<void> {
  await audit.seal();
  await audit.trim(now - keepDays * DAY_MS);
}
