import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { featuresPage, provenIn } from '../../config/tools/features.ts';

test('docs/features.md is what the tests say; `npm run features` writes it', () => {
  expect(readFileSync('docs/features.md', 'utf8')).toBe(featuresPage());
});

test('every number of a feature that is here is carried by a test', () => {
  const proven = new Set(provenIn('test').map(({ row }) => Number(row)));
  const here = [
    [1, 20],
    [22, 22],
    [26, 27],
    [29, 47],
    [53, 76],
    [78, 102],
    [105, 106],
    [108, 112],
    [115, 116],
    [119, 120],
    [126, 130],
  ].flatMap(([from = 0, to = 0]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
  expect(here.filter((row) => !proven.has(row))).toEqual([]);
});
