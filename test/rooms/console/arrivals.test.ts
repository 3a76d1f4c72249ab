import { describe, expect, test } from '@jest/globals';
import type { Action } from '../../../src/console/agent/state/action.ts';
import { arrivalsOf } from '../../../src/console/agent/state/arrivals.ts';
import { reduce } from '../../../src/console/agent/state/reduce.ts';
import { attention, newsInView, pageTitle } from '../../../src/console/agent/state/select.ts';
import { slaOf } from '../../../src/console/agent/state/sla.ts';
import type { Agent, Chat, ListName, State } from '../../../src/console/agent/state/state.ts';
import { chatOf, entryOf, signedIn } from './sample.ts';

// What an agent is told of, and what the title and the dots count.

const NOW = Date.UTC(2026, 10, 21, 12);
const alice = { id: 'alice', screenName: 'Alice' };
const run = (state: State, ...actions: readonly Action[]) => actions.reduce(reduce, state);
const listed = (name: ListName, ...chats: readonly Chat[]): Action => ({
  type: 'list',
  name,
  more: false,
  page: {
    chats: [...chats],
    counts: { mine: 0, queue: 0, transferred: 0, invites: 0, [name]: chats.length },
  },
});
const withoutAgent = (id: string, change: Partial<Chat>): Chat => {
  const { agent: _agent, ...chat } = chatOf(id, change);
  return chat;
};
const waiting = (id: string, change: Partial<Chat> = {}) => withoutAgent(id, { status: 'queued', ...change });
const offered = (id: string) => withoutAgent(id, { status: 'pending-transfer', transferTo: alice });
const bobs = (id: string, change: Partial<Chat> = {}) =>
  chatOf(id, { agent: { id: 'bob', screenName: 'Bob' }, ...change });
const invited = (id: string) =>
  bobs(id, {
    invited: [{ agent: alice, mode: 'participant', state: 'invited', by: { id: 'bob', screenName: 'Bob' } }],
  });
const me = (change: Partial<Agent> = {}): Action => ({
  type: 'me',
  agent: {
    id: 'alice',
    name: 'Alice',
    screenName: 'Alice',
    roles: ['agent'],
    available: true,
    capacity: 4,
    queues: [],
    ...change,
  },
});

/** A console whose lists are read, and empty. */
const quiet = run(
  signedIn,
  me(),
  ...(['mine', 'queue', 'transferred', 'invites'] as const).map((name) => listed(name)),
);
const told = (before: State, ...actions: readonly Action[]) => {
  const heard: (readonly [string, string, string])[] = [];
  let state = before;
  for (const action of actions) {
    const after = reduce(state, action);
    for (const { urgency, title, chat } of arrivalsOf(after, state, NOW)) heard.push([urgency, title, chat]);
    state = after;
  }
  return heard;
};

describe('an agent is told', () => {
  test.each<[string, readonly Action[], readonly (readonly [string, string, string])[]]>([
    [
      '[pages D1] that somebody waits where nobody did, once',
      [listed('queue', waiting('a')), listed('queue', waiting('a'), waiting('b'))],
      [['queue', 'A chat waits', 'a']],
    ],
    [
      '[pages D1] that a chat is offered to them',
      [listed('transferred', offered('a'))],
      [['mine', 'A chat is offered to you', 'a']],
    ],
    [
      '[pages D1] that they are invited',
      [listed('invites', invited('a'))],
      [['mine', 'You are invited', 'a']],
    ],
    [
      '[pages D1] that a chat is theirs, however it is learnt',
      [
        listed('queue', waiting('a')),
        { type: 'chat', chat: chatOf('a', { version: 2 }) },
        listed('mine', chatOf('a', { version: 2 })),
        listed('mine', chatOf('a', { version: 2 }), chatOf('b')),
      ],
      [
        ['queue', 'A chat waits', 'a'],
        ['mine', 'New chat', 'a'],
        ['mine', 'New chat', 'b'],
      ],
    ],
    [
      '[pages D1] of the words of a user of theirs',
      [
        listed('mine', chatOf('a')),
        { type: 'log', chat: chatOf('a'), entries: [entryOf(1, 'old')] },
        { type: 'log', chat: chatOf('a'), entries: [entryOf(2, 'hello?')] },
      ],
      [
        ['mine', 'New chat', 'a'],
        ['mine', 'Incoming chat message', 'a'],
      ],
    ],
    [
      '[pages D1 sibling] again where the queue was empty meanwhile',
      [listed('queue', waiting('a')), listed('queue'), listed('queue', waiting('b'))],
      [
        ['queue', 'A chat waits', 'a'],
        ['queue', 'A chat waits', 'b'],
      ],
    ],
    [
      '[pages D1 sibling] of an offer that comes back',
      [listed('transferred', offered('a')), listed('transferred'), listed('transferred', offered('a'))],
      [
        ['mine', 'A chat is offered to you', 'a'],
        ['mine', 'A chat is offered to you', 'a'],
      ],
    ],
    [
      '[pages D6 sibling] that the target of a waiting chat is near, and missed',
      [
        listed('queue', waiting('a', { slaAt: new Date(NOW + 60_000).toISOString() })),
        listed(
          'queue',
          waiting('a', { slaAt: new Date(NOW + 60_000).toISOString(), sla: 'warned', version: 2 }),
        ),
        listed('queue', waiting('a', { slaAt: new Date(NOW).toISOString(), sla: 'breached', version: 3 })),
      ],
      [
        ['queue', 'A chat waits', 'a'],
        ['queue', 'A chat waits too long', 'a'],
        ['queue', 'A chat waits too long', 'a'],
      ],
    ],
  ])('%s', (_what, actions, heard) => {
    expect(told(quiet, ...actions)).toEqual(heard);
  });

  test.each<[string, State, readonly Action[]]>([
    [
      'what stood there as the window opened',
      run(signedIn, me()),
      [listed('queue', waiting('a')), listed('transferred', offered('b')), listed('mine', chatOf('c'))],
    ],
    [
      'the queue, while they take no chats',
      run(quiet, me({ available: false })),
      [listed('queue', waiting('a'))],
    ],
    [
      'chats of others',
      quiet,
      [
        { type: 'chat', chat: bobs('a') },
        { type: 'log', chat: bobs('a'), entries: [entryOf(1, 'x')] },
      ],
    ],
    ['another session', quiet, [{ type: 'signed-out' }]],
  ])('[pages D1 sibling] nothing of %s', (_what, before, actions) => {
    expect(told(before, ...actions)).toEqual([]);
  });
});

