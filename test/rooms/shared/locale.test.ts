import { expect, test } from '@jest/globals';
import { Settings } from '../../../config/schema.ts';
import { localeOf, tagOf, tagsFor } from '../../../src/shared/locale.ts';
import { inLanguage, wordsFor } from '../../../src/shared/wording.ts';

const { texts } = Settings.parse({
  texts: {
    accepted: 'English',
    languages: {
      de: { accepted: 'Deutsch', idleWarning: 'Noch {minutes}.' },
      'de-AT': { accepted: 'Servus' },
      'zh-Hant': { accepted: '中文' },
      'sr-Latn': { accepted: 'Srpski' },
    },
  },
});
const read = (locale: string) => wordsFor(texts, locale, 'accepted', {});

test.each([
  ['[chat F16] an underscore', 'de_DE', 'Deutsch'],
  ['[chat F16] an encoding', 'de-DE.UTF-8', 'Deutsch'],
  ['[chat F16] a script', 'zh_Hant_TW', '中文'],
  ['[chat F16 sibling] a modifier', 'de_DE@euro', 'Deutsch'],
  ['[chat F16 sibling] all of it', 'de_AT.ISO8859-15@euro', 'Servus'],
  ['[chat F16 sibling] spaces and capitals', ' DE_at ', 'Servus'],
  ['[chat F16 sibling] a script that goes without saying', 'zh-TW', '中文'],
  ['[chat F16 sibling] a script as POSIX has it', 'sr_RS@latin', 'Srpski'],
  ['[chat F16 sibling] an extension', 'de-DE-u-ca-buddhist', 'Deutsch'],
])('%s in a locale: %s is understood', (_what, locale, words) => {
  expect(read(locale)).toBe(words);
});

const NONE = [
  '',
  ' ',
  'C',
  'POSIX',
  'C.UTF-8',
  '_',
  '-',
  '.',
  '@',
  'de-',
  'de__DE',
  'not a tag',
  'und',
  'x'.repeat(5_000),
  'English_United States.1252',
  '__proto__',
];

test.each(NONE)('[chat F16 sibling] %j is no language, and nothing throws at it', (locale) => {
  expect([localeOf(locale), tagOf(locale), tagsFor(locale)]).toEqual([undefined, undefined, []]);
  expect(read(locale)).toBe('English');
  expect(inLanguage({ de: 'Frage' }, locale)).toBeUndefined();
  expect(wordsFor(texts, locale, 'idleWarning', { minutes: 5 })).toContain('5 minutes');
});

test('[chat F16 sibling] what is no text is no language', () => {
  for (const odd of [5, null, undefined, {}, []]) expect(localeOf(odd)).toBeUndefined();
});
