import { wholeCharacters, wholeGraphemes } from '../../src/chat/cut.ts';

declare const quoted: unique symbol;

/** A `q=` expression in which everything from outside is quoted; only this file makes one. */
export type Qualification = string & { readonly [quoted]: true };

/**
 * A `q=` expression. Field names go between single quotes, values between double quotes, and a quote
 * inside is doubled: AR knows no backslash escape. The only place that quotes.
 */
export function qualify(
  strings: TemplateStringsArray,
  ...parts: readonly (FieldName | string | number)[]
): Qualification {
  return strings.reduce((text, string, at) => text + quote(parts[at - 1] ?? '') + string) as Qualification;
}

export const allOf = (parts: readonly Qualification[]): Qualification => joined(parts, ' AND ');
export const anyOf = (parts: readonly Qualification[]): Qualification => joined(parts, ' OR ');

const joined = (parts: readonly Qualification[], by: string): Qualification =>
  parts.map((part) => `(${part})`).join(by) as Qualification;

/**
 * Every word stands somewhere in one of these fields. Whether LIKE minds capitals is up to the ITSM's
 * database, so each word is looked for as it is usually written.
 */
export const wordsIn = (words: readonly string[], fields: readonly string[]): readonly Qualification[] =>
  words.map((word) =>
    anyOf(
      fields.flatMap((name) => spellings(word).map((each) => qualify`${field(name)} LIKE ${`%${each}%`}`)),
    ),
  );

function spellings(word: string): readonly string[] {
  const lower = word.toLowerCase();
  const [first = ''] = lower;
  return [...new Set([word, lower, word.toUpperCase(), first.toUpperCase() + lower.slice(first.length)])];
}

// Four spellings in two fields: the address still fits the 8 KB that servers take.
const MAX_WORDS = 5;
const MAX_WORD = 30;

/**
 * A text's words for LIKE, which has no escape: its wildcards are taken out. No word left of a text
 * that is not blank gives undefined, since a search for nothing would find everything.
 */
export function searchWords(text: string): readonly string[] | undefined {
  const words = text
    .toWellFormed()
    .split(/[\s%_[\]]+/u)
    .filter((word) => word !== '')
    .map((word) => wholeGraphemes(word, MAX_WORD) || wholeCharacters(word, MAX_WORD));
  return words.length === 0 && text.trim() !== '' ? undefined : words.slice(0, MAX_WORDS);
}

export interface FieldName {
  readonly field: string;
}

/** Marks a part of `qualify` as a field's name; strings are values, numbers too and not quoted. */
export const field = (name: string): FieldName => ({ field: name });

function quote(part: FieldName | string | number): string {
  if (typeof part === 'number') return String(part);
  const text = typeof part === 'string' ? part : part.field;
  // Whatever people type is refused at the door of `lookUp` or `openTicket`: this is a bug, not bad input.
  if (/\p{Cc}/u.test(text)) throw new RangeError('a qualification cannot hold control characters');
  return typeof part === 'string' ? `"${text.replaceAll('"', '""')}"` : `'${text.replaceAll("'", "''")}'`;
}
