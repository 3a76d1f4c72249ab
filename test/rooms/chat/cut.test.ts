import { describe, expect, test } from '@jest/globals';
import { searchWords } from '../../../connectors/bmc-helix/qualification.ts';
import { cut, cutTo, wholeCharacters, wholeGraphemes } from '../../../src/chat/cut.ts';
import { shortened } from '../../../src/demo/virtual-agent/words.ts';
import { beginning } from '../../../src/shared/beginning.ts';
import { loggable } from '../../../src/shared/loggable.ts';

const FAMILY = '👨‍👩‍👧';
const WHOLE = ['😀', FAMILY, '🇩🇪', '👍🏽', 'e\u0301', '하'];

/** Texts in which something stands across the limit, wherever that falls. */
const across = (limit: number) =>
  WHOLE.flatMap((one) =>
    Array.from({ length: one.length + 1 }, (_, i) => ({
      one,
      text: `${'a'.repeat(limit - i)}${one.repeat(9)}`,
    })),
  );

/** Only whole ones follow the letters. */
const isWhole = (kept: string, one: string) => /^a*$/.test(kept.replaceAll(one, ''));

describe.each([
  ['[chat F15] wholeGraphemes', wholeGraphemes],
  ['[chat F15] beginning, for rooms below', beginning],
])('%s', (_name, limited) => {
  test('keeps whole graphemes within the limit, and short texts as they are', () => {
    for (const { one, text } of across(40)) {
      const kept = limited(text, 40);
      expect(kept.length).toBeLessThanOrEqual(40);
      expect(kept.length).toBeGreaterThan(40 - one.length);
      expect({ text, whole: isWhole(kept, one) }).toEqual({ text, whole: true });
      expect(limited(one, 40)).toBe(one);
    }
  });
});

test('[chat F15] cut and cutTo leave whole graphemes before their mark', () => {
  for (const { one, text } of across(40)) {
    for (const kept of [cut(text, 40), cutTo(text, { bytes: 60 })]) {
      expect(kept).toMatch(/…$/);
      expect(isWhole(kept.slice(0, -1), one)).toBe(true);
    }
  }
});

test('[chat F15 sibling] what is compared by its beginning has the same beginning when more follows', () => {
  for (const { text } of across(40)) {
    const kept = wholeCharacters(text, 40);
    expect(kept.isWellFormed()).toBe(true);
    expect(wholeCharacters(`${text}more`, 40)).toBe(kept);
    for (let end = 1; end <= 40; end += 1)
      if (text.slice(0, end).isWellFormed())
        expect(kept.startsWith(wholeCharacters(text.slice(0, end), 40))).toBe(true);
  }
});

test('[chat F15 sibling] words that an ITSM is searched for are whole', () => {
  for (const { one, text } of across(30)) {
    const [word = ''] = searchWords(text) ?? [];
    expect(text.startsWith(word)).toBe(true);
    expect(isWhole(word, one)).toBe(true);
  }
  // A letter under more marks than any word may have is still searched for.
  expect(searchWords(`a${'\u0301'.repeat(80)}`)?.[0]).toHaveLength(30);
});

test('[chat F15 sibling] so are a line of the log and what the sample agent remembers', () => {
  for (const { one, text } of across(8_192)) {
    const said = String(loggable(text, (words) => words));
    expect(isWhole(said.slice(0, -1), one)).toBe(true);
  }
  for (const { one, text } of across(1_000)) expect(isWhole(shortened(text), one)).toBe(true);
});
