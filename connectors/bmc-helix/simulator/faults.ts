/**
 * What can go wrong on purpose.
 * `reset-before-write`, `reset-after-write`: the connection breaks before or after the work is done.
 * `lost-answer`: the work is done and no answer ever comes. `parallel`: error 9093 while the same
 * account has another request under way. `empty-created`: 201 without the body that was asked for.
 * `slow`: the work begins after `ms`, whether the caller still waits or not, unless the time that
 * `X-AR-Timeout` gives is over by then. `twice`: a gateway delivers the request two times and hands on
 * the second answer. `page-after`: the work is done, and a gateway's page comes with `status`.
 * `wrong-number`, `null-number`: a create is done and answered with another ticket's number, or none.
 * `hidden`: access to rows, those of `company` or all, is not the account's. `no-access`: to the form.
 * `index-lag`: a search shows a row only `ms` after it was made; by its id it is there at once.
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
  | 'empty-created'
  | 'slow'
  | 'twice'
  | 'page-after'
  | 'wrong-number'
  | 'null-number'
  | 'hidden'
  | 'no-access'
  | 'index-lag';

export interface Fault {
  readonly kind: FaultKind;
  /** HTTP method; any when left out. */
  readonly method?: string;
  /** Part of the decoded path, e.g. a form's name; any when left out. */
  readonly path?: string;
  /** The form's name, to the letter; any when left out. */
  readonly form?: string;
  /** Part of the body, e.g. a chat's words; any when left out. */
  readonly body?: string;
  /** How often it strikes; for good when left out. */
  times?: number;
  /** Lets this many pass first. */
  skip?: number;
  /** `workflow`: what the site's rule says, e.g. a part of the request. */
  readonly says?: string;
  /** `latency`, `slow`, `index-lag`: milliseconds. */
  readonly ms?: number;
  /** `hidden`: whose rows. */
  readonly company?: string;
  /** `hidden`, `index-lag`: part of a text of the rows that it is about; all when left out. */
  readonly rows?: string;
  /** `page-after`: 502 when left out. */
  readonly status?: number;
  /** `too-many`, `unavailable`: the Retry-After header. */
  readonly retryAfter?: string;
}

/** The faults that strike this request; each one's `times` is counted down. */
export function strike(
  faults: readonly Fault[],
  method: string,
  path: string,
  body = '',
): ReadonlyMap<FaultKind, Fault> {
  const form = path.split('/entry/')[1]?.split('/')[0];
  const struck = new Map<FaultKind, Fault>();
  for (const fault of faults) {
    if (fault.times !== undefined && fault.times <= 0) continue;
    if (fault.method !== undefined && fault.method !== method) continue;
    if (fault.path !== undefined && !path.includes(fault.path)) continue;
    if (fault.form !== undefined && fault.form !== form) continue;
    if (fault.body !== undefined && !body.includes(fault.body)) continue;
    if (fault.skip !== undefined && fault.skip > 0) {
      fault.skip -= 1;
      continue;
    }
    if (fault.times !== undefined) fault.times -= 1;
    struck.set(fault.kind, fault);
  }
  return struck;
}