describe('title and dots', () => {
  const elsewhere = run(quiet, { type: 'tab', tab: 'mine' });

  test('[pages D2] forty who wait for anybody are not counted; a line and a chat of the agent’s own are', () => {
    const crowd = Array.from({ length: 40 }, (_, n) => waiting(`q${n}`));
    const state = run(
      elsewhere,
      listed('queue', ...crowd),
      listed('mine', chatOf('a')),
      { type: 'select', chat: 'a' },
      { type: 'log', chat: chatOf('a'), entries: [] },
      { type: 'select', chat: undefined },
      { type: 'log', chat: chatOf('a'), entries: [entryOf(1, 'hello?')] },
    );
    expect(pageTitle(state)).toBe('New (1) · Agent console · Deskbridge');
    expect(attention(run(state, listed('transferred', offered('t'))))).toBe(2);
  });

  test('[pages D2] arrivals of the queue are seen once their list was in view', () => {
    const state = run(elsewhere, listed('queue', waiting('a')));
    expect([[...state.fresh], newsInView(state)]).toEqual([['a'], undefined]);
    const looking = run(state, { type: 'tab', tab: 'queue' });
    expect(newsInView(looking)).toBe('queue');
    const seen = run(looking, { type: 'list-seen', name: 'queue' });
    expect([[...seen.fresh], newsInView(seen)]).toEqual([[], undefined]);
  });

  test.each<[string, Action]>([
    ['the window is hidden', { type: 'visible', visible: false }],
    ['the desk’s overview lies over it', { type: 'watch-open', open: true }],
    ['tickets that need a hand lie over it', { type: 'hand-open', open: true }],
  ])('[pages D2 sibling] no list is in view while %s', (_what, action) => {
    const state = run(quiet, listed('queue', waiting('a')), action);
    expect([[...state.fresh], newsInView(state)]).toEqual([['a'], undefined]);
  });

  test('[pages D2 sibling] nor behind a chat in a narrow window', () => {
    const state = run(quiet, { type: 'width', width: 'narrow' }, listed('queue', waiting('a')));
    expect(newsInView(state)).toBe('queue');
    expect(newsInView(run(state, { type: 'select', chat: 'x' }))).toBeUndefined();
  });

  test('[pages D2 sibling] a chat that was given stays new until it is opened, an offer until it was seen', () => {
    const state = run(quiet, listed('mine', chatOf('a')), listed('transferred', offered('t')));
    expect(attention(state)).toBe(2);
    const looked = run(
      state,
      { type: 'list-seen', name: 'mine' },
      { type: 'list-seen', name: 'transferred' },
    );
    expect([attention(looked), [...looked.fresh]]).toEqual([1, ['a']]);
    expect(attention(run(looked, { type: 'select', chat: 'a' }))).toBe(0);
  });
});

describe('the target of a waiting chat', () => {
  const at = (ms: number) => new Date(NOW + ms).toISOString();
  test.each<[string, Partial<Chat>, ReturnType<typeof slaOf>]>([
    ['[pages D6] has time', { slaAt: at(240_000) }, { state: 'good', words: 'due in 4 min' }],
    [
      '[pages D6] is near',
      { slaAt: at(60_000), slaWarnAt: at(0) },
      { state: 'warned', words: 'due in 1 min' },
    ],
    [
      '[pages D6] is missed',
      { slaAt: at(-720_000), sla: 'warned' },
      { state: 'breached', words: 'overdue by 12 min' },
    ],
    [
      '[pages D6 sibling] was warned of',
      { slaAt: at(5_000), sla: 'warned' },
      { state: 'warned', words: 'due in 5 s' },
    ],
    ['[pages D6 sibling] there is none', {}, undefined],
    ['[pages D6 sibling] an agent has the chat', { status: 'assigned', slaAt: at(5_000) }, undefined],
  ])('%s', (_what, change, target) => {
    expect(slaOf(waiting('a', change), NOW)).toEqual(target);
  });

  test('[pages D6 sibling] a chat that is offered is due too', () => {
    expect(slaOf({ ...offered('a'), slaAt: at(-1_000) }, NOW)?.state).toBe('breached');
  });
});
