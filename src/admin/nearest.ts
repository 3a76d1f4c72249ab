import type { Finding } from '../connector/connector.ts';
import { nearest } from '../shared/nearest.ts';

export { nearest };

/** A finding, and of what there is in place of a missing value the most alike. */
export type FindingWithNearest = Finding & { readonly nearest?: string };

export function withNearest(finding: Finding): FindingWithNearest {
  const { value, choices = [] } = finding;
  const found = value === undefined ? undefined : nearest(value, choices);
  return found === undefined ? finding : { ...finding, nearest: found };
}
