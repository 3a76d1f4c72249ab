import type { ReasonRule } from '../../legal-reasons.ts';
import { workflow } from '../ar-error.ts';
import type { Value } from '../records.ts';

const PENDING_NEEDS_REASON = 1291220;
const WRONG_PAIR = 51310;

/** Status and reason must belong together; a reason left over from an earlier status is refused too. */
export function checkReason(rules: ReadonlyMap<string, ReasonRule>, status: Value, reason: Value): void {
  const rule = rules.get(String(status));
  if (rule === undefined) return;
  if (reason === null) {
    if (!rule.required) return;
    throw workflow(
      'The Status Reason field requires a value when the status is either pending or resolved.',
      PENDING_NEEDS_REASON,
    );
  }
  if (!rule.reasons.includes(String(reason))) {
    throw workflow(
      `Status is not associated with the status reason: Status ${status}, Status Reason ${reason}`,
      WRONG_PAIR,
    );
  }
}

/** @param next status -> the statuses that may follow it */
export function checkTransition(
  next: Readonly<Record<string, readonly string[]>>,
  from: Value,
  to: Value,
): void {
  if (from === to || next[String(from)]?.includes(String(to))) return;
  throw workflow(`You cannot change the status from ${from} to ${to}.`);
}
