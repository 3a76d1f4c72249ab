import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Store } from '../../../src/console/agent/desk/store.ts';
import { Typing } from '../../../src/console/agent/desk/typing.ts';
import type { Feed } from '../../../src/console/agent/state/state.ts';
import { chatOf, entryOf, signedIn } from './sample.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const MARY = { kind: 'user', id: 'u1', name: 'Mary' } as const;
const frame = (chat = 'c', who: { kind: 'user' | 'agent'; id: string; name: string } = MARY): Feed => ({
  kind: 'typing',
  chat,
  who,
});

function open(answer: () => Promise<void> = async () => {}) {
  const said: string[] = [];
  const store = new Store();
  store.dispatch({ type: 'signed-in', session: signedIn.session! });
  let drawn = 0;
  store.subscribe((state, before) => {
    if (state.typing !== before.typing) drawn += 1;
  });
  const api = {
    typing: async ({ id }: { id: string | number }) => {
      said.push(String(id));
      await answer();
    },
  };
  const typing = new Typing(api, store);
  return { typing, store, said, drawn: () => drawn, shown: () => Object.values(store.state.typing) };
}

test('whoever types is shown once, for as long as they go on, and vanishes some seconds later', () => {
  const { typing, shown, drawn } = open();
  for (let i = 0; i < 4; i++) {
    typing.onFrame(frame());
    jest.advanceTimersByTime(3_000);
    expect(shown()).toEqual([MARY]);
  }
  expect(drawn()).toBe(1);
  jest.advanceTimersByTime(3_000);
  expect(shown()).toEqual([]);
});

test('one who has sent their line types no more; words of others change nothing', () => {
  const { typing, store, shown } = open();
  const log = (...texts: string[]) =>
    store.dispatch({
      type: 'log',
      chat: chatOf('c'),
      entries: texts.map((text, i) =>
        entryOf(i + 1, text, text === 'bot' ? { author: { kind: 'bot', name: 'Bot' } } : {}),
      ),
    });
  log('first');
  typing.onFrame(frame());
  log('first', 'bot');
  expect(shown()).toEqual([MARY]);
  log('first', 'bot', 'second');
  expect(shown()).toEqual([]);
});

test('each chat has its own, the last who began to type', () => {
  const bob = { kind: 'agent', id: 'bob', name: 'Bob' } as const;
  const { typing, store } = open();
  typing.onFrame(frame('c'));
  typing.onFrame(frame('d'));
  typing.onFrame(frame('c', bob));
  expect(store.state.typing).toEqual({ c: bob, d: MARY });
  typing.stop();
  store.dispatch({ type: 'signed-out' });
  jest.advanceTimersByTime(60_000);
  expect(store.state.typing).toEqual({});
});

test('the agent who writes is told of every few seconds in each chat; what fails of it nobody hears', async () => {
  const { typing, said, store } = open(async () => {
    throw new Error('away');
  });
  for (let ms = 0; ms < 6_000; ms += 100) {
    typing.say('c');
    jest.advanceTimersByTime(100);
  }
  typing.say('d');
  await jest.runAllTimersAsync();
  expect(said).toEqual(['c', 'c', 'd']);
  expect(store.state.notices).toEqual([]);
});
