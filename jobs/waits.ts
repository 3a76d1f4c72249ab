import type { BreakerLimits } from '../src/store/store.ts';

/** How long background work waits for an ITSM or a channel, in milliseconds. */
export interface Waits {
  /** After the first failure; doubled by each that follows, up to `longest`. */
  readonly first: number;
  readonly longest: number;
  /** How long an unanswered write may stay invisible to a search. */
  readonly index: number;
  /** A remote's Retry-After is honoured up to this. */
  readonly asked: number;
  /** Every duration that a remote names is multiplied by this, as all others here are already. */
  readonly scale: number;
  readonly breaker: BreakerLimits;
  /** Another process's failures may go unnoticed for so long. */
  readonly trust: number;
  /** Between two looks for lost ticket work. */
  readonly reconcile: number;
  /** A write that is unconfirmed for longer is shown to supervisors. */
  readonly unproven: number;
}

/** The one scale of all waits: 1 in earnest, less where a test has to run an hour in a minute. */
export const createWaits = (scale = 1): Waits => ({
  first: 500 * scale,
  longest: 60_000 * scale,
  index: 3_000 * scale,
  asked: 300_000 * scale,
  scale,
  breaker: {
    failures: 5,
    // Longer than the longest wait: one ticket that is tried again and again is enough to open it.
    within: 180_000 * scale,
    firstWait: 5_000 * scale,
    longestWait: 60_000 * scale,
    // Not scaled: a call takes as long as it takes. Longer than a few calls in a row with their deadlines.
    trial: 60_000,
  },
  trust: 500 * scale,
  reconcile: 60_000 * scale,
  unproven: 900_000 * scale,
});

/** What a remote asked for, up to a bound: never sooner, and up to a twentieth later so that a crowd spreads. */
export const asked = (retryAfterMs: number, { asked: most, scale }: Waits): number =>
  Math.min(retryAfterMs * scale, most) * (1 + Math.random() / 20);
