import { maskCards } from './cards.ts';
import { maskPatterns } from './own-patterns.ts';
import { maskSecrets } from './secrets.ts';

/** What stands where something was masked. */
const MARKS = { card: '[card]', secret: '[secret]', own: '[masked]' };
const MARKED = /(\[(?:card|secret|masked)\])/;

export interface MaskingSettings {
  readonly on: boolean;
  /** The admin's own, as regular expressions without flags; matched without regard to case. */
  readonly patterns: readonly string[];
}

/**
 * A text without card numbers, secrets and what the admin's patterns find. Masking a masked text
 * changes nothing: it is repeated until it finds nothing more, and never looks into its own marks.
 */
export function maskText(text: string, { on, patterns }: MaskingSettings): string {
  if (!on) return text;
  for (let before = text; ; ) {
    const after = maskOnce(before, patterns);
    if (after === before) return after;
    before = after;
  }
}

const maskOnce = (text: string, patterns: readonly string[]): string =>
  text
    .split(MARKED)
    .map((part, i) =>
      i % 2 === 1
        ? part
        : maskPatterns(maskCards(maskSecrets(part, MARKS.secret), MARKS.card), patterns, MARKS.own),
    )
    .join('');
