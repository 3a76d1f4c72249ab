import { expect, test } from '@jest/globals';
import { isBlank } from '../../../src/chat/blank.ts';
import { cleanName, cleanText } from '../../../src/chat/names.ts';

const UNSEEN = [
  '',
  ' \t\r\n',
  '\u00a0',
  '\u200b\u200d',
  '\u2060\ufeff',
  '\u3164\u115f',
  '\u2800',
  '\u00ad\u034f',
  '\u202e\u2066',
  '\ufe0f',
  '\u{e0020}',
];

test.each(UNSEEN)(
  '[chat F17] %j shows nothing, so nobody is called so and nothing is answered by it',
  (text) => {
    expect(isBlank(text)).toBe(true);
    expect([cleanName(text), cleanText(text)]).toEqual(['', '']);
  },
);

test.each(['a', '.', '👍🏽', '👨‍👩‍👧', '❤️', '\u0301', 'ـ', '\ud800', '\u2800x'])(
  '[chat F17 sibling] %j is something',
  (text) => {
    expect(isBlank(text)).toBe(false);
    expect(cleanName(text)).not.toBe('');
  },
);
