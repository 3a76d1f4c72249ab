import { fill } from './fill.ts';
import { tagsFor } from './locale.ts';

/** Lines for users, and the same in other languages, by BCP 47 tag, as far as they were put there. */
export type Wording<L extends string> = Readonly<Record<L, string>> & {
  readonly languages: Readonly<Record<string, { readonly [line in L]?: string | undefined }>>;
};

/**
 * A line in the user's words: of exactly their language, else of the nearest that is wider, else the usual one.
 * @param locale the user's language as their program names it, see `localeOf`; whatever else is there counts as none
 * @param names what the line speaks of; numbers read as the language has them, `minutes` as a length of time
 */
export function wordsFor<L extends string>(
  wording: Wording<NoInfer<L>>,
  locale: string | undefined,
  line: L,
  names: Readonly<Record<string, string | number>> = {},
): string {
  const found = tagsFor(locale).find((tag) => wording.languages[tag]?.[line] !== undefined);
  const words = (found === undefined ? undefined : wording.languages[found]?.[line]) ?? wording[line];
  const values = Object.entries(names).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : numberIn(found ?? 'en', name, value),
  ]);
  return fill(words, Object.fromEntries(values));
}

/** What stands there in exactly the user's language, else in the nearest that is wider. */
export const inLanguage = <T>(
  languages: Readonly<Record<string, T>>,
  locale: string | undefined,
): T | undefined =>
  tagsFor(locale)
    .map((tag) => languages[tag])
    .find((one) => one !== undefined);

/** “1,500”, “5 minutes”: as the language says it. */
const numberIn = (language: string, name: string, value: number): string =>
  new Intl.NumberFormat(
    language,
    name === 'minutes' ? { style: 'unit', unit: 'minute', unitDisplay: 'long' } : {},
  ).format(value);
