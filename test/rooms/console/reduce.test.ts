import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Action } from '../../../src/console/agent/state/action.ts';
import { lastSeq, merge, wholeUpTo } from '../../../src/console/agent/state/log.ts';
import { reduce } from '../../../src/console/agent/state/reduce.ts';
import { canAccept, whyReadOnly } from '../../../src/console/agent/state/rights.ts';
import { attention, keptPanes, pageTitle, tabsOf, unread } from '../../../src/console/agent/state/select.ts';
import { noLog, type State } from '../../../src/console/agent/state/state.ts';
import { chatOf, entryOf, ownEntry, signedIn } from './sample.ts';

const run = (state: State, ...actions: Action[]): State => actions.reduce(reduce, state);
const counts = { mine: 0, queue: 0, transferred: 0, invites: 0 };
const listed = (name: 'mine' | 'queue' | 'transferred', ...chats: ReturnType<typeof chatOf>[]): Action => ({
  type: 'list',
  name,
  page: { chats, counts: { ...counts, [name]: chats.length } },
  more: false,
});
const pending = (key: string, text: string): Action => ({
  type: 'sending',
  chat: 'c',
  line: { key, kind: 'message', text, at: 0 },
});
const loaded = (...entries: ReturnType<typeof entryOf>[]): Action => ({
  type: 'log',
  chat: chatOf('c'),
  entries,
});
const texts = (state: State) => [
  ...(state.logs.c?.entries ?? []).map((entry) => entry.text),
  ...(state.logs.c?.pending ?? []).map((line) => `${line.text}…`),
];

test('a sent line shows at once and once, whether answer or feed comes first', () => {
  const start = run(signedIn, loaded(entryOf(1, 'hi')), pending('k1', 'hello'));
  expect(texts(start)).toEqual(['hi', 'hello…']);
  const answer: Action = { type: 'sent', chat: 'c', key: 'k1', entry: ownEntry(2, 'hello') };
  const feed = loaded(ownEntry(2, 'hello'));
  for (const order of [
    [answer, feed],
    [feed, answer],
  ]) {
    const [first, second] = order as [Action, Action];
    const once = run(start, first);
    expect(texts(once)).toEqual(['hi', 'hello']);
    expect(texts(run(once, second))).toEqual(['hi', 'hello']);
  }
});

test('[chat F1] sibling: once Redis has lost lines, those that take their numbers are shown, and are news', () => {
  const before = run(
    signedIn,
    { type: 'log', chat: { ...chatOf('c'), version: 7 }, entries: [entryOf(1, 'hi'), entryOf(2, 'lost')] },
    { type: 'draft', chat: 'c', draft: { message: 'half a sent' } },
  );
  const anew = run(before, { type: 'anew' });
  // Until it is read again the agent sees what they saw.
  expect(texts(anew)).toEqual(['hi', 'lost']);
  expect(wholeUpTo(anew.logs.c ?? noLog)).toBe(0);
  const after = run(anew, {
    type: 'log',
    chat: { ...chatOf('c'), version: 5 },
    entries: [entryOf(1, 'hi'), entryOf(2, 'other words')],
  });
  expect(texts(after)).toEqual(['hi', 'other words']);
  expect(after.chats.c?.version).toBe(5);
  expect(after.logs.c?.seen).toBe(1);
  expect(after.drafts.c?.message).toBe('half a sent');
  expect(texts(run(after, loaded(entryOf(3, 'more'))))).toEqual(['hi', 'other words', 'more']);
});

test('the same words sent twice stay two lines', () => {
  const two = run(signedIn, loaded(), pending('k1', 'ok'), pending('k2', 'ok'), loaded(ownEntry(1, 'ok')));
  expect(texts(two)).toEqual(['ok', 'ok…']);
  const done = run(
    two,
    { type: 'sent', chat: 'c', key: 'k1', entry: ownEntry(1, 'ok') },
    { type: 'sent', chat: 'c', key: 'k2', entry: ownEntry(2, 'ok') },
  );
  expect(texts(done)).toEqual(['ok', 'ok']);
});

test("another agent's line with the same words takes no pending line away", () => {
  const bobs = ownEntry(1, 'ok', { author: { kind: 'agent', id: 'bob', name: 'Bob' } });
  expect(texts(run(signedIn, loaded(), pending('k1', 'ok'), loaded(bobs)))).toEqual(['ok', 'ok…']);
});

