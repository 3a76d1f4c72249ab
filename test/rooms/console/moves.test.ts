import { expect, test } from '@jest/globals';
import type { Action } from '../../../src/console/agent/state/action.ts';
import { movesFor } from '../../../src/console/agent/state/chat-moves.ts';
import { byRoom, named, presenceWords } from '../../../src/console/agent/state/colleagues.ts';
import { reduce } from '../../../src/console/agent/state/reduce.ts';
import {
  invitation,
  isIn,
  joined,
  whyNoNote,
  whyNotOwner,
  whyReadOnly,
} from '../../../src/console/agent/state/rights.ts';
import { tabsOf, unread } from '../../../src/console/agent/state/select.ts';
import type { Agent, Chat, Colleague, State } from '../../../src/console/agent/state/state.ts';
import { newCalls } from '../../../src/console/agent/state/supervisor.ts';
import { byUrgency, type Overview } from '../../../src/console/agent/state/watch.ts';
import { chatOf, entryOf, signedIn } from './sample.ts';

const run = (state: State, ...actions: Action[]): State => actions.reduce(reduce, state);
const bob = { id: 'bob', screenName: 'Bob' };
const alice = { id: 'alice', screenName: 'Alice' };
type Beside = NonNullable<Chat['invited']>[number];

/** Bob's chat with Alice beside him. */
const bobs = (mode: Beside['mode'], state: Beside['state'], change: Partial<Chat> = {}): Chat =>
  chatOf('c', { agent: bob, invited: [{ agent: alice, mode, state, by: bob }], ...change });

test('who is asked into a chat is not in it yet, and who has left is not any more', () => {
  expect(invitation(signedIn, bobs('participant', 'invited'))?.by).toEqual(bob);
  expect(isIn(signedIn, bobs('participant', 'invited'))).toBe(false);
  expect(joined(signedIn, bobs('monitor', 'joined'))?.mode).toBe('monitor');
  for (const state of ['declined', 'left'] as const) {
    expect(isIn(signedIn, bobs('participant', state))).toBe(false);
    expect(invitation(signedIn, bobs('participant', state))).toBeUndefined();
  }
  expect(isIn(signedIn, bobs('participant', 'joined', { status: 'closed' }))).toBe(false);
});

