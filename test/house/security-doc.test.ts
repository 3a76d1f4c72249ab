import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');
const marksIn = (text: string): readonly string[] =>
  [...text.matchAll(/\[(S\d+)\]/g)].map(([, mark = '']) => mark);
const ids = (marks: readonly string[]): readonly string[] =>
  [...new Set(marks)].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));

const doc = readFileSync(join(root, 'docs/for-your-security-team.md'), 'utf8');
const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && !file.endsWith('security-doc.test.ts'))
  .map((file) => readFileSync(join(root, 'test', file), 'utf8'));

test('each marked sentence for the security team has a test, and each such test its sentence', () => {
  expect(ids(tests.flatMap(marksIn))).toEqual(ids(marksIn(doc)));
});

test('the marks are numbered without a gap', () => {
  const all = ids(marksIn(doc));
  expect(all).toEqual(all.map((_, i) => `S${i + 1}`));
});

test('what the page says is kept is what the settings say unless they are set', () => {
  const schema = readFileSync(join(root, 'config/schema.ts'), 'utf8');
  for (const [setting, days] of doc.matchAll(/`(?:chat|audit)\.keepDays`, (\d+) unless set/g)) {
    expect(setting).toBeDefined();
    expect(schema).toContain(`.default(${days})`);
  }
});
