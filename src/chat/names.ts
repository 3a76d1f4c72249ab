import { cut } from './cut.ts';

// Control characters, and the marks that reorder or hide text (bidi overrides, isolates, zero-width).
const INVISIBLE = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

const MAX_NAME = 200;

/** A person's name as given: trimmed, invisible characters removed, cut at 200 characters. Quotes and markup are text and stay. */
export function cleanName(name: string): string {
  return cut(name.toWellFormed().replace(INVISIBLE, '').trim(), MAX_NAME);
}
