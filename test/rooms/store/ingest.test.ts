import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { NewEntry } from '../../../src/chat/entry.ts';
import { eventually } from '../../support/eventually.ts';
import { alice, onEveryServer, openCellar } from './cellar.ts';

const conversationOf = () => ({ channel: 'test', id: randomUUID() });
const botSays = (text: string): NewEntry => ({
  at: 1,
  author: { kind: 'bot', name: 'Bot' },
  visibility: 'public',
  type: 'message',
  text,
});
const SOON = 5_000;

onEveryServer((connect) => {
  const cellar = () => openCellar(connect());
  const two = () => {
    const first = cellar();
    return [first, openCellar(connect(), first.desk)] as const;
  };
  const texts = async (house: ReturnType<typeof cellar>, chat: string) =>
    (await house.store.chats.log(chat)).map(({ text }) => text);

  test('one activity posted 50 times at once, through two processes, is one entry', async () => {
    const [first, second] = two();
    const { id, conversation } = await first.owned();
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, i) => (i % 2 ? first : second).post(conversation, 'a1', 'hello')),
    );
    expect(results.filter(({ kind }) => kind === 'entry')).toMatchObject([
      { kind: 'entry', chat: id, seq: 3 },
    ]);
    expect(results.filter(({ kind }) => kind === 'repeat')).toHaveLength(49);
    expect((await texts(first, id)).slice(2)).toEqual(['hello']);
    expect((await first.store.chats.log(id))[2]?.author).toEqual({
      kind: 'user',
      id: 'u1',
      name: 'Uma User',
    });
  });

  test('the same activity id in another conversation or channel is another activity', async () => {
    const house = cellar();
    const one = await house.owned();
    const other = await house.waiting({ conversation: { channel: 'other', id: one.conversation.id } });
    expect(await house.post(one.conversation, 'a1', 'x')).toMatchObject({ chat: one.id });
    expect(await house.post(other.conversation, 'a1', 'x')).toMatchObject({ chat: other.id });
  });

  test("a bot's turn: begun, busy for a repeat, finished, and then a repeat", async () => {
    const house = cellar();
    const conversation = conversationOf();
    expect(await house.post(conversation, 'a1', 'hi')).toEqual({ kind: 'bot' });
    expect(await house.post(conversation, 'a1', 'hi')).toEqual({ kind: 'busy' });
    expect(await house.post(conversation, 'a2', 'and')).toEqual({ kind: 'bot' });
    await house.store.conversations.finishTurn(conversation, 'a1', []);
    expect(await house.post(conversation, 'a1', 'hi')).toEqual({ kind: 'repeat' });
    expect(await house.post(conversation, 'a2', 'and')).toEqual({ kind: 'busy' });
  });

  test('a turn given up, or whose process died, is done by the repeat, and its line is kept once', async () => {
    const house = cellar();
    const conversation = conversationOf();
    await house.post(conversation, 'a1', 'hi');
    await house.store.conversations.giveUpTurn(conversation, 'a1');
    expect(await house.post(conversation, 'a1', 'hi', 1)).toEqual({ kind: 'bot' });
    await eventually(
      async () => (await house.post(conversation, 'a1', 'hi')).kind === 'bot',
      'the end of the lease',
    );
    await house.store.conversations.finishTurn(conversation, 'a1', [botSays('hello')]);
    const { id } = await house.waiting({ conversation });
    expect((await texts(house, id)).slice(0, 2)).toEqual(['hi', 'hello']);
    expect(await house.post(conversation, 'a1', 'hi')).toEqual({ kind: 'repeat' });
  });

  test('a turn that is held stays busy; one that is done is neither held nor given up', async () => {
    const house = cellar();
    const conversation = conversationOf();
    await house.post(conversation, 'a1', 'hi', 1);
    await house.store.conversations.holdTurn(conversation, 'a1', SOON);
    expect(await house.post(conversation, 'a1', 'hi')).toEqual({ kind: 'busy' });
    await house.store.conversations.finishTurn(conversation, 'a1', []);
    await house.store.conversations.holdTurn(conversation, 'a1', SOON);
    await house.store.conversations.giveUpTurn(conversation, 'a1');
    expect(await house.post(conversation, 'a1', 'hi')).toEqual({ kind: 'repeat' });
  });

  test('the talk with the bot becomes the begin of the log, bounded, with seq from 1', async () => {
    const house = cellar();
    const conversation = conversationOf();
    for (let i = 1; i <= 150; i++) {
      await house.post(conversation, `a${i}`, `user ${i}`);
      await house.store.conversations.finishTurn(conversation, `a${i}`, [botSays(`bot ${i}`)]);
    }
    await house.post(conversation, 'last', 'agent please');
    const { id } = await house.waiting({ conversation, lines: [botSays('one moment')] });
    // What the bot says after the handoff, in the same turn, comes after it.
    await house.store.conversations.finishTurn(conversation, 'last', [botSays('bye')]);
    const log = await house.store.chats.log(id);
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1));
    // 200 lines of history, what the bot said before it asked, the handoff itself, and what came after.
    expect(log).toHaveLength(203);
    expect(log.map(({ text, code }) => code ?? text).slice(197)).toEqual([
      'user 150',
      'bot 150',
      'agent please',
      'one moment',
      'chat-requested',
      'bye',
    ]);
    expect(log[0]?.text).toBe('bot 51');
    expect(await house.redis.exists(house.keys.history(conversation))).toBe(0);
    expect((await house.store.chats.read(id)).lastSeq).toBe(203);
  });

  test('the next chat of the conversation begins with what was said since the last', async () => {
    const house = cellar();
    const chat = await house.waiting();
    await house.done(chat.id, { type: 'cancel' });
    expect(await house.post(chat.conversation, 'a1', 'me again')).toEqual({ kind: 'bot' });
    const next = await house.waiting({ conversation: chat.conversation });
    expect((await texts(house, next.id))[0]).toBe('me again');
    expect(await texts(house, chat.id)).not.toContain('me again');
  });

  test('while a chat is open, what is no message reaches nobody; without one it is the turn of the bot', async () => {
    const house = cellar();
    const { id, conversation } = await house.owned();
    expect(await house.post(conversation, 'e1', undefined)).toMatchObject({ kind: 'muted', chat: id });
    expect(await house.post(conversation, 'e1', undefined)).toMatchObject({ kind: 'muted', chat: id });
    expect(await house.store.chats.log(id)).toHaveLength(2);
    await house.done(id, { type: 'cancel' });
    expect(await house.post(conversation, 'e2', undefined)).toEqual({ kind: 'bot' });
    await house.store.conversations.finishTurn(conversation, 'e2', []);
    const next = await house.waiting({ conversation });
    expect((await house.store.chats.log(next.id)).map(({ code }) => code)).toEqual(['chat-requested']);
  });

  test('a turn that was begun before the handoff and never finished is done, in the chat too', async () => {
    const house = cellar();
    const conversation = conversationOf();
    await house.post(conversation, 'a1', 'agent please', 1);
    const { id } = await house.waiting({ conversation });
    await eventually(
      async () => (await house.post(conversation, 'a1', 'agent please')).kind === 'bot',
      'the end of the lease',
    );
    expect(await texts(house, id)).toHaveLength(2);
  });

  test('each process learns from the script that a chat has opened or closed elsewhere', async () => {
    const [first, second] = two();
    const conversation = conversationOf();
    expect(await first.post(conversation, 'a1', 'hi')).toEqual({ kind: 'bot' });
    const { id } = await second.waiting({ conversation });
    expect(await first.post(conversation, 'a2', 'there?')).toMatchObject({ kind: 'entry', chat: id });
    await second.done(id, { type: 'cancel' });
    expect(await first.post(conversation, 'a3', 'bot?')).toEqual({ kind: 'bot' });
    const next = await second.waiting({ conversation });
    expect(await second.post(conversation, 'a4', 'x')).toMatchObject({ chat: next.id });
    expect(await first.post(conversation, 'a5', 'y')).toMatchObject({ chat: next.id });
    await first.store.conversations.finishTurn(conversation, 'a3', [botSays('late')]);
    expect((await texts(first, next.id)).slice(-1)).toEqual(['late']);
  });

  test('words that arrive while the handoff is being made are in the chat, once and in order', async () => {
    for (let round = 0; round < 10; round++) {
      const [first, second] = two();
      const conversation = conversationOf();
      const posts = Array.from({ length: 20 }, (_, i) => first.post(conversation, `a${i}`, `${i}`));
      const [{ id }] = await Promise.all([second.waiting({ conversation }), ...posts]);
      const said = (await first.store.chats.log(id)).filter(({ type }) => type === 'message');
      expect(said.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, i) => `${i}`));
    }
  });

  test('the address is the one that the channel gave last, for every process', async () => {
    const [first, second] = two();
    const conversation = conversationOf();
    expect(await first.store.conversations.reference(conversation)).toBeUndefined();
    await first.post(conversation, 'a1', 'hi');
    expect(await second.store.conversations.reference(conversation)).toBe('{"bot":"b"}');
  });

  test('the address of a conversation that was forgotten meanwhile is stored again', async () => {
    const house = cellar();
    const conversation = conversationOf();
    await house.post(conversation, 'a1', 'hi');
    await house.redis.del(house.keys.conversation(conversation));
    expect(await house.post(conversation, 'a2', 'me again')).toEqual({ kind: 'bot' });
    expect(await house.store.conversations.reference(conversation)).toBe('{"bot":"b"}');
  });

  test('a conversation is kept as long as a chat holds it', async () => {
    const house = cellar();
    const conversation = conversationOf();
    const ttl = () => house.redis.ttl(house.keys.conversation(conversation));
    await house.post(conversation, 'a1', 'hi');
    expect(await ttl()).toBeGreaterThan(0);
    const { id } = await house.waiting({ conversation });
    expect(await ttl()).toBe(-1);
    await house.done(id, { type: 'accept', by: alice });
    await house.done(id, { type: 'cancel' });
    expect(await ttl()).toBeGreaterThan(0);
  });
});
