/** True for the errors of a Redis that is away, full or read-only: what was asked was not acknowledged, and may be asked again. */
export function isStoreDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === 'MaxRetriesPerRequestError' ||
    error.name === 'DirectLineStoreError' ||
    /^(OOM|MISCONF|LOADING|READONLY|CLUSTERDOWN)|Command timed out|Connection is closed|ECONNREFUSED|ECONNRESET|ENOENT/.test(
      error.message,
    )
  );
}
