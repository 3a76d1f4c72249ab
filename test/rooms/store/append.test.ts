import { expect, test } from '@jest/globals';
import type { Owner } from '../../../src/chat/chat.ts';
import type { Command } from '../../../src/handoff/commands.ts';
import { alice, bob, type Cellar, onEveryServer, openCellar } from './cellar.ts';

type Case = readonly [state: string, before: readonly Command[], user?: 'left'];

const accept: Command = { type: 'accept', by: alice };
const cancel: Command = { type: 'cancel' };
const end: Command = { type: 'end', by: alice, resolveTicket: false };
const release: Command = { type: 'release', by: alice };
const ticket: Command = {
  type: 'request-ticket',
  by: alice,
  connector: 'itsm',
  ticketType: 'incident',
  kind: 'incident',
  another: false,
};

// One table for the slow way (read, decide, commit) and the fast one (append).
const STATES: readonly Case[] = [
  ['waiting', []],
  ["alice's", [accept]],
  ['released', [accept, release]],
  ['left by the user', [accept, cancel]],
  ['being abandoned', [accept, ticket, { type: 'abandon', by: alice }]],
  ['left by the user and being abandoned', [accept, ticket, cancel, { type: 'abandon', by: alice }]],
  ['ended', [accept, end]],
  ['left by the user and ended', [accept, cancel, end]],
  ['cancelled while waiting', [cancel]],
  ['taken over by bob', [accept, release, { type: 'accept', by: bob }]],
];
const WRITERS: readonly Owner[] = [alice, bob, { id: '', screenName: '' }];
const CASES = STATES.flatMap(([state, before]) =>
  WRITERS.flatMap((by) =>
    (['message', 'note'] as const).map((kind) => ({ state, before, by, who: by.id || 'nobody', kind })),
  ),
);

onEveryServer((connect) => {
  const chatIn = async (house: Cellar, before: readonly Command[]) => {
    const { id } = await house.waiting();
    for (const command of before) await house.done(id, command);
    return id;
  };

  test('append answers what decide answers', async () => {
    const house = openCellar(connect());
    const answers = await Promise.all(
      CASES.map(async ({ state, before, by, who, kind }) => {
        const id = await chatIn(house, before);
        const wish: Command =
          kind === 'note'
            ? { type: 'add-note', by, text: 'x' }
            : { type: 'send-agent-message', by, text: 'x' };
        const refusal = await house.ask(id, wish);
        const appended = await house.append(id, by, 'x', { note: kind === 'note' });
        const owner = (await house.read(id)).owner?.screenName ?? '';
        const what = `${who} writes a ${kind} into a chat that is ${state}`;
        return {
          slow: [what, refusal?.code ?? 'ok', refusal?.facts?.owner ?? (refusal ? '' : owner)],
          fast:
            appended.kind === 'refused'
              ? [what, appended.code, appended.code === 'user-cancelled' ? '' : appended.owner]
              : [what, appended.kind === 'appended' ? 'ok' : appended.kind, owner],
        };
      }),
    );
    expect(answers.map(({ fast }) => fast)).toEqual(answers.map(({ slow }) => slow));
    const codes = new Set(answers.map(({ slow }) => slow[1]));
    expect([...codes].sort()).toEqual(['chat-closed', 'not-owner', 'ok', 'user-cancelled']);
  });

  test('both ways leave the same line, and the same work', async () => {
    const house = openCellar(connect());
    const left = async (write: (id: string) => Promise<unknown>) => {
      const id = await chatIn(house, [accept]);
      await write(id);
      const [line] = await house.store.chats.log(id, 2);
      const items = await house.redis.lrange(house.keys.laneItems(`c.${id}`), 4, -1);
      return { line: { ...line, at: 0 }, items };
    };
    for (const note of [false, true]) {
      const slow: Command = note
        ? { type: 'add-note', by: alice, text: 'x' }
        : { type: 'send-agent-message', by: alice, text: 'x' };
      expect(await left((id) => house.append(id, alice, 'x', { note }))).toEqual(
        await left((id) => house.execute(id, slow)),
      );
    }
  });

  test('an unknown chat is refused alike', async () => {
    const house = openCellar(connect());
    expect(await house.append('chat-none', alice, 'x')).toEqual({
      kind: 'refused',
      code: 'not-found',
      owner: '',
    });
  });

  test('a repeat gets the first answer even after the chat has closed; another body under the key is refused', async () => {
    const house = openCellar(connect());
    const id = await chatIn(house, [accept]);
    const write = (text: string, fingerprint = text) =>
      house.store.chats.append({
        chat: id,
        agentId: 'alice',
        line: { at: 1, visibility: 'public', type: 'message', text },
        once: { key: 'k', fingerprint },
        leaseMs: 0,
      });
    const answers = await Promise.all(Array.from({ length: 20 }, () => write('hello')));
    expect(answers.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'repeat')).toHaveLength(19);
    expect(await write('bye')).toEqual({ kind: 'key-reused' });
    await house.done(id, end);
    expect(await write('hello')).toEqual({ kind: 'repeat', seq: 3 });
    expect((await house.store.chats.log(id)).map(({ text }) => text)).toHaveLength(4);
  });

  test('the line carries the name under which the chat was accepted', async () => {
    const house = openCellar(connect());
    const id = await chatIn(house, [{ type: 'accept', by: { id: 'alice', screenName: 'Al "ice" \\' } }]);
    const appended = await house.append(id, alice, 'x');
    const author = { kind: 'agent', id: 'alice', name: 'Al "ice" \\' };
    expect(appended).toMatchObject({ kind: 'appended', entry: { seq: 3, author } });
    expect((await house.store.chats.log(id, 2))[0]?.author).toEqual(author);
  });
});
