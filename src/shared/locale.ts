/** What POSIX puts behind an @ to name a script. */
const SCRIPTS: Readonly<Record<string, string>> = { latin: 'Latn', cyrillic: 'Cyrl', devanagari: 'Deva' };

/** Longer than any tag that people mean. */
const LONGEST = 100;

/**
 * A language as programs name it: a BCP 47 tag, or the name of a POSIX locale such as `de_DE.UTF-8@euro`.
 * @returns undefined for whatever names no language, `C` and `POSIX` included
 */
export function localeOf(given: unknown): Intl.Locale | undefined {
  if (typeof given !== 'string' || given.length > LONGEST) return undefined;
  const [name = '', modifier = ''] = given.trim().split('@');
  const [tag = ''] = name.split('.');
  const script = SCRIPTS[modifier.toLowerCase()];
  try {
    const locale = new Intl.Locale(tag.replaceAll('_', '-'), script === undefined ? {} : { script });
    return /^(?:posix|und)?$/i.test(locale.language ?? '') ? undefined : locale;
  } catch {
    return undefined;
  }
}

/** The same as its BCP 47 tag. */
export const tagOf = (given: unknown): string | undefined => localeOf(given)?.toString();

/**
 * The tags under which something may stand in somebody's language, the nearest first: exactly theirs, the same
 * with fewer parts, the same with the script that goes without saying, the primary language.
 */
export function tagsFor(given: unknown): readonly string[] {
  const locale = localeOf(given);
  if (locale === undefined) return [];
  const full = locale.maximize();
  const parents = [locale.baseName, full.baseName].flatMap(shorter).filter((tag) => tag !== locale.language);
  return [...new Set([locale.baseName, locale.minimize().baseName, ...parents, locale.language])];
}

/** `zh-Hant-TW`, `zh-Hant`, `zh`. */
function shorter(tag: string): readonly string[] {
  const parts = tag.split('-');
  return parts.map((_part, i) => parts.slice(0, parts.length - i).join('-'));
}
