import { describe, expect, test } from '@jest/globals';
import { Settings } from '../../../config/schema.ts';
import { wordsFor } from '../../../src/shared/wording.ts';

const texts = (given: object) => Settings.parse({ texts: given }).texts;
const refused = (given: object): string => {
  const [issue] = Settings.safeParse({ texts: given }).error?.issues ?? [];
  return `${issue?.path.join('.')}: ${issue?.message}`;
};

describe('a line that the admin words', () => {
  const worded = texts({
    accepted: 'Say hello to {agent}.',
    languages: {
      de: { accepted: '{agent} ist jetzt für Sie da.', idleWarning: 'Noch {minutes}.' },
      'de-AT': { accepted: 'Servus, {agent} ist da.' },
      'zh-Hant': { idleWarning: '{minutes}' },
    },
  });
  const accepted = (locale?: string) => wordsFor(worded, locale, 'accepted', { agent: 'Ann' });
  const warned = (locale?: string, minutes = 5) => wordsFor(worded, locale, 'idleWarning', { minutes });

  test('is read in exactly the user’s language, else in its primary one, else as it usually is', () => {
    expect(accepted('de-AT')).toBe('Servus, Ann ist da.');
    expect(accepted('DE-at')).toBe('Servus, Ann ist da.');
    expect(accepted('de-CH')).toBe('Ann ist jetzt für Sie da.');
    expect(accepted('de')).toBe('Ann ist jetzt für Sie da.');
    for (const other of ['fr', undefined, '', 'not a tag', 'x', '__proto__', 'constructor'])
      expect(accepted(other)).toBe('Say hello to Ann.');
  });

  test('that a language does not have comes from the next one', () => {
    expect(warned('de-AT')).toBe('Noch 5 Minuten.');
    expect(warned('fr')).toBe('Are you still there? The chat is closed in 5 minutes if nobody writes.');
  });

  test('says a length of time as its language does, one minute too', () => {
    expect(warned('de', 1)).toBe('Noch 1 Minute.');
    expect(warned('en', 1)).toContain('in 1 minute if');
    expect(warned('zh-Hant', 5)).toBe('5 分鐘');
  });

  test('shows a name as it is, whatever stands in it', () => {
    expect(wordsFor(worded, 'de', 'accepted', { agent: '{agent} $& <b>' })).toBe(
      '{agent} $& <b> ist jetzt für Sie da.',
    );
  });
});

test.each([
  [{ accepted: 'Hello {agnt}' }, 'texts.accepted: knows no {agnt}; this line may hold {agent}'],
  [{ idle: 'Bye {agent}' }, 'texts.idle: knows no {agent}; this line may hold no names'],
  [
    { languages: { de: { offered: '{agent} an {queue}' } } },
    'texts.languages.de.offered: knows no {queue}; this line may hold {agent}, {to}',
  ],
  [{ languages: { de: { acepted: 'x' } } }, 'texts.languages.de: Unrecognized key: "acepted"'],
  [
    { languages: { german: {} } },
    'texts.languages.german: “german” is no language: give a BCP 47 tag such as de or pt-BR',
  ],
  [
    { languages: { xx: {} } },
    'texts.languages.xx: “xx” is no language: give a BCP 47 tag such as de or pt-BR',
  ],
  [
    { languages: { 'de AT': {} } },
    'texts.languages.de AT: “de AT” is no language: give a BCP 47 tag such as de or pt-BR',
  ],
  [
    { languages: { de_AT: {} } },
    'texts.languages.de_AT: “de_AT” is no language: give a BCP 47 tag such as de or pt-BR',
  ],
  [{ languages: { 'PT-br': {} } }, 'texts.languages.PT-br: “PT-br” is written pt-BR'],
  [{ wait: 'x'.repeat(101) }, 'texts.wait: Too big: expected string to have <=100 characters'],
])('%j is refused by name', (given, message) => expect(refused(given)).toBe(message));
