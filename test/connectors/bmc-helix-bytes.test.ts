import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import bmc from '../../connectors/bmc-helix/index.ts';
import { splitText } from '../../connectors/bmc-helix/split-text.ts';
import { cut, cutTo, fits } from '../../src/chat/cut.ts';
import { cutFields } from '../../src/sync/render.ts';
import { draftOf, type Sandbox, startSandbox } from './bmc-sandbox.ts';

// AR counts bytes of UTF-8 on most databases: 100 of them are 50 Cyrillic letters.

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ siteRules: { lengths: 'bytes' } });
});
afterAll(() => sandbox?.close());

const SUBJECTS = [
  ['Cyrillic', 'Не могу подключиться к корпоративной сети через VPN после вчерашнего обновления'],
  [
    'sibling: Chinese',
    '昨天更新之后我无法通过虚拟专用网络连接到公司的内部网络，请帮助我解决这个问题，谢谢。',
  ],
  ['sibling: emoji', '🧑‍💻👩‍👩‍👧‍👦🇩🇪'.repeat(12)],
  ['sibling: one letter with many marks', `e${'\u0301'.repeat(200)}`],
] as const;

test.each(SUBJECTS)(
  '[itsm E] an incident whose subject is %s is taken by a site that counts bytes',
  async (_what, subject) => {
    const draft = draftOf('incident', 'x');
    const fields = { ...draft.fields, Description: subject };
    const connector = sandbox.connector();
    expect(Buffer.byteLength(subject)).toBeGreaterThan(100);
    expect(await connector.open({ ...draft, fields }, key())).toMatchObject({
      kind: 'refused',
      field: 'Description',
    });
    const cutToLimits = cutFields(fields, bmc.mapping.incident!.limits);
    expect((await connector.open({ ...draft, fields: cutToLimits }, key())).kind).toBe('done');
  },
);

const key = (name: string = randomUUID(), attempt = 0) => ({ key: name, attempt });

test.each([
  ['25,000 Cyrillic letters', 'я'.repeat(25_000)],
  ['sibling: 12,000 Chinese characters in lines', `${'漢字'.repeat(20)}\n`.repeat(300)],
  ['sibling: flags without a break', '🇩🇪'.repeat(8_000)],
])('[itsm E] %s go into as many work infos as they need, nothing lost', async (_what, text) => {
  const connector = sandbox.connector();
  const opened = await connector.open(draftOf('incident', 'x'), key());
  if (opened.kind !== 'done') throw new Error(JSON.stringify(opened));
  const entry = { summary: 'Протокол чата '.repeat(20), text, visibility: 'internal' } as const;
  expect((await connector.append(opened.value, [entry], key())).kind).toBe('done');
  const rows = await sandbox.rows('HPD:WorkLog', `'Incident Number' = "${opened.value.displayId}"`);
  const kept = rows.map((row) => row['Detailed Description']!.replace(/\n\n\[ref [^\]]*\]$/, ''));
  // AR takes white space off the ends.
  expect(kept.join('').replaceAll('\n', '')).toBe(text.replaceAll('\n', ''));
  for (const row of rows) expect(Buffer.byteLength(row.Description!)).toBeLessThanOrEqual(100);
});

test('[itsm E] sibling: the title of an article is cut where a tie has room for less', async () => {
  const connector = sandbox.connector();
  const opened = await connector.open(draftOf('incident', 'x'), key());
  if (opened.kind !== 'done') throw new Error(JSON.stringify(opened));
  const link = {
    kind: 'knowledge',
    id: 'KBR000000000101',
    title: 'Сброс пароля '.repeat(30),
    relate: true,
  } as const;
  const entry = { summary: 'a', text: 'b', visibility: 'internal', links: [link] } as const;
  expect((await connector.append(opened.value, [entry], key())).kind).toBe('done');
  const [row] = await sandbox.rows('HPD:Associations', `'Request ID02' = "${opened.value.displayId}"`);
  expect(Buffer.byteLength(row!['Request Description01']!)).toBeLessThanOrEqual(100);
});

describe('check', () => {
  const limits = async (own: Sandbox, limit: number | { readonly characters: number }) => {
    const incident = bmc.mapping.incident!;
    const checked = await own
      .connector()
      .check({ incident: { ...incident, limits: { Description: limit } } });
    return checked.kind === 'done' ? checked.value.map(({ what }) => what) : checked;
  };

  test('[itsm E] names a limit in characters where the site counts bytes, and one that is too long', async () => {
    expect(await limits(sandbox, 100)).toEqual([]);
    expect(await limits(sandbox, 101)).toEqual(['Description takes 100 bytes, not 101.']);
    expect(await limits(sandbox, { characters: 100 })).toEqual([
      'Description takes 100 bytes; its limit counts characters, which may take four bytes each.',
    ]);
  });

  test('[itsm E] sibling: a site that counts characters takes both, up to its length', async () => {
    const own = await startSandbox({ siteRules: { lengths: 'characters' } });
    expect(await limits(own, 100)).toEqual([]);
    expect(await limits(own, { characters: 100 })).toEqual([]);
    expect(await limits(own, { characters: 101 })).toEqual(['Description takes 100 characters, not 101.']);
    await own.close();
  });

  test('[itsm E] sibling: a form says what its limits count', async () => {
    const form = await sandbox.connector().lookup('form', { type: 'incident' });
    const field = form.kind === 'done' && form.value.find(({ name }) => name === 'Description');
    expect(field).toMatchObject({ limit: 100, limitIn: 'bytes' });
  });
});

describe('cutting', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.string({ unit: 'binary', maxLength: 300 }),
  );

  test('[itsm E] keeps whole graphemes within the limit, as long as one fits', () => {
    const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
    const pieces = fc.array(fc.constantFrom('a', 'я', '漢', '🧑‍💻', '🇩🇪', 'é', '👍🏽'), { maxLength: 80 });
    fc.assert(
      fc.property(pieces, fc.nat({ max: 200 }), (all, limit) => {
        const text = all.join('');
        const kept = cutTo(text, { bytes: limit });
        expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(limit);
        const whole = new Set(
          [...graphemes.segment(text)].map(({ index, segment }) => index + segment.length),
        );
        const bare = kept === text ? text : kept.replace(/…$/, '');
        if (bare !== '') expect(whole).toContain(bare.length);
        expect(text.startsWith(bare)).toBe(true);
      }),
    );
  });

  test('[itsm E] sibling: characters are cut as before, bytes never keep more', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 3, max: 200 }), (text, limit) => {
        expect(cutTo(text, { characters: limit })).toBe(cut(text, limit));
        expect(fits(cutTo(text, { bytes: limit }), { characters: limit })).toBe(true);
      }),
    );
  });

  test('[itsm E] sibling: pieces are the text, each within its bytes and in whole characters', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 4, max: 100 }), (text, limit) => {
        const pieces = splitText(text.toWellFormed(), limit);
        expect(pieces.join('')).toBe(text.toWellFormed());
        for (const piece of pieces) {
          expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(limit);
          expect(piece.isWellFormed()).toBe(true);
        }
      }),
    );
  });
});
