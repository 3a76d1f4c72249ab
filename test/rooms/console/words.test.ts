import { expect, test } from '@jest/globals';
import { shortcuts, wishOf } from '../../../src/console/agent/parts/shortcuts.ts';
import type { Ticket } from '../../../src/console/agent/state/state.ts';
import { waited, waitsLong } from '../../../src/console/agent/state/time.ts';
import { listWords, ownTickets, statusWords } from '../../../src/console/agent/state/words.ts';
import { afterActivity, noLiveChat, statusLine } from '../../../src/console/user/live-chat.ts';
import { bySpeaker } from '../../../src/console/user/speakers.ts';
import { chatOf } from './sample.ts';

const from = '2026-11-21T10:00:00.000Z';
const after = (seconds: number) => Date.parse(from) + seconds * 1000;

test.each([
  [-5, '0 s'],
  [0, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [3599, '59 min'],
  [3600, '1 h 00'],
  [3900, '1 h 05'],
  [86_400, '1 d'],
])('after %i s a chat has waited %j', (seconds, words) => {
  expect(waited(from, after(seconds))).toBe(words);
});

test('five minutes are a long wait', () => {
  expect(waitsLong(from, after(299))).toBe(false);
  expect(waitsLong(from, after(300))).toBe(true);
});

test('the status reads as agents know it', () => {
  const bob = { id: 'bob', screenName: 'Bob' };
  expect(statusWords(chatOf('c', { status: 'queued' }))).toBe('Queue');
  expect(statusWords(chatOf('c', { status: 'pending-transfer', transferTo: bob }))).toBe(
    'Pending Transfer To Bob',
  );
  expect(statusWords(chatOf('c', { status: 'closed', disposition: 'abandoned' }))).toBe('Closed · Abandoned');
});

test('an ending names the tickets this chat opened, never related or failed ones', () => {
  const base = { connector: 'itsm', type: 'incident', kind: 'incident', state: 'created' } as const;
  const tickets: Ticket[] = [
    { ...base, n: 1, created: true, displayId: 'INC1' },
    { ...base, n: 2, created: false, displayId: 'INC2' },
    { ...base, n: 3, created: true, state: 'failed', error: 'no' },
    { ...base, n: 4, created: true, state: 'creating' },
  ];
  expect(ownTickets(chatOf('c', { tickets })).map(({ n }) => n)).toEqual([1, 4]);
  expect(listWords(['A', 'B', 'C'])).toBe('A, B and C');
});

const key = (code: string, change: object = {}) => ({
  altKey: true,
  ctrlKey: false,
  metaKey: false,
  code,
  key: '',
  ...change,
});

interface Row {
  readonly name: string;
  readonly key?: { readonly code: string; readonly help: string };
}
const MOVE: Row = { name: 'move', key: { code: 'KeyV', help: 'Move it' } };
const ROWS: readonly Row[] = [{ name: 'other' }, MOVE];
const wished = (...[event, writing]: [ReturnType<typeof key>, boolean]) => wishOf(event, writing, ROWS);

test('a dialog brings its own key, and the help lists it before the last', () => {
  expect(wished(key('KeyV'), true)).toEqual({ to: 'dialog', row: MOVE });
  expect(wished(key('KeyV', { altKey: false, key: 'v' }), false)).toBeUndefined();
  expect(shortcuts([MOVE]).slice(-2)).toEqual([
    { keys: 'Alt + V', help: 'Move it' },
    { keys: '?', help: 'Show this list' },
  ]);
});

test('shortcuts go by the place of the key and leave writing alone', () => {
  // A Mac types ¡ here.
  expect(wished(key('Digit1', { key: '¡' }), true)).toEqual({ to: 'tab', tab: 'mine' });
  // Its place, whether or not Transferred is there.
  expect(wished(key('Digit4'), false)).toEqual({ to: 'tab', tab: 'invites' });
  expect(wished(key('KeyA'), false)).toEqual({ to: 'accept' });
  expect(wished(key('KeyA', { altKey: false, key: 'a' }), false)).toBeUndefined();
  expect(wished(key('KeyA', { ctrlKey: true }), false)).toBeUndefined();
  expect(wished(key('Slash', { altKey: false, key: '?' }), false)).toEqual({ to: 'help' });
  expect(wished(key('Slash', { altKey: false, key: '?' }), true)).toBeUndefined();
});

const status = (value: unknown) => ({ type: 'event', name: 'handoff.status', value });
const told = (code: string) => ({ type: 'message', channelData: { deskbridge: { author: 'system', code } } });
const words = (name: string, timestamp?: string, role = 'bot') => ({
  type: 'message',
  from: { role, name },
  ...(timestamp !== undefined && { timestamp }),
});

test("the user's page learns from the conversation whether a live chat is open", () => {
  const lines: string[] = [];
  let live = noLiveChat;
  for (const activity of [
    words('Virtual agent'),
    status({ state: 'requested' }),
    words('Virtual agent'),
    status({ state: 'accepted', agent: 'Alice' }),
    words('Virtual agent'),
    words('Mary', undefined, 'user'),
    status('nonsense'),
    told('chat-released'),
    status({ state: 'accepted' }),
    status({ state: 'completed' }),
  ]) {
    live = afterActivity(live, activity);
    lines.push(statusLine(live));
  }
  expect(lines).toEqual([
    'Virtual agent',
    'Waiting for a live agent…',
    'Waiting for a live agent…',
    'Live chat with Alice',
    'Live chat with Alice',
    'Live chat with Alice',
    'Live chat with Alice',
    'Waiting for a live agent…',
    'A live agent is with you',
    'Virtual agent',
  ]);
  expect(afterActivity({ state: 'talking' }, status({ state: 'failed' }))).toEqual(noLiveChat);
});

test("an agent's words never stand in one group with the virtual agent's", () => {
  const at = (seconds: number) => new Date(after(seconds)).toISOString();
  const groups = bySpeaker([
    words('Bot', at(0)),
    words('Bot', at(10)),
    words('Alice', at(11)),
    words('Mary', at(12), 'user'),
    words('Mary', at(100), 'user'),
    words('Mary', undefined, 'user'),
  ]);
  expect(groups.map((group) => group.length)).toEqual([2, 1, 1, 1, 1]);
  expect(bySpeaker([])).toEqual([]);
});