test('a line that was not sent keeps its words and its reason, and can be sent again or thrown away', () => {
  const failed = run(signedIn, pending('k1', 'hello'), {
    type: 'not-sent',
    chat: 'c',
    key: 'k1',
    error: 'The server could not be reached.',
  });
  expect(failed.logs.c?.pending).toEqual([
    { key: 'k1', kind: 'message', text: 'hello', at: 0, error: 'The server could not be reached.' },
  ]);
  expect(run(failed, pending('k1', 'hello')).logs.c?.pending[0]?.error).toBeUndefined();
  expect(run(failed, { type: 'unsend', chat: 'c', key: 'k1' }).logs.c?.pending).toEqual([]);
});

test('however the lines of a log arrive, it ends whole, ordered and without doubles', () => {
  const arrivals = fc
    .uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1 })
    .chain((seqs) => fc.array(fc.subarray(seqs), { maxLength: 8 }).map((batches) => [...batches, seqs]));
  fc.assert(
    fc.property(arrivals, (batches) => {
      const log = batches.reduce(
        (held, seqs) =>
          merge(
            held,
            seqs.map((seq) => entryOf(seq, `${seq}`)),
            'alice',
          ),
        noLog,
      );
      const seqs = log.entries.map((entry) => entry.seq);
      expect(seqs).toEqual([...new Set(batches.flat())].sort((a, b) => a - b));
      const whole = wholeUpTo(log);
      expect(seqs.slice(0, whole)).toEqual(Array.from({ length: whole }, (_, index) => index + 1));
      expect(seqs).not.toContain(whole + 1);
      expect(lastSeq(log)).toBe(Math.max(...seqs));
    }),
  );
});

test('the newer copy of a line wins: its delivery has changed', () => {
  const state = run(
    signedIn,
    loaded(ownEntry(1, 'a', { delivery: 'pending' })),
    loaded(ownEntry(1, 'a', { delivery: 'refused' })),
  );
  expect(state.logs.c?.entries).toEqual([ownEntry(1, 'a', { delivery: 'refused' })]);
});

test('a slow answer does not undo a newer state of a chat', () => {
  const newer = chatOf('c', { version: 3, status: 'closed' });
  const state = run(
    signedIn,
    { type: 'chat', chat: newer },
    { type: 'chat', chat: chatOf('c', { version: 2 }) },
    listed('mine', chatOf('c', { version: 2 })),
  );
  expect(state.chats.c).toEqual(newer);
});

test('words of the user are unread until the chat is before the agent, and old ones never are', () => {
  const state = run(signedIn, listed('mine', chatOf('c')), loaded(entryOf(1, 'a'), entryOf(2, 'b')));
  expect(unread(state, 'c')).toBe(0);
  const two = run(state, loaded(entryOf(3, 'c'), ownEntry(4, 'mine'), entryOf(5, 'd')));
  expect(unread(two, 'c')).toBe(2);
  expect(pageTitle(two)).toBe('New (2) · Agent console · Deskbridge');
  const read = run(two, { type: 'select', chat: 'c' });
  expect(unread(read, 'c')).toBe(0);
  expect(pageTitle(read)).toBe('Agent console · Deskbridge');
});

test('what comes into the open chat while the window is out of sight stays unread until it is seen', () => {
  const away = run(
    signedIn,
    listed('mine', chatOf('c')),
    loaded(),
    { type: 'select', chat: 'c' },
    { type: 'visible', visible: false },
    loaded(entryOf(1, 'hello?')),
  );
  expect(unread(away, 'c')).toBe(1);
  expect(unread(run(away, { type: 'visible', visible: true }), 'c')).toBe(0);
});

test('only arrivals after the first load are new, until they are opened or leave the queue', () => {
  const waiting = (id: string) => {
    const { agent: _, ...chat } = chatOf(id, { status: 'queued' });
    return chat;
  };
  const first = run(signedIn, listed('queue', waiting('a')));
  expect([...first.fresh]).toEqual([]);
  const more = run(first, { type: 'tab', tab: 'mine' }, listed('queue', waiting('a'), waiting('b')));
  expect([...more.fresh]).toEqual(['b']);
  // It waits for anybody.
  expect(attention(more)).toBe(0);
  expect(more.announced.text).toBe('New in the queue: Mary');
  expect([...run(more, { type: 'select', chat: 'b' }).fresh]).toEqual([]);
  expect([...run(more, listed('queue', waiting('a'))).fresh]).toEqual([]);
});

