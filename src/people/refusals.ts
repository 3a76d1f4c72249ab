import type { Refusal, RefusalCode } from '../chat/decision.ts';
import { digest } from '../chat/ids.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Incoming } from '../shared/http/route.ts';
import type { Executed, Once } from '../store/store.ts';

/** Which HTTP status a rule's refusal is: 403 not yours to do, 404 not there, else 409 not in a state for it. */
const STATUS: Partial<Record<RefusalCode, number>> = {
  'not-found': 404,
  'ticket-not-found': 404,
  'not-owner': 403,
  'not-invited': 403,
};

export const problemOf = ({ code, message, facts }: Refusal): Problem =>
  new Problem(STATUS[code] ?? 409, code, message, facts);

export const keyReused = () =>
  new Problem(
    422,
    'idempotency-key-reused',
    'This Idempotency-Key was used for another request. Use a new key for each wish.',
  );

/** @throws Problem for what was not carried out */
export function carriedOut(
  executed: Executed,
): asserts executed is Extract<Executed, { kind: 'done' | 'repeat' }> {
  if (executed.kind === 'refused') throw problemOf(executed.refusal);
  if (executed.kind === 'key-reused') throw keyReused();
}

/**
 * What makes a request a repeat of another: the caller and the key they chose. The fingerprint is
 * what they ask for; the same key with another is a mistake, not a repeat.
 * @throws Problem 400
 */
export function onceOf(request: Incoming, agentId: string): Once | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (key.length === 0 || key.length > 255)
    throw new Problem(400, 'malformed', 'An Idempotency-Key has 1 to 255 characters.');
  const fingerprint = digest(request.method, request.path, JSON.stringify(request.body ?? null));
  return { key: JSON.stringify(['api', agentId, key]), fingerprint };
}
