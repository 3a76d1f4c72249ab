import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Chat } from '../../../src/chat/chat.ts';
import type { Entry } from '../../../src/chat/entry.ts';
import { type Lane, laneId, parseLane } from '../../../src/chat/errand.ts';
import { digest, newChatId } from '../../../src/chat/ids.ts';
import { cleanName } from '../../../src/chat/names.ts';
import { publicTranscript, transcriptText } from '../../../src/chat/transcript.ts';

const anyText = fc.string({ unit: 'binary' });

test('two lists of strings share a digest only when they are the same', () => {
  const parts = fc.array(fc.oneof(anyText, fc.constantFrom('', ':', '1:a', 'a:', '0:')), { maxLength: 4 });
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      const same =
        JSON.stringify(a.map((s) => s.toWellFormed())) === JSON.stringify(b.map((s) => s.toWellFormed()));
      expect(digest(...a) === digest(...b)).toBe(same);
    }),
    { numRuns: 2_000 },
  );
  // The same letters, cut elsewhere.
  fc.assert(
    fc.property(anyText, anyText, (a, b) => {
      fc.pre(a.length + b.length > 0);
      expect(digest(a, b)).not.toBe(digest(a + b));
      expect(digest(a, b)).not.toBe(digest(a, b, ''));
    }),
  );
});

test('a digest is safe in keys and job ids', () => {
  fc.assert(fc.property(anyText, (text) => expect(digest(text)).toMatch(/^[\w-]{27}$/)));
});

test('chat ids are safe in URLs, keys, lanes and job ids, and differ', () => {
  const ids = Array.from({ length: 200 }, newChatId);
  expect(new Set(ids).size).toBe(200);
  for (const id of ids) expect(id).toMatch(/^chat-[0-9a-f]{32}$/);
});

test('a lane is found again by its name', () => {
  const chat = fc.nat().map((n) => `chat-${n.toString(16)}`);
  const lane: fc.Arbitrary<Lane> = fc.oneof(
    chat.map((id): Lane => ({ kind: 'conversation', chat: id })),
    fc
      .record({ chat, n: fc.integer({ min: 1, max: 99 }), connector: fc.stringMatching(/^[a-z0-9-]{1,40}$/) })
      .map((ticket): Lane => ({ kind: 'ticket', ...ticket })),
  );
  fc.assert(fc.property(lane, (one) => expect(parseLane(laneId(one))).toEqual(one)));
});

test.each(['', 'c', 'c.', 'x.chat-1', 'c.chat-1.2', 't.chat-1', 't.chat-1.1', 't.chat-1.one.itsm'])(
  'no lane is called %j',
  (name) => expect(parseLane(name)).toBeUndefined(),
);

test.each([
  ['  Uma User ', 'Uma User'],
  ['Uma\u202e\u0000 "U" <b>', 'Uma "U" <b>'],
  ['\ud800x', '\ufffdx'],
  ['\u200b\u2066', ''],
])('the name %j is %j', (given, name) => expect(cleanName(given)).toBe(name));

test('a name stays within 200 characters, whole ones, and cleaning it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      const name = cleanName(text);
      expect([...name].length).toBeLessThanOrEqual(200);
      expect(name.isWellFormed()).toBe(true);
      expect(cleanName(name)).toBe(name);
    }),
  );
  expect(cleanName('😀'.repeat(300))).toBe(`${'😀'.repeat(99)}…`);
  expect(cleanName('x'.repeat(100_000))).toBe(`${'x'.repeat(199)}…`);
});

test('no side note and no internal event is in a transcript; the public lines keep their order', () => {
  const entry = fc.record({
    at: fc.nat(),
    author: fc.constant({ kind: 'agent' as const, name: 'A' }),
    visibility: fc.constantFrom('public' as const, 'internal' as const),
    type: fc.constantFrom('message' as const, 'note' as const, 'event' as const),
    text: anyText,
  });
  fc.assert(
    fc.property(fc.array(entry), fc.nat(12), fc.nat(12), (lines, from, upTo) => {
      const entries: Entry[] = lines.map((line, i) => ({ ...line, seq: i + 1 }));
      const transcript = publicTranscript({} as Chat, entries, { from, upTo });
      expect(transcript.map(({ seq }) => seq)).toEqual(
        entries
          .filter((one) => one.visibility === 'public' && one.seq >= from && one.seq <= upTo)
          .map(({ seq }) => seq),
      );
    }),
  );
});

test('a transcript as text: time in UTC, author, words, files', () => {
  const at = Date.UTC(2026, 10, 21, 10, 3, 7, 250);
  const line = { at, visibility: 'public' as const, seq: 1 };
  const entries: Entry[] = [
    { ...line, type: 'message', author: { kind: 'agent', name: 'Alice Smith' }, text: 'Hello' },
    { ...line, type: 'event', author: { kind: 'system', name: 'System' }, text: 'Alice left.' },
    {
      ...line,
      type: 'message',
      author: { kind: 'user', name: 'Uma' },
      text: 'look',
      attachments: [
        { name: 'a.png', contentType: 'image/png', url: '/files/abc/a.png', size: 5 },
        { name: 'b.png', contentType: 'image/png', url: 'https://x' },
      ],
    },
  ];
  expect(transcriptText(publicTranscript({} as Chat, entries))).toBe(
    '2026-11-21 10:03:07Z Alice Smith: Hello\n2026-11-21 10:03:07Z * Alice left.\n2026-11-21 10:03:07Z Uma: look [file: a.png] [file: b.png https://x]',
  );
});
