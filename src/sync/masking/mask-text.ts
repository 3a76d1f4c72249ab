import { maskCards } from './cards.ts';
import { maskPatterns } from './own-patterns.ts';
import { maskSecrets } from './secrets.ts';

/** What stands where something was masked. */
const MARKS = { card: '[card]', secret: '[secret]', own: '[masked]' };
/** One pass may uncover what the next one finds; a text that needs more was made to cost time. */
const MOST_PASSES = 10;
const MARKED = /(\[(?:card|secret|masked)\])/;

export interface MaskingSettings {
  readonly on: boolean;
  /** The admin's own, as regular expressions without flags; matched without regard to case. */
  readonly patterns: readonly string[];
}

/**
 * A text without card numbers, secrets and what the admin's patterns find. Masking a masked text
 * changes nothing: it is repeated until it finds nothing more, and never looks into its own marks. Of a
 * text that still changes after ten passes nothing is passed on.
 */
export function maskText(text: string, { on, patterns }: MaskingSettings): string {
  if (!on) return text;
  let before = text;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const after = maskOnce(before, patterns);
    if (after === before) return after;
    before = after;
  }
  return MARKS.own;
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
