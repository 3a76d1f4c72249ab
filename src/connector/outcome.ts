/**
 * What came of one connector call. Connectors return these and throw only for bugs, so that
 * one place (jobs/run.ts) decides what happens next.
 */
export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** The write was found in the ITSM: an earlier attempt had succeeded. */
  | { readonly kind: 'already-done'; readonly value: T }
  /** This connector or this ITSM has no such thing. */
  | { readonly kind: 'unsupported'; readonly reason: string }
  /** Permanent: the same request will be refused again. With a `ref` there is a record all the same; the reason names it. */
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly field?: string;
      readonly ref?: Seen;
      /** No ITSM answers where the settings say: no request is at fault, so background work waits until somebody mends that. */
      readonly setUp?: true;
    }
  /** Temporary: the ITSM says that nothing was written, or `unsent`. */
  | {
      readonly kind: 'busy';
      readonly reason: string;
      readonly retryAfterMs?: number;
      readonly unsent?: true;
    }
  /** The ticket is not there. */
  | { readonly kind: 'missing'; readonly reason: string }
  /** Sent, no answer: it may or may not have been written. */
  | {
      readonly kind: 'unknown';
      readonly reason: string;
      readonly retryAfterMs?: number;
      /** The ITSM answered and nothing was sent now: it is only too soon to tell what an earlier attempt did. */
      readonly settling?: true;
      readonly unsent?: true;
      readonly ref?: Seen;
    };

/**
 * What was seen of a record whose write is not proven yet. Whoever gets it keeps it and hands it to
 * the next attempt, which starts from there and never creates the record again.
 */
export interface Seen {
  readonly id?: string;
  readonly displayId?: string;
  /** The connector's own words, opaque to the house: a staging row, the parts that are written. */
  readonly note?: string;
}

/** An outcome that carries no value. */
export type Failed = Exclude<Outcome<never>, { readonly kind: 'done' | 'already-done' }>;

export const done = <T>(value: T): Outcome<T> => ({ kind: 'done', value });
export const alreadyDone = <T>(value: T): Outcome<T> => ({ kind: 'already-done', value });
export const unsupported = (reason: string): Failed => ({ kind: 'unsupported', reason });
export const refused = (reason: string, field?: string): Failed =>
  field === undefined ? { kind: 'refused', reason } : { kind: 'refused', reason, field };
/** Somebody else than the ITSM answers: the settings are to be mended, or it is not up yet. */
export const noItsm = (reason: string): Failed => ({ kind: 'refused', reason, setUp: true });
export const busy = (reason: string, retryAfterMs?: number): Failed =>
  retryAfterMs === undefined ? { kind: 'busy', reason } : { kind: 'busy', reason, retryAfterMs };
export const missing = (reason: string): Failed => ({ kind: 'missing', reason });
export const unknown = (reason: string, retryAfterMs?: number): Failed =>
  retryAfterMs === undefined ? { kind: 'unknown', reason } : { kind: 'unknown', reason, retryAfterMs };

/** An earlier attempt may still take effect, so nothing is sent before `waitMs` are over. */
export const settling = (reason: string, waitMs: number, ref?: Seen): Failed => ({
  kind: 'unknown',
  reason,
  retryAfterMs: waitMs,
  settling: true,
  ...(ref !== undefined && { ref }),
});

/** The same failure, where this try sent no request that writes: it counts as none. */
export const unsent = <F extends Failed>(failure: F): F =>
  failure.kind === 'busy' || failure.kind === 'unknown' ? { ...failure, unsent: true } : failure;

/** The same failure, with what was seen of the record. */
export const withRef = (failure: Failed, ref: Seen | undefined): Failed =>
  ref !== undefined && (failure.kind === 'unknown' || failure.kind === 'refused')
    ? { ...failure, ref }
    : failure;

/** True where the call reached its aim, now or on an earlier attempt. */
export const succeeded = <T>(
  outcome: Outcome<T>,
): outcome is Extract<Outcome<T>, { readonly kind: 'done' | 'already-done' }> =>
  outcome.kind === 'done' || outcome.kind === 'already-done';
