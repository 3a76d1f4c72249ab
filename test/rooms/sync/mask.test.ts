import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadSettings } from '../../../config/load.ts';
import { StartupError } from '../../../src/shared/startup-error.ts';
import { type MaskingSettings, maskText } from '../../../src/sync/masking/mask-text.ts';
import { openPostRoom, type PostRoom } from './post-room.ts';

interface Line {
  readonly kind: 'card' | 'secret' | 'none';
  readonly text: string;
  /** What must be gone. */
  readonly leak?: string;
}

const corpus = JSON.parse(
  readFileSync(new URL('../../fixtures/masking.json', import.meta.url), 'utf8'),
) as readonly Line[];
const usual: MaskingSettings = { on: true, patterns: [] };
const mask = (text: string, ...patterns: readonly string[]) => maskText(text, { on: true, patterns });
const kept = ({ text, leak = '' }: Line) => mask(text).includes(leak);

describe('the labelled corpus', () => {
  test('is large enough to say something', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(120);
    for (const { text, leak } of corpus) if (leak !== undefined) expect(text).toContain(leak);
  });

  test.each([
    ['card', 0.99],
    ['secret', 0.95],
  ] as const)('%s: at least %d are masked', (kind, least) => {
    const lines = corpus.filter((line) => line.kind === kind);
    const missed = lines.filter(kept).map(({ text }) => text);
    expect({ missed, enough: 1 - missed.length / lines.length >= least }).toMatchObject({ enough: true });
  });

  test('fewer than 1 in 100 harmless lines are touched', () => {
    const lines = corpus.filter((line) => line.kind === 'none');
    const touched = lines.filter(({ text }) => mask(text) !== text).map(({ text }) => text);
    expect({ touched, few: touched.length / lines.length < 0.01 }).toMatchObject({ few: true });
  });
});

test.each([
  ['a card', 'My card is 4111 1111 1111 1111.', 'My card is [card].'],
  ['a number whose check digit is wrong', 'It is 4111 1111 1111 1112.', 'It is 4111 1111 1111 1112.'],
  ['a password', 'password: Sommer2024!', 'password: [secret]'],
  ['a bearer token', 'Authorization: Bearer abc.def-123', 'Authorization: Bearer [secret]'],
  ['a key block that was cut off', 'see -----BEGIN PRIVATE KEY-----\nMIIE', 'see [secret]'],
])('%s', (_what, text, expected) => {
  expect(mask(text)).toBe(expected);
});

test('switched off, it changes nothing', () => {
  for (const { text } of corpus) expect(maskText(text, { on: false, patterns: ['.+'] })).toBe(text);
});

const piece = fc.oneof(
  fc.constantFrom(...corpus.map(({ text }) => text)),
  fc.constantFrom(
    '[card]',
    '[secret]',
    '[masked]',
    'password',
    ': ',
    ' is ',
    '4',
    '1111',
    ' ',
    '-',
    '\n',
    '"',
  ),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);

test('masking what is masked changes nothing, whatever the text and the patterns', () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 8 }),
      fc.subarray(['[a-z]+', 'masked', '\\[', 'EMP-\\d{4}', '\\d{3}']),
      (pieces, patterns) => {
        const once = mask(pieces.join(''), ...patterns);
        expect(mask(once, ...patterns)).toBe(once);
      },
    ),
    { numRuns: 300 },
  );
});

test('a card is found wherever it stands', () => {
  const words = fc.constantFrom('hello', 'Karte', '…', '(', 'no:', '', '🙂');
  fc.assert(
    fc.property(words, words, fc.constantFrom('', ' ', '-'), (before, after, separator) => {
      const card = ['4111', '1111', '1111', '1111'].join(separator);
      expect(mask(`${before} ${card} ${after}`)).toBe(`${before} [card] ${after}`);
    }),
  );
});

