import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pieces, safeHref } from '../../../src/console/agent/state/links.ts';

const linked = (text: string) => pieces(text).flatMap((piece) => piece.href ?? []);

test.each([
  ['see https://kb.example.com/a?b=1&c=2#d now', ['https://kb.example.com/a?b=1&c=2#d']],
  ['http://host/x, and mailto:help@example.com.', ['http://host/x', 'mailto:help@example.com']],
  ['(https://en.example.org/wiki/A_(b))', ['https://en.example.org/wiki/A_(b)']],
  // The part that can be opened is opened as what it is.
  ['blob:https://example.com/1', ['https://example.com/1']],
  ['HTTPS://EXAMPLE.COM', ['https://example.com/']],
  ['<https://example.com/a>', ['https://example.com/a']],
])('%j gives its links', (text, links) => {
  expect(linked(text)).toEqual(links);
});

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'ftp://example.com/',
  'https://',
  'http://[bad',
  'https://bank.example@evil.example/',
  'https://user:word@evil.example/',
  'xhttps://example.com',
  '//example.com',
  'www.example.com',
])('%j is text', (text) => {
  expect(linked(text)).toEqual([]);
});

test('hidden characters end an address', () => {
  expect(linked('https://example.com/\u202egpj.exe')).toEqual(['https://example.com/']);
  expect(linked('https://example.com/\u0000x')).toEqual(['https://example.com/']);
});

test('no character is lost or changed, and every link is one that may be opened', () => {
  const parts = fc.constantFrom(
    'https://a.b/c',
    'javascript:x',
    'mailto:a@b.c',
    ' ',
    '.',
    ')',
    '(',
    '"',
    '<b>',
  );
  const text = fc.array(fc.oneof(parts, fc.string({ unit: 'binary' }))).map((list) => list.join(''));
  fc.assert(
    fc.property(text, (words) => {
      const found = pieces(words);
      expect(found.map((piece) => piece.text).join('')).toBe(words);
      for (const { href } of found) {
        if (href !== undefined) expect(new URL(href).protocol).toMatch(/^(https?|mailto):$/);
      }
    }),
  );
});

test('the address of a ticket or file is opened only if it is safe', () => {
  expect(safeHref('http://127.0.0.1:3980/t/1')).toBe('http://127.0.0.1:3980/t/1');
  expect(safeHref('javascript:alert(1)')).toBeUndefined();
  expect(safeHref('/relative')).toBeUndefined();
  expect(safeHref('/files/abc_-1/a%20b.png')).toBe('/files/abc_-1/a%20b.png');
  expect(safeHref('/files/../api')).toBeUndefined();
  expect(safeHref('//files/a/b')).toBeUndefined();
  expect(safeHref(undefined)).toBeUndefined();
});
