import { expect, test } from '@jest/globals';
import type { Agent, Chat, Entry, Log, State } from '../../../src/console/agent/state/state.ts';
import { noLog } from '../../../src/console/agent/state/state.ts';
import { anyInactive, inactiveSince, waitsSince } from '../../../src/console/agent/state/waiting.ts';
import { chatOf, entryOf, ownEntry, signedIn } from './sample.ts';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');
const minute = (n: number) => new Date(NOON + n * 60_000).toISOString();
const says = (n: number) => entryOf(n + 1, 'hello?', { at: minute(n) });
const answers = (n: number, change: Partial<Entry> = {}) =>
  ownEntry(n + 1, 'hello', { at: minute(n), ...change });
const accepts = (n: number) =>
  entryOf(n + 1, 'Alice has joined the chat.', {
    at: minute(n),
    type: 'event',
    code: 'chat-accepted',
    author: { kind: 'system', name: 'System' },
  });
const log = (...entries: Entry[]): Log => ({ ...noLog, entries, loaded: true });
const since = (...entries: Entry[]) => {
  const at = waitsSince(log(...entries));
  return at === undefined ? undefined : (at - NOON) / 60_000;
};

test('a user waits from the first line that nobody has answered', () => {
  expect(since(accepts(0), answers(1), says(2), says(3))).toBe(2);
  expect(since(accepts(0), answers(1), says(2), answers(3))).toBeUndefined();
});

test('what was said before an agent came waits since they came', () => {
  expect(since(says(0), accepts(4))).toBe(4);
});

test('neither a side note nor an event is an answer', () => {
  expect(
    since(says(0), answers(1, { type: 'note', visibility: 'internal' }), answers(2, { type: 'event' })),
  ).toBe(0);
});

/** Alice's desk with five minutes allowed, and this chat of hers. */
function desk(change: Partial<Chat> = {}): State {
  const chat = chatOf('c', change);
  return {
    ...signedIn,
    me: { id: 'alice', desk: { inactiveMinutes: 5 } } as Agent,
    lists: { ...signedIn.lists, mine: { ids: ['c'], loaded: true } },
    chats: { c: chat },
    logs: { c: log(accepts(0), answers(1), says(2)) },
  };
}
const seen = (state: State, at: number) => inactiveSince(state, state.chats.c!, NOON + at * 60_000);

test('[row 53] a chat left inactive is pointed out after the minutes of the settings, not before', () => {
  expect(seen(desk(), 6.9)).toBeUndefined();
  expect(seen(desk(), 7)).toBe(NOON + 2 * 60_000);
  expect(anyInactive(desk(), NOON + 7 * 60_000)).toBe(true);
  expect(anyInactive(desk(), NOON + 6 * 60_000)).toBe(false);
});

test('nobody is pointed to a chat that is another agent’s, or whose user has cancelled', () => {
  expect(seen(desk({ agent: { id: 'bob', screenName: 'Bob' } }), 9)).toBeUndefined();
  expect(seen(desk({ cancelledByUser: true }), 9)).toBeUndefined();
  expect(seen(desk({ status: 'closed' }), 9)).toBeUndefined();
});