test('a participant writes to the user and nothing else; a monitor is told why not', () => {
  const taking = bobs('participant', 'joined');
  expect(whyReadOnly(signedIn, taking)).toBeUndefined();
  expect(whyNoNote(signedIn, taking)).toMatch(/Bob/);
  expect(whyNotOwner(signedIn, taking)).toMatch(/left to Bob/);
  const reading = bobs('monitor', 'joined');
  expect(whyReadOnly(signedIn, reading)).toMatch(/monitor.*ask Bob/);
  const own = chatOf('c');
  expect([whyReadOnly(signedIn, own), whyNoNote(signedIn, own), whyNotOwner(signedIn, own)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('whoever handed a chat on reads to whom it is offered', () => {
  const { agent: _gone, ...rest } = chatOf('c');
  const offered: Chat = { ...rest, status: 'pending-transfer', transferTo: bob };
  expect(whyReadOnly(signedIn, offered)).toMatch(/offered to Bob.*back to the queue/);
});

test('unseen lines count in chats that one has joined too', () => {
  const chat = bobs('monitor', 'joined');
  const state = run(
    signedIn,
    { type: 'log', chat, entries: [entryOf(1, 'hello')] },
    { type: 'log', chat, entries: [entryOf(2, 'anybody there?')] },
  );
  expect(unread(state, 'c')).toBe(1);
});

test('what a supervisor whispers to the agent counts as unseen, what others note does not', () => {
  const sam = { kind: 'agent', id: 'sam', name: 'Sam' } as const;
  const note = { type: 'note', visibility: 'internal', author: sam } as const;
  const state = run(
    signedIn,
    { type: 'log', chat: chatOf('c'), entries: [entryOf(1, 'hello')] },
    {
      type: 'log',
      chat: chatOf('c'),
      entries: [
        entryOf(2, 'Offer a loan device', { ...note, to: { id: 'alice', name: 'Alice' } }),
        entryOf(3, 'to somebody else', { ...note, to: { id: 'bob', name: 'Bob' } }),
        entryOf(4, 'a side note', note),
      ],
    },
  );
  expect(unread(state, 'c')).toBe(1);
});

test('Transferred and Invites have a tab while something is in them', () => {
  const withCounts = (transferred: number, invites: number): State => ({
    ...signedIn,
    counts: { mine: 0, queue: 0, transferred, invites },
  });
  expect(tabsOf(withCounts(0, 0))).toEqual(['mine', 'queue']);
  expect(tabsOf(withCounts(1, 2))).toEqual(['mine', 'queue', 'transferred', 'invites']);
  expect(tabsOf({ ...withCounts(0, 0), tab: 'invites' })).toEqual(['mine', 'queue', 'invites']);
});

const colleague = (id: string, change: Partial<Colleague> = {}): Colleague => ({
  id,
  screenName: id,
  online: true,
  available: true,
  load: 0,
  capacity: 4,
  ...change,
});

test('colleagues who can take a chat best stand first', () => {
  const agents = [
    colleague('offline', { online: false }),
    colleague('away', { available: false }),
    colleague('full', { load: 4 }),
    colleague('busy', { load: 2 }),
    colleague('free'),
  ];
  expect(byRoom(agents).map(({ id }) => id)).toEqual(['free', 'busy', 'full', 'away', 'offline']);
  expect(presenceWords(colleague('a', { online: false, removed: true }))).toBe('Removed');
  expect(presenceWords(colleague('a', { available: false, statusCode: 'Lunch / Break' }))).toBe(
    'Unavailable · Lunch / Break',
  );
});

test('a colleague is found by parts of the name, whatever case and accents', () => {
  const agents = [
    colleague('jperez', { screenName: 'José Pérez' }),
    colleague('bob', { screenName: 'Bob Jones' }),
  ];
  expect(named(agents, 'jose per').map(({ id }) => id)).toEqual(['jperez']);
  expect(named(agents, 'BOB').map(({ id }) => id)).toEqual(['bob']);
  expect(named(agents, '')).toHaveLength(2);
  expect(named(agents, 'nobody')).toEqual([]);
});

const sam = (silentMonitoring: boolean): State => ({
  ...signedIn,
  me: {
    id: 'alice',
    name: 'Alice',
    screenName: 'Alice',
    roles: ['supervisor'],
    available: true,
    capacity: 4,
    queues: [],
    desk: { silentMonitoring } as Agent['desk'] & object,
  },
});

test('a supervisor is offered what makes sense for the chat, silent monitoring only where it is allowed', () => {
  const { agent: _nobody, ...rest } = chatOf('c');
  expect(movesFor(sam(true), { ...rest, status: 'queued' })).toEqual(['assign', 'force-close']);
  const assigned = chatOf('c', { agent: bob });
  expect(movesFor(sam(true), assigned)).toContain('silently');
  expect(movesFor(sam(false), assigned)).not.toContain('silently');
  expect(movesFor(sam(true), bobs('monitor', 'joined'))).toEqual([
    'take-part',
    'whisper',
    'transfer',
    'release',
    'force-close',
  ]);
  expect(movesFor(sam(true), bobs('participant', 'joined'))).not.toContain('take-part');
  expect(movesFor(sam(true), chatOf('c'))).not.toContain('whisper');
  expect(movesFor(sam(true), chatOf('c', { status: 'closed' }))).toEqual([]);
});

test('what asks for a supervisor comes first, then the longest wait', () => {
  const at = (minute: number) => `2026-11-21T10:0${minute}:00.000Z`;
  const chats = [
    chatOf('assigned', { createdAt: at(0) }),
    chatOf('waits', { status: 'queued', waitingSince: at(5) }),
    chatOf('waits-longer', { status: 'queued', waitingSince: at(2) }),
    chatOf('calls', { assistance: { by: bob, at: at(9) } }),
  ];
  expect(byUrgency(chats).map(({ id }) => id)).toEqual(['calls', 'waits-longer', 'waits', 'assigned']);
});

test('the overview brings chats that were not known, and undoes none that is newer', () => {
  const overview: Overview = {
    figures: { open: 1, assigned: 1, queued: 0, warned: 0, breached: 0, waiting: [] },
    agents: [],
    chats: [chatOf('c', { version: 2 }), chatOf('d')],
    more: false,
  };
  const state = run(
    signedIn,
    { type: 'chat', chat: chatOf('c', { version: 5 }) },
    { type: 'overview', news: { value: overview } },
  );
  expect(state.chats.c?.version).toBe(5);
  expect(state.chats.d?.id).toBe('d');
});

test('a call for assistance is told once, as it comes', () => {
  const call = chatOf('c', { assistance: { by: bob, at: '2026-11-21T10:00:00.000Z' } });
  const called = run(signedIn, { type: 'calls', chats: [call] });
  expect(called.announced.text).toBe('Bob asks for assistance');
  expect(newCalls(called, signedIn)).toEqual([call]);
  const again = run(called, { type: 'calls', chats: [{ ...call, version: 2 }] });
  expect(newCalls(again, called)).toEqual([]);
  expect(again.announced).toBe(called.announced);
});

test('only one page at a time lies over the chats', () => {
  const both = run(signedIn, { type: 'hand-open', open: true }, { type: 'watch-open', open: true });
  expect([both.hand.open, both.watch.open]).toEqual([false, true]);
  const back = run(both, { type: 'hand-open', open: true });
  expect([back.hand.open, back.watch.open]).toEqual([true, false]);
});

test('a chat is read silently only as long as it is the one that is looked at', () => {
  const looking = run(signedIn, { type: 'silent', chat: 'c' }, { type: 'select', chat: 'c' });
  expect(looking.watch.silent).toBe('c');
  expect(run(looking, { type: 'select', chat: 'd' }).watch.silent).toBeUndefined();
});
