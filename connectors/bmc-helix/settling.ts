import type { WriteKey } from '../../src/connector/connector.ts';
import type { Clock } from '../../src/shared/clock.ts';

const MOST = 10_000;

/**
 * A write without an answer may still take effect a moment later. So a search that finds nothing
 * allows the write to be sent again only once the same search has found nothing some time before.
 */
export class Settling {
  readonly #clock: Clock;
  readonly #settleMs: number;
  /** Key and attempt -> when it was first looked for in vain. What another process sends makes it another attempt. */
  readonly #lookedFor = new Map<string, number>();

  constructor(clock: Clock, settleMs: number) {
    this.#clock = clock;
    this.#settleMs = settleMs;
  }

  /** Called after a search in vain. @returns milliseconds still to wait; 0: send it again */
  waitMs({ key: name, attempt }: WriteKey): number {
    const key = `${attempt} ${name}`;
    const now = this.#clock.now();
    const since = this.#lookedFor.get(key);
    const left = this.#settleMs - (now - (since ?? now));
    if (left <= 0) {
      // The next write starts the wait anew.
      this.#lookedFor.delete(key);
      return 0;
    }
    if (since === undefined) {
      const [oldest] = this.#lookedFor.keys();
      if (this.#lookedFor.size >= MOST && oldest !== undefined) this.#lookedFor.delete(oldest);
      this.#lookedFor.set(key, now);
    }
    return left;
  }
}