describe('patterns of one’s own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'db-mask-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('are masked, whatever their case', () => {
    expect(mask('I am emp-1234 of site B', 'EMP-\\d{4}', 'site [A-F]')).toBe('I am [masked] of [masked]');
  });

  test('are masked with no-break spaces, too, and beside each other', () => {
    expect(mask('EMP\u00a01234, EMP 1235', 'EMP\\s\\d{4}')).toBe('[masked], [masked]');
    expect(mask('12 34 ab', '[\\s\\d]+x|ab', '\\S+ 34')).toBe('[masked] [masked]');
  });

  test('that a text was made to hold up for ever pass nothing on', () => {
    // Each mark uncovers the next: `x` at the beginning of what is left.
    expect(mask('x'.repeat(9), '^x')).toBe('[masked]'.repeat(9));
    expect(mask('x'.repeat(50_000), '^x')).toBe('[masked]');
  });

  /** What masking costs the processor for a text and for one four times as long: the median of several, side by side. */
  function growth(text: (length: number) => string, patterns: readonly string[]): number {
    const cost = (length: number) => {
      const began = process.cpuUsage();
      mask(text(length), ...patterns);
      const { user, system } = process.cpuUsage(began);
      return user + system;
    };
    cost(4_000);
    const ratios = Array.from({ length: 7 }, () => {
      const short = cost(4_000);
      return cost(16_000) / Math.max(short, 1);
    });
    return ratios.toSorted((a, b) => a - b)[3] ?? 0;
  }
  // Four times the text may cost four times as much; what costs its square costs sixteen times.
  const LINEAR = 9;

  test('[faults 3] blanks behind `password is` cost no more than their number', () => {
    expect(growth((length) => `password is${' '.repeat(length)}"`, [])).toBeLessThan(LINEAR);
  });

  test.each([
    ['many beginnings that each could go on to the end', 'a', ['a.*b|a']],
    ['a repetition of repetitions', '1', ['(\\d+)+x', '\\d+\\d+\\d+x', 'EMP-\\d{4}']],
    ['what each mark uncovers', 'zed123', ['\\bzed\\d{3}']],
  ])('[faults 3] sibling, an admin’s pattern: %s', (_what, unit, patterns) => {
    const text = (length: number) => unit.repeat(length / unit.length);
    expect(growth(text, patterns)).toBeLessThan(LINEAR);
  });

  test.each([
    ['\\d{6}(?!\\d)', 'looks ahead or behind'],
    ['(?<!\\d)\\d{6}', 'looks ahead or behind'],
    ['[A-Z]{1,600}\\d', 'repeats too much'],
    ['\\p{Script=Greek}', 'cannot be searched for'],
    ['(\\w)\\1+', 'refers back'],
    ['a*', 'fits an empty text'],
    ['', 'is empty'],
    ['[a-', 'is no regular expression'],
    [`x${'a'.repeat(200)}`, 'is longer than 200'],
  ])('%j is refused at the start, by name', (pattern, why) => {
    const file = join(folder, 'deskbridge.yaml');
    writeFileSync(file, JSON.stringify({ masking: { patterns: ['EMP-\\d{4}', pattern] } }));
    const load = () => loadSettings(file, {});
    expect(load).toThrow(StartupError);
    try {
      load();
    } catch (error) {
      const { why: said } = error as StartupError;
      expect(said).toContain('masking.patterns.1');
      expect(said).toContain(JSON.stringify(pattern).slice(0, 40).replace(/"$/, ''));
      expect(said).toContain(why);
    }
  });

  test('sound ones are taken, and masking is on by default', () => {
    const file = join(folder, 'deskbridge.yaml');
    const patterns = ['EMP-\\d{4,6}', '(?:DE|AT)\\d+', '(foo|bar)-[a-z]+', '(?:ab){2}'];
    writeFileSync(file, JSON.stringify({ masking: { patterns } }));
    expect(loadSettings(file, {}).masking).toEqual({ on: true, patterns });
    writeFileSync(file, '');
    expect(loadSettings(file, {}).masking).toEqual(usual);
  });
});

describe('on the way to a ticket', () => {
  let room: PostRoom;
  beforeAll(() => {
    room = openPostRoom({ masking: { on: true, patterns: ['EMP-\\d{4}'] } });
  });
  afterAll(() => room?.close());

  test('nothing secret reaches the ITSM by any path; the chat keeps what was written', async () => {
    const card = '5555 5555 5555 4444';
    const chat = await room.arrive({
      subject: `Charged twice on ${card}`,
      user: { id: 'u1', name: 'Dana EMP-1234', verified: false },
    });
    await room.userSays(chat, `It is card ${card} and my password is hunter2`);
    await room.accept(chat);
    await room.run(chat, {
      type: 'request-ticket',
      by: { id: 'alice', screenName: 'Alice Smith' },
      connector: 'helix',
      ticketType: 'incident',
      kind: 'incident',
      another: false,
    });
    await room.drain();
    await room.userSays(chat, 'api key: 9f8e7d6c5b4a, as EMP-1234 said', [
      {
        name: 'photo.png',
        contentType: 'image/png',
        url: 'https://files.example/photo.png?access_token=Zx81Qw92Lk&size=2',
      },
    ]);
    await room.end(chat, true, `Refunded ${card}, new pwd: Tulpe44`);
    await room.drain();

    const sent = JSON.stringify(room.itsm.calls) + JSON.stringify(room.itsm.tickets);
    for (const secret of [card, 'hunter2', 'EMP-1234', '9f8e7d6c5b4a', 'Zx81Qw92Lk', 'Tulpe44'])
      expect(sent).not.toContain(secret);
    expect(sent).toContain('It is card [card] and my password is [secret]');
    expect(sent).toContain('Refunded [card]');
    expect((await room.ticket(chat)).status).toBe('Resolved');
    const log = JSON.stringify(await room.store.chats.log(chat));
    expect(log).toContain(`It is card ${card} and my password is hunter2`);
  });
});
