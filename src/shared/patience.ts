import { AsyncLocalStorage } from 'node:async_hooks';

/** How long somebody who waits for an answer waits for what other systems know, milliseconds: all questions of one request together. */
const PATIENCE_MS = 3_000;

const waiting = new AsyncLocalStorage<AbortSignal>();

/** Does a piece of work whose questions to other systems end together, `PATIENCE_MS` from now. */
export const withPatience = <T>(work: () => Promise<T>): Promise<T> =>
  waiting.run(AbortSignal.timeout(PATIENCE_MS), work);

/** Aborts when whoever this is done for waits no longer; for work that nobody has begun so, after the same time. */
export const patience = (): AbortSignal => waiting.getStore() ?? AbortSignal.timeout(PATIENCE_MS);

/** What the work gives, or what `late` gives where the signal comes first. The work itself goes on or stops as it likes. */
export function within<T>(signal: AbortSignal, work: () => Promise<T>, late: () => T): Promise<T> {
  if (signal.aborted) return Promise.resolve(late());
  return new Promise((resolve, reject) => {
    const end = () => resolve(late());
    signal.addEventListener('abort', end, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', end));
  });
}
