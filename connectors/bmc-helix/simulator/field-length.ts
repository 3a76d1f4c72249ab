import type { Field } from './forms/form.ts';
import type { SiteRules } from './site-rules.ts';

/** The limit that a text breaks, in words, or nothing. */
export function exceeds({ maxLength }: Field, text: string, _rules: SiteRules): string | undefined {
  if (maxLength === undefined || text.length <= maxLength) return undefined;
  return `${maxLength} characters`;
}
