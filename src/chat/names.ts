import { isBlank } from './blank.ts';
import { cut } from './cut.ts';

// Control characters, and the marks that reorder or hide text (bidi overrides, isolates, zero-width).
const INVISIBLE = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

const MAX_NAME = 200;

const MAX_TEXT = 2000;

/** A line that somebody filled in: as `cleanName`, cut at 2,000 characters. */
export const cleanText = (text: string): string => clean(text, MAX_TEXT);

/** A person's name as given: trimmed, invisible characters removed, cut at 200 characters. Quotes and markup are text and stay. */
export const cleanName = (name: string): string => clean(name, MAX_NAME);

/** What nobody would see is nothing. */
const clean = (text: string, most: number): string =>
  isBlank(text) ? '' : cut(text.toWellFormed().replace(INVISIBLE, '').trim(), most);
