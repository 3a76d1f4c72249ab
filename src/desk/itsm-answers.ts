import type { FormField } from '../connector/lookup.ts';
import { type Outcome, succeeded } from '../connector/outcome.ts';
import { Problem } from '../shared/http/problem.ts';

/** What the ITSM answered. @throws Problem 503 where it cannot be asked now, 422 where it refuses the question */
export function answered<T>(outcome: Outcome<T>): T {
  if (succeeded(outcome)) return outcome.value;
  if (isUnanswered(outcome)) throw unavailable(outcome.reason);
  throw new Problem(
    422,
    outcome.kind === 'unsupported' ? 'not-supported-here' : 'itsm-refused',
    outcome.reason,
  );
}

export const unavailable = (reason: string): Problem =>
  new Problem(
    503,
    'itsm-unavailable',
    `The ITSM does not answer (${reason}). Try again in a moment.`,
    {},
    { 'retry-after': '5' },
  );

/** What could be had; whatever stands in the way, the rest of the answer is worth having. */
export const orNone = <T>(outcome: Outcome<readonly T[]>): readonly T[] =>
  succeeded(outcome) ? outcome.value : [];

/** It may be answered when it is asked again. */
export const isUnanswered = ({ kind }: Outcome<unknown>): boolean => kind === 'busy' || kind === 'unknown';

/** @param ticket the one of the chat whose write demands them; left out for one that is to be created */
export const fieldsRequired = (fields: readonly FormField[], ticket?: number): Problem =>
  new Problem(422, 'fields-required', `The ITSM asks for: ${fields.map(({ label }) => label).join(', ')}.`, {
    fields,
    ...(ticket !== undefined && { ticket }),
  });
