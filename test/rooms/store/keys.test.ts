import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keysOf } from '../../../src/store/keys.ts';

const outside = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.toWellFormed());
const chat = fc.nat().map((n) => `chat-${n}`);

/** A key by name and arguments; what comes from outside is any text at all. */
const key = fc.oneof(
  fc.record({ name: fc.constantFrom('chat', 'log', 'marks'), args: fc.tuple(chat) }),
  fc.record({ name: fc.constant('ledger'), args: fc.tuple(chat, fc.nat(99)) }),
  fc.record({
    name: fc.constantFrom('conversation', 'history'),
    args: fc.tuple(fc.record({ channel: outside, id: outside })),
  }),
  fc.record({
    name: fc.constantFrom('botState', 'mine', 'transferred', 'agent', 'once'),
    args: fc.tuple(outside),
  }),
  fc.record({ name: fc.constant('waiting'), args: fc.tuple(outside, outside) }),
  fc.record({ name: fc.constant('once'), args: fc.array(outside, { minLength: 1, maxLength: 4 }) }),
  fc.record({ name: fc.constantFrom('lane', 'laneItems'), args: fc.tuple(chat.map((id) => `c.${id}`)) }),
  fc.record({
    name: fc.constantFrom('open', 'deadlines', 'feed', 'lanes', 'presence', 'places'),
    args: fc.constant([]),
  }),
);

function build(desk: string, { name, args }: { name: string; args: readonly unknown[] }): string {
  const member = keysOf(desk)[name as 'open'] as unknown;
  return typeof member === 'string' ? member : (member as (...args: readonly unknown[]) => string)(...args);
}

test('different things have different keys, the same thing has the same', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(build('main', a) === build('main', b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
    { numRuns: 3_000 },
  );
});

test('where one part ends and the next begins is part of the key', () => {
  const { conversation, history } = keysOf('main');
  fc.assert(
    fc.property(outside, outside, (a, b) => {
      fc.pre(a !== '');
      for (const keyOf of [conversation, history])
        expect(keyOf({ channel: a, id: b })).not.toBe(keyOf({ channel: '', id: a + b }));
    }),
  );
});

test('every key of a desk carries its hash tag and nothing that came from outside', () => {
  fc.assert(
    fc.property(key, (one) => {
      expect(build('main', one)).toMatch(/^\{main\}:[\w-]+(:[\w.-]+)*$/);
    }),
    { numRuns: 2_000 },
  );
});

test('desks share no key', () => {
  fc.assert(fc.property(key, (one) => expect(build('a', one)).not.toBe(build('b', one))));
});

test('an empty list of parts is no part', () => {
  const { once } = keysOf('main');
  expect(new Set([once('a', 'b'), once('ab'), once('a', 'b', ''), once('', 'a', 'b')]).size).toBe(4);
});
