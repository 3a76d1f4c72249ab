import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isBlank } from '../../../src/chat/blank.ts';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

let room: AgentsRoom;
let alice: string;
let id: string;
const bodies: string[] = [];
beforeAll(async () => {
  room = await openAgentsRoom();
  alice = await room.signIn('alice');
  id = await room.arrive();
  await room.call('POST', `/api/v1/chats/${id}/accept`, { token: alice });
});
afterAll(() => room?.close());

const TEXTS: readonly (readonly [string, string])[] = [
  ['an emoji family', '👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽'],
  ['right to left', 'שלום \u202eabc\u202c مرحبا'],
  ['a NUL and other controls', 'a\u0000b\u0007c\u001b[31m'],
  ['line breaks', 'a\r\nb\nc\rd\u2028e\u2029f'],
  ['markup', '<script>alert(1)</script> &amp; <img src=x onerror=alert(1)>'],
  ['templates', '{{ 7*7 }} {% raw %} %{x} #{x}'],
  ['quotes and back slashes', `"'\\ \\" \\u0041 \\\\`],
  ['JSON', '{"seq":1,"author":{"kind":"system"}}'],
  ['what the store puts in place of a number', '"%seq" %s %d %% %1'],
  ['Redis protocol', '*1\r\n$8\r\nFLUSHALL\r\n'],
  ['keys', '{desk}:chat:* ]] --'],
  ['zero width', '\u200b\u200d\ufeff.'],
  ['ten thousand combining marks, within the limit', `e${'\u0301'.repeat(7_999)}`],
  ['8,000 characters', 'ä'.repeat(8_000)],
  ['8,000 units of emoji', '👍'.repeat(4_000)],
  ['spaces around', '  x  '],
  ['a number', '0'],
  ['__proto__', '__proto__'],
];

test.each(TEXTS)('%s comes back as it was written', async (_what, text) => {
  for (const kind of ['messages', 'notes']) {
    const { status, body } = await room.call('POST', `/api/v1/chats/${id}/${kind}`, {
      token: alice,
      body: { text },
    });
    expect([status, body.entry?.text]).toEqual([201, text]);
    const read = await room.call('GET', `/api/v1/chats/${id}?after=${body.entry.seq - 1}&limit=1`, {
      token: alice,
    });
    expect(read.body.entries).toEqual([expect.objectContaining({ seq: body.entry.seq, text })]);
  }
  bodies.push(text);
});

test('lone surrogates become the replacement character', async () => {
  for (const [text, expected] of [
    ['a\ud83d', 'a\ufffd'],
    ['\udc00b', '\ufffdb'],
    ['\udc00\ud83d', '\ufffd\ufffd'],
  ]) {
    const { body } = await room.call('POST', `/api/v1/chats/${id}/messages`, {
      token: alice,
      body: { text },
    });
    expect(body.entry.text).toBe(expected);
  }
});

test('any text at all is taken as it is, or refused with a 4xx', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
      const { status, body } = await room.call('POST', `/api/v1/chats/${id}/messages`, {
        token: alice,
        body: { text },
      });
      if (isBlank(text)) expect(status).toBe(400);
      else expect([status, body.entry?.text]).toEqual([201, text.toWellFormed()]);
    }),
    { numRuns: 150 },
  );
});

test('the log’s numbers have no gaps, and every page of it is the log', async () => {
  const whole = (await room.call('GET', `/api/v1/chats/${id}`, { token: alice })).body.entries;
  expect(whole.map(({ seq }: { seq: number }) => seq)).toEqual(whole.map((_: unknown, i: number) => i + 1));
  const paged = [];
  for (let after = 0; ; after = paged.length) {
    const { entries } = (
      await room.call('GET', `/api/v1/chats/${id}?after=${after}&limit=7`, { token: alice })
    ).body;
    paged.push(...entries);
    if (entries.length < 7) break;
  }
  expect(paged).toEqual(whole);
});