test('Transferred is a tab only while it is needed', () => {
  expect(tabsOf(signedIn)).toEqual(['mine', 'queue']);
  expect(tabsOf(run(signedIn, listed('transferred', chatOf('t'))))).toEqual(['mine', 'queue', 'transferred']);
});

test('a chat that is given to the agent is new until it is opened; one they take themselves is not', () => {
  const before = run(signedIn, listed('mine', chatOf('a')), { type: 'select', chat: 'b' });
  const state = run(before, listed('mine', chatOf('a'), chatOf('b'), chatOf('c')));
  expect([...state.fresh]).toEqual(['c']);
  expect(state.announced.text).toBe('New in My Chats: Mary');
  expect([...run(state, { type: 'select', chat: 'c' }).fresh]).toEqual([]);
});

test('a further page is added to its list, a refresh replaces it', () => {
  const page = (...ids: string[]) => ({ chats: ids.map((id) => chatOf(id)), counts });
  const state = run(
    signedIn,
    { type: 'list', name: 'queue', page: { ...page('a', 'b'), next: 'n' }, more: false },
    { type: 'list', name: 'queue', page: page('b', 'c'), more: true },
  );
  expect(state.lists.queue).toEqual({ ids: ['a', 'b', 'c'], next: undefined, loaded: true });
  expect(run(state, listed('queue', chatOf('c'))).lists.queue.ids).toEqual(['c']);
});

test('each chat keeps its own drafts for message and side note', () => {
  const state = run(
    signedIn,
    { type: 'draft', chat: 'a', draft: { message: 'Hello' } },
    { type: 'draft', chat: 'a', draft: { mode: 'note', note: 'careful' } },
    { type: 'draft', chat: 'b', draft: { message: 'Bye' } },
  );
  expect(state.drafts).toEqual({
    a: { mode: 'note', message: 'Hello', note: 'careful' },
    b: { mode: 'message', message: 'Bye', note: '' },
  });
});

test('drafts outlive a lost session; a sign-out forgets everything', () => {
  const writing = run(signedIn, { type: 'draft', chat: 'a', draft: { message: 'Hello' } });
  const lost = run(writing, { type: 'signed-out', why: 'ended' });
  expect(lost).toMatchObject({ signedOut: 'ended', drafts: { a: { message: 'Hello' } }, chats: {} });
  expect(lost.session).toBeUndefined();
  expect(run(writing, { type: 'signed-out' }).drafts).toEqual({});
});

test('the composer says why it is shut, for every way a chat can stand', () => {
  const { agent: _, ...free } = chatOf('c');
  const bob = { id: 'bob', screenName: 'Bob' };
  const alice = { id: 'alice', screenName: 'Alice' };
  const cases = [
    [chatOf('c'), undefined, false],
    [chatOf('c', { agent: bob }), 'Bob has this chat. Only its agent can write here.', false],
    [{ ...free, status: 'queued' as const }, 'This is a preview. Accept the chat to answer.', true],
    [
      { ...free, status: 'pending-transfer' as const, transferTo: alice },
      'This is a preview. Accept the chat to answer.',
      true,
    ],
    [
      { ...free, status: 'pending-transfer' as const, transferTo: bob },
      'This chat is offered to Bob. Not taken in time, it goes back to the queue.',
      false,
    ],
    [
      chatOf('c', { status: 'closed', disposition: 'resolved' }),
      'This chat is closed. Nothing more can be sent.',
      false,
    ],
  ] as const;
  for (const [chat, why, acceptable] of cases) {
    expect(whyReadOnly(signedIn, chat)).toBe(why);
    expect(canAccept(signedIn, chat)).toBe(acceptable);
  }
});

test("panes of the agent's own chats stay, and of what is open", () => {
  const state = run(
    signedIn,
    listed('mine', chatOf('c'), chatOf('unread')),
    listed('queue', chatOf('q', { status: 'queued' })),
    loaded(),
    { type: 'select', chat: 'q' },
  );
  expect(keptPanes(state)).toEqual(['c', 'q']);
});
