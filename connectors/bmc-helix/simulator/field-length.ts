import type { Field } from './forms/form.ts';
import type { SiteRules } from './site-rules.ts';

/** The limit that a text breaks, in words, or nothing. */
export function exceeds({ maxLength }: Field, text: string, rules: SiteRules): string | undefined {
  const counted = rules.lengths ?? 'characters';
  const length = counted === 'bytes' ? Buffer.byteLength(text) : text.length;
  return maxLength === undefined || length <= maxLength ? undefined : `${maxLength} ${counted}`;
}
