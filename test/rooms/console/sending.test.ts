import { expect, test } from '@jest/globals';
import type { DeskApi } from '../../../src/console/agent/api/desk-api.ts';
import { Refusal } from '../../../src/console/agent/api/refusal.ts';
import { coalesce } from '../../../src/console/agent/desk/coalesce.ts';
import { Logs } from '../../../src/console/agent/desk/logs.ts';
import { Outgoing } from '../../../src/console/agent/desk/outgoing.ts';
import { Store } from '../../../src/console/agent/desk/store.ts';
import { patience } from '../../support/pace.ts';
import { chatOf, entryOf, ownEntry } from './sample.ts';

interface Asked {
  readonly body: { readonly text: string };
  readonly key: string;
}

/** Looks often: some of what is waited for lasts a moment only. */
async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + patience(5_000);
  while (!holds()) {
    if (performance.now() > end) throw new Error('it did not come true in time');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

function signedInStore(): Store {
  const store = new Store();
  store.dispatch({ type: 'signed-in', session: { token: 't', agent: { id: 'alice', name: 'Alice' } } });
  return store;
}

test('lines of one chat leave one after the other, a failed one does not hold the next', async () => {
  const store = signedInStore();
  const arrived: string[] = [];
  let under = 0;
  const sendMessage = async ({ body: { text } }: Asked) => {
    expect(++under).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, text === 'slow' ? 20 : 1));
    under -= 1;
    if (text === 'bad') throw new Error('Only its agent can write here.');
    arrived.push(text);
    return { entry: ownEntry(arrived.length, text) };
  };
  const outgoing = new Outgoing({ sendMessage } as unknown as DeskApi, store);
  for (const text of ['slow', 'bad', 'quick']) outgoing.send('c', { kind: 'message', text });
  expect(store.state.logs.c?.pending.map(({ text }) => text)).toEqual(['slow', 'bad', 'quick']);
  await until(() => arrived.length === 2 && store.state.logs.c?.pending.length === 1);
  expect(arrived).toEqual(['slow', 'quick']);
  expect(store.state.logs.c?.pending[0]).toMatchObject({
    text: 'bad',
    error: 'Only its agent can write here.',
  });
});

test('a line is sent again under its old key', async () => {
  const store = signedInStore();
  const keys: string[] = [];
  const addNote = async ({ body: { text }, key }: Asked) => {
    keys.push(key);
    if (keys.length === 1) throw new Error('away');
    return { entry: ownEntry(1, text) };
  };
  const outgoing = new Outgoing({ addNote } as unknown as DeskApi, store);
  outgoing.send('c', { kind: 'note', text: 'careful' });
  await until(() => store.state.logs.c?.pending[0]?.error !== undefined);
  outgoing.again('c', keys[0]!);
  await until(() => store.state.logs.c?.pending.length === 0);
  expect(keys[1]).toBe(keys[0]);
});

test('many calls make few runs, never two at once, and none is missed', async () => {
  let running = 0;
  let runs = 0;
  const go = coalesce(async () => {
    expect(++running).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 10));
    running -= 1;
    runs += 1;
  }, 1);
  for (let call = 0; call < 50; call++) go();
  await until(() => running === 1);
  for (let call = 0; call < 50; call++) go();
  await until(() => runs === 2);
  // A third run that was owed would have to come before this one.
  go();
  await until(() => runs >= 3 && running === 0);
  expect(runs).toBe(3);
});

test('a log is fetched from where it is whole, or from the line whose delivery changed', async () => {
  const store = signedInStore();
  const asked: number[] = [];
  const server = [entryOf(1, 'a'), ownEntry(2, 'b'), entryOf(3, 'c')];
  const chat = async ({ query: { after } }: { query: { after: number } }) => {
    asked.push(after);
    return { chat: chatOf('c'), entries: server.slice(after) };
  };
  const logs = new Logs({ chat } as unknown as DeskApi, store, (error) => {
    throw error;
  });
  logs.refresh('c');
  await until(() => store.state.logs.c?.loaded === true);
  logs.arrived('c', 3);
  server.push(entryOf(4, 'd'));
  logs.arrived('c', 4);
  await until(() => store.state.logs.c?.entries.length === 4);
  logs.deliveryChanged('c', 2);
  await until(() => asked.length === 3);
  expect(asked).toEqual([0, 3, 1]);
});

test('a chat that is read silently is read on once it is closed and nobody can be watched any more', async () => {
  const store = signedInStore();
  let chat = chatOf('c', { agent: { id: 'bob', screenName: 'Bob' } });
  const refused: unknown[] = [];
  const api = {
    async monitor() {
      if (chat.status === 'closed') throw new Refusal(409, 'chat-closed', 'The chat is closed.');
      return { chat, entries: [entryOf(1, 'hello')] };
    },
    chat: async () => ({ chat, entries: [entryOf(2, 'Bob has ended the chat.')] }),
  };
  const logs = new Logs(api as unknown as DeskApi, store, (error) => refused.push(error));
  store.dispatch({ type: 'select', chat: 'c' });
  store.dispatch({ type: 'silent', chat: 'c' });
  logs.refresh('c');
  await until(() => store.state.logs.c?.entries.length === 1);
  chat = { ...chat, status: 'closed', version: 2 };
  logs.refresh('c');
  await until(() => store.state.logs.c?.entries.length === 2);
  expect([store.state.chats.c?.status, refused]).toEqual(['closed', []]);
});

test.each([
  ['they handed it on: nothing is said', { status: 'queued', agent: undefined } as const, 0],
  ['it was taken from them: that is said', {}, 1],
])(
  '[chat F4 sibling] a chat that is not there for the agent any more is not shown; %s',
  async (_what, change, told) => {
    const store = signedInStore();
    const refused: unknown[] = [];
    const chat = async () => {
      throw new Refusal(404, 'not-found', 'There is no such chat, or it is not in your queues.');
    };
    const logs = new Logs({ chat } as unknown as DeskApi, store, (error) => refused.push(error));
    const { agent, ...rest } = chatOf('c', change);
    store.dispatch({ type: 'chat', chat: agent === undefined ? rest : { ...rest, agent } });
    store.dispatch({ type: 'select', chat: 'c' });
    store.dispatch({ type: 'beside', chat: 'c' });
    logs.refresh('c');
    await until(() => store.state.selected === undefined && store.state.beside === undefined);
    expect(refused).toHaveLength(told);
  },
);
