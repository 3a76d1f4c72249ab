import { z } from 'zod';

const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** What is wrong with a language's BCP 47 tag; undefined where nothing is. */
function wrongTag(tag: string): string | undefined {
  try {
    const [canonical = ''] = Intl.getCanonicalLocales(tag);
    if (canonical !== tag) return `is written ${canonical}`;
    if (languages.of(new Intl.Locale(tag).language) !== undefined) return undefined;
  } catch {
    // Not even the form of a tag.
  }
  return 'is no language: give a BCP 47 tag such as de or pt-BR';
}

/** The same thing in several languages: tag -> thing. A user of de-AT has what stands under de-AT, else under de. */
export const perLanguage = <T extends z.ZodType>(thing: T) =>
  z.record(z.string(), thing).superRefine((all, context) => {
    for (const tag of Object.keys(all)) {
      const wrong = wrongTag(tag);
      if (wrong !== undefined)
        context.addIssue({ code: 'custom', path: [tag], message: `“${tag}” ${wrong}` });
    }
  });
