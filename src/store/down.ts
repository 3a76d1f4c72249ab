import { Problem } from '../shared/http/problem.ts';
import { DirectLineStoreError } from './direct-line/ask.ts';
import { isOwn } from './own-errors.ts';

/** True for the errors of a Redis that is away, full or read-only: what was asked was not acknowledged. Whether it was done is not certain. */
export function isStoreDown(error: unknown): boolean {
  if (error instanceof DirectLineStoreError) return true;
  if (!(error instanceof Error) || !isOwn(error)) return false;
  return (
    error.name === 'MaxRetriesPerRequestError' ||
    /(?:^|-)(?:OOM|MISCONF|LOADING|READONLY|CLUSTERDOWN|UNBLOCKED|MASTERDOWN|NOREPLICAS)|Socket timeout|Command timed out|Connection is closed|connection close|ECONNREFUSED|ECONNRESET|ENOENT/.test(
      error.message,
    )
  );
}

/** What callers are told then; nothing for other errors. */
export const whenDown = (error: unknown): Problem | undefined =>
  isStoreDown(error)
    ? new Problem(
        503,
        'store-unavailable',
        'The store did not answer, so it is not certain that this was done. Repeat it with the same Idempotency-Key.',
        {},
        { 'retry-after': '2' },
      )
    : undefined;
