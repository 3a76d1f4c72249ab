import type { Answer } from './answer.ts';
import { ArError, connectedElsewhere } from './ar-error.ts';
import type { Fault, FaultKind } from './faults.ts';

const HUGE = 'x'.repeat(8 * 1024 * 1024);

const BUSY_PAGE = '<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>';

/** Answers that stand in for the server's own, given before anything is done. */
export function faultBefore(struck: ReadonlyMap<FaultKind, Fault>): Answer | undefined {
  const retry = (fault: Fault): Record<string, string> =>
    fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
  for (const fault of struck.values()) {
    switch (fault.kind) {
      case 'unauthorized':
        throw new ArError(401, 9201, 'Session is invalid or has timed out');
      case 'too-many':
        throw new ArError(429, 0, 'Too many requests', '', retry(fault));
      case 'unavailable':
        return { status: 503, headers: { 'content-type': 'text/html', ...retry(fault) }, body: BUSY_PAGE };
      case 'connected-elsewhere':
        throw connectedElsewhere();
      case 'server-busy':
        throw new ArError(500, 93, 'Timeout during data retrieval due to busy server -- retry the operation');
      case 'workflow':
        throw new ArError(
          500,
          10000,
          'The following error was raised by a workflow filter',
          fault.says ?? 'Site rule',
        );
      case 'html':
        return { status: 502, headers: { 'content-type': 'text/html' }, body: BUSY_PAGE };
      case 'huge-body':
        return { status: 200, headers: { 'content-type': 'application/json' }, body: HUGE };
      case 'wrong-json':
        return { status: 200, headers: { 'content-type': 'application/json' }, body: '{"entries":' };
      case 'ignored-write':
        return { status: 204, headers: {}, body: '' };
      case 'no-access':
        throw new ArError(403, 353, 'You have no access to form', fault.form ?? '');
    }
  }
  return undefined;
}

/** The server's own answer, as it comes after these faults. @param others numbers of tickets that are there */
export function faultAfter(
  struck: ReadonlyMap<FaultKind, Fault>,
  answer: Answer,
  others: () => readonly string[],
): Answer {
  const page = struck.get('page-after');
  if (page !== undefined)
    return { status: page.status ?? 502, headers: { 'content-type': 'text/html' }, body: BUSY_PAGE };
  if (struck.has('empty-created')) return { ...answer, body: '' };
  if (answer.status !== 201) return answer;
  const { location: _where, ...headers } = answer.headers;
  if (struck.has('null-number')) return { ...answer, headers, body: renumbered(answer, null) };
  if (struck.has('wrong-number'))
    return { ...answer, headers, body: renumbered(answer, others()[0] ?? 'INC000000000000') };
  return answer;
}

/** A create's body with another number in place of the one that it gives. */
function renumbered(answer: Answer, number: string | null): string {
  const { values, ...rest } = JSON.parse(String(answer.body)) as { values: Record<string, unknown> };
  const name = Object.keys(values).find((one) => /^(Incident Number|WorkOrder_ID)$/.test(one));
  return JSON.stringify({ ...rest, values: name === undefined ? values : { ...values, [name]: number } });
}
