/** True for the errors of a Redis that is away, full or read-only: what was asked was not acknowledged. Whether it was done is not certain. */
export function isStoreDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === 'MaxRetriesPerRequestError' ||
    error.name === 'DirectLineStoreError' ||
    /^(OOM|MISCONF|LOADING|READONLY|CLUSTERDOWN)|Command timed out|Connection is closed|connection close|ECONNREFUSED|ECONNRESET|ENOENT/.test(
      error.message,
    )
  );
}
