/**
 * What can go wrong on purpose.
 * `reset-before-write`, `reset-after-write`: the connection breaks before or after the work is done.
 * `lost-answer`: the work is done and no answer ever comes. `parallel`: error 9093 while the same
 * account has another request under way. `empty-created`: 201 without the body that was asked for.
 */
export type FaultKind =
  | 'latency'
  | 'reset-before-write'
  | 'reset-after-write'
  | 'lost-answer'
  | 'unauthorized'
  | 'too-many'
  | 'unavailable'
  | 'connected-elsewhere'
  | 'parallel'
  | 'workflow'
  | 'server-busy'
  | 'html'
  | 'huge-body'
  | 'wrong-json'
  | 'ignored-write'
  | 'empty-created';

export interface Fault {
  readonly kind: FaultKind;
  /** HTTP method; any when left out. */
  readonly method?: string;
  /** Part of the decoded path, e.g. a form's name; any when left out. */
  readonly path?: string;
  /** How often it strikes; for good when left out. */
  times?: number;
  /** Lets this many pass first. */
  skip?: number;
  /** `workflow`: what the site's rule says, e.g. a part of the request. */
  readonly says?: string;
  /** `latency`: milliseconds. */
  readonly ms?: number;
  /** `too-many`, `unavailable`: the Retry-After header. */
  readonly retryAfter?: string;
}

/** The faults that strike this request; each one's `times` is counted down. */
export function strike(
  faults: readonly Fault[],
  method: string,
  path: string,
): ReadonlyMap<FaultKind, Fault> {
  const struck = new Map<FaultKind, Fault>();
  for (const fault of faults) {
    if (fault.times !== undefined && fault.times <= 0) continue;
    if (fault.method !== undefined && fault.method !== method) continue;
    if (fault.path !== undefined && !path.includes(fault.path)) continue;
    if (fault.skip !== undefined && fault.skip > 0) {
      fault.skip -= 1;
      continue;
    }
    if (fault.times !== undefined) fault.times -= 1;
    struck.set(fault.kind, fault);
  }
  return struck;
}
