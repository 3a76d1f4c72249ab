import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Block, markdown } from '../../../src/chat/markdown.ts';

const words = (...pieces: readonly object[]) => ({ kind: 'words', pieces });
const code = (text: string) => ({ kind: 'code', text });

describe('what people write in a chat', () => {
  test.each<[string, string, readonly object[]]>([
    ['steps', '1. Open it\n2. Click', [words({ text: '1. Open it\n2. Click' })]],
    ['bold', 'the **red** one', [words({ text: 'the ' }, { text: 'red', strong: true }, { text: ' one' })]],
    ['code', 'run `ls -l`', [words({ text: 'run ' }, { text: 'ls -l', code: true })]],
    [
      'code in bold',
      '**run `a` now**',
      [
        words(
          { text: 'run ', strong: true },
          { text: 'a', strong: true, code: true },
          { text: ' now', strong: true },
        ),
      ],
    ],
    ['a backtick in code', '`` a`b ``', [words({ text: 'a`b', code: true })]],
    [
      'fenced code, with blank lines as its margin',
      'first\n\n```sh\nls\n  pwd\n```\n\nthen',
      [words({ text: 'first' }), code('ls\n  pwd'), words({ text: 'then' })],
    ],
    ['a longer fence holds a shorter one', '````\n```\n````', [code('```')]],
    ['line ends of Windows', 'a\r\nb', [words({ text: 'a\nb' })]],
    ['a command beside the fence', '```whoami\n```', [code('whoami')]],
    ['nothing', ' \n ', []],
  ])('%s', (_what, text, blocks) => {
    expect(markdown(text)).toEqual(blocks);
  });

  test.each([
    'use **/*.ts and **/*.js',
    '2**3**4',
    'a ** b ** c',
    '**',
    '****',
    'snake_case_word and *one star*',
    '`open',
    '```\nnothing closes it',
    '[a](javascript:alert(1)) <b>x</b> &amp;',
  ])('marks that do not belong together stay as typed: %j', (text) => {
    expect(markdown(text)).toEqual([words({ text })]);
  });
});

const said = (block: Block) =>
  block.kind === 'code' ? block.text : block.pieces.map(({ text }) => text).join('');

test('whatever is written, no word is lost or made up', () => {
  const marks = fc.constantFrom('**', '`', '``', '```', '\n', ' ', 'a', 'b.', '```\n', '\n```\n', '\\', '<');
  fc.assert(
    fc.property(fc.array(marks, { maxLength: 40 }), (parts) => {
      const bare = (text: string) => text.replace(/[\s`*]/g, '');
      expect(bare(markdown(parts.join('')).map(said).join(''))).toBe(bare(parts.join('')));
    }),
  );
});
