/** The browser's language. Some name a POSIX locale, at which `Intl` and Web Chat throw. */
export function pageLanguage(): string {
  try {
    const [tag = ''] = navigator.language.split(/[.@]/);
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0] ?? USUAL;
  } catch {
    return USUAL;
  }
}

const USUAL = 'en-US';
