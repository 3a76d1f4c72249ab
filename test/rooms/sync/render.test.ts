import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Chat } from '../../../src/chat/chat.ts';
import { cut } from '../../../src/chat/cut.ts';
import type { NewEntry } from '../../../src/chat/entry.ts';
import { publicTranscript } from '../../../src/chat/transcript.ts';
import { contextOf, renderFields } from '../../../src/sync/render.ts';

const chat: Chat = {
  id: 'chat-1',
  status: 'assigned',
  company: 'Calbro Services',
  queue: 'GENERAL',
  source: 'test',
  subject: 'VPN',
  user: { id: 'u', name: 'Dana Maria Reyes', verified: false },
  conversation: { channel: 'test', id: 'c' },
  owner: { id: 'alice', screenName: 'Alice' },
  cancelledByUser: false,
  createdAt: 0,
  tickets: [],
  version: 1,
  epoch: 1,
};

const says = (text: string): NewEntry => ({
  at: 0,
  author: { kind: 'user', id: 'u', name: 'Dana' },
  visibility: 'public',
  type: 'message',
  text,
});

const contextWith = (change: Partial<Chat> = {}, texts: readonly string[] = [], settings = {}) => {
  const changed = { ...chat, ...change };
  const transcript = publicTranscript(
    changed,
    texts.map((text, i) => ({ ...says(text), seq: i + 1 })),
  );
  return contextOf(changed, transcript, undefined, settings);
};

const count = (text: string) => [...new Intl.Segmenter().segment(text)].length;

describe('cut', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['', 3, ''],
    ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 13, '👩‍👩‍👧‍👦…'],
    ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 12, '👩‍👩‍👧‍👦…'],
    ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 11, '…'],
    ['e\u0301e\u0301e\u0301', 4, 'e\u0301…'],
    ['🇩🇪🇫🇷', 5, '🇩🇪…'],
    [`x${'\u0301'.repeat(10_000)}`, 100, '…'],
  ])('%j to %i', (text, limit, expected) => {
    expect(cut(text, limit)).toBe(expected);
  });

  test('never longer than the limit, never half a grapheme, always a beginning of the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 1, max: 220 }),
        (text, limit) => {
          const short = cut(text, limit);
          expect(short.length).toBeLessThanOrEqual(Math.max(limit, 1));
          expect(short.isWellFormed()).toBe(text.isWellFormed());
          if (text.length <= limit) return expect(short).toBe(text);
          expect(short.endsWith('…')).toBe(true);
          const kept = short.slice(0, -1);
          expect(text.startsWith(kept)).toBe(true);
          expect(count(kept) + count(text.slice(kept.length))).toBe(count(text));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('fields', () => {
  test('one that comes out empty is left out; white space alone is empty', () => {
    const templates = { a: '{{ resolution }}', b: '  {{ chat.topic }} ', c: 'x', d: '{{ nothing.there }}' };
    expect(renderFields(templates, {}, contextWith())).toEqual({ c: 'x' });
  });

  test('none is ever empty or longer than its limit, whatever the users write', () => {
    const templates = {
      title: '{{ summary }}',
      text: '{{ transcript }}',
      name: '{{ user.firstName }} {{ user.lastName }}',
      why: '{{ resolution }}',
    };
    const limits = { title: 20, text: 60, name: 10, why: 5 };
    const words = fc.string({ unit: 'binary', maxLength: 80 });
    fc.assert(
      fc.property(
        words,
        words,
        words,
        fc.array(words, { maxLength: 4 }),
        (subject, name, resolution, texts) => {
          const user = { ...chat.user, name };
          const fields = renderFields(templates, limits, contextWith({ subject, user, resolution }, texts));
          for (const [field, text] of Object.entries(fields)) {
            expect(text.trim()).not.toBe('');
            expect(text.length).toBeLessThanOrEqual(limits[field as keyof typeof limits]);
          }
          expect(fields.title ?? '').not.toBe('');
        },
      ),
      { numRuns: 300 },
    );
  });

  test('what a user writes is never a template', () => {
    const evil = '{{ 7 | times: 6 }}{% raw %}{% for i in (1..9) %}x{% endfor %}';
    const fields = renderFields(
      { title: '{{ summary }}', text: '{{ transcript }}', name: '{{ user.name }}' },
      {},
      contextWith({ subject: evil, user: { ...chat.user, name: evil } }, [evil]),
    );
    expect(fields.title).toBe(evil);
    expect(fields.name).toBe(evil);
    expect(fields.text).toContain(evil);
  });

  test('a template sees neither prototypes nor what is not handed to it', () => {
    const templates = {
      a: '{{ chat.constructor.name }}',
      b: '{{ chat.__proto__ }}',
      c: '{{ user.id }}',
      d: '{{ chat.tickets }}',
    };
    expect(renderFields(templates, {}, contextWith())).toEqual({});
  });

  test('a loop in a mapping does not run for ever', () => {
    const loop = '{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}';
    expect(() => renderFields({ a: loop }, {}, contextWith())).toThrow();
  });

  test('a subject of white space falls back to the user’s name, and lines become one', () => {
    expect(contextWith({ subject: ' \n ' }).summary).toBe('Live chat with Dana Maria Reyes');
    expect(contextWith({ subject: 'a\r\n b\tc ' }).summary).toBe('a b c');
  });

  test('a linked agent goes before the default assignee', () => {
    const settings = { defaultAssignee: { name: 'Desk', login: 'desk' } };
    expect(contextWith({}, [], settings).agent).toEqual({
      name: 'Alice',
      itsmName: 'Desk',
      itsmLogin: 'desk',
    });
    const linked = contextOf(
      chat,
      publicTranscript(chat, []),
      { name: 'A. Smith', login: 'asmith' },
      settings,
    );
    expect(linked.agent).toEqual({ name: 'Alice', itsmName: 'A. Smith', itsmLogin: 'asmith' });
  });
});
