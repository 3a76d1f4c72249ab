import type { Log } from '../src/shared/log.ts';

/** What BullMQ's job queues and workers have in common. */
interface Connected {
  readonly name: string;
  on(event: 'error', listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}

export interface Lasting<T> {
  /** Resolves once it has begun, however long Redis takes. */
  readonly begun: Promise<T>;
  close(): Promise<void>;
}

const AGAIN_MS = 500;

/**
 * A job queue or worker of BullMQ's that is sure to begin. It asks Redis for its version once; where that answer is
 * lost it is of no use any more, though its connection comes back: it is thrown away and made again.
 */
export function lasting<T extends Connected>(make: () => T, log: Log): Lasting<T> {
  let current = open();
  let closed = false;

  function open(): T {
    const one = make();
    one.on('error', (error) => log.warn({ err: error, queue: one.name }, 'job queue'));
    return one;
  }

  async function begin(): Promise<T> {
    for (;;) {
      try {
        await current.waitUntilReady();
        return current;
      } catch (error) {
        if (closed) throw error;
        log.warn({ err: error, queue: current.name }, 'a job queue could not begin; it is tried again');
        await current.close().catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
        if (closed) throw error;
        current = open();
      }
    }
  }

  const begun = begin();
  begun.catch(() => {});
  return {
    begun,
    async close() {
      closed = true;
      await current.close();
    },
  };
}
