import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { Chat } from '../../../src/chat/chat.ts';
import { newChatId } from '../../../src/chat/ids.ts';
import type { Command } from '../../../src/handoff/commands.ts';
import type { Once } from '../../../src/store/store.ts';
import { requestHandoff } from '../handoff/given.ts';
import { alice, bob, onEveryServer, openCellar } from './cellar.ts';

const accept: Command = { type: 'accept', by: alice };
const release: Command = { type: 'release', by: alice };
const key = (fingerprint = 'f'): Once => ({ key: 'k', fingerprint });

onEveryServer((connect) => {
  const cellar = () => openCellar(connect());

  test('a chat is what its events made of it, and its version counts commits', async () => {
    const house = cellar();
    const { id } = await house.waiting();
    expect(await house.read(id)).toMatchObject({ status: 'queued', version: 1, epoch: 0 });
    const told = await house.done(id, accept);
    expect(told).toEqual(await house.read(id));
    expect(told).toMatchObject({ status: 'assigned', version: 2, epoch: 1 });
    await house.append(id, alice, 'hello');
    expect(await house.read(id)).toMatchObject({ version: 2 });
    const log = await house.store.chats.log(id);
    expect(log.map(({ seq, code, text }) => [seq, code ?? text])).toEqual([
      [1, 'chat-requested'],
      [2, 'chat-accepted'],
      [3, 'hello'],
    ]);
  });

  test('what changes nothing commits nothing', async () => {
    const house = cellar();
    const chat = await house.owned();
    expect(await house.execute(chat.id, accept)).toEqual({ kind: 'done', chat, seq: 0 });
    expect(await house.read(chat.id)).toEqual(chat);
    expect(await house.store.chats.log(chat.id)).toHaveLength(2);
  });

  test('1,000 concurrent accepts over several connections: one winner, and each refusal names him', async () => {
    const first = cellar();
    const houses = [first, ...Array.from({ length: 7 }, () => openCellar(connect(), first.desk))];
    const { id } = await first.waiting();
    const agents = Array.from({ length: 1_000 }, (_, i) => ({ id: `a${i}`, screenName: `Agent ${i}` }));
    const results = await Promise.all(
      agents.map((by, i) => houses[i % houses.length]!.execute(id, { type: 'accept', by })),
    );
    const won = results.flatMap((result) => (result.kind === 'done' ? [result.chat] : []));
    expect(won).toHaveLength(1);
    const owner = won[0]!.owner!;
    const refusals = results.flatMap((result) => (result.kind === 'refused' ? [result.refusal] : []));
    expect(refusals).toHaveLength(999);
    for (const { code, facts } of refusals)
      expect({ code, facts }).toEqual({
        code: 'already-assigned',
        facts: { owner: owner.screenName, ownerId: owner.id },
      });
    expect(await first.read(id)).toMatchObject({ owner, epoch: 1, version: 2 });
    expect((await first.store.lists.mine(owner.id, undefined, 10)).ids).toEqual([id]);
    expect(await first.store.chats.log(id)).toHaveLength(2);
  });

  test('a conflict is decided again: reports that meet all land', async () => {
    const first = cellar();
    const second = openCellar(connect(), first.desk);
    const { id } = await first.owned();
    const ask = (house: typeof first) =>
      house.execute(id, {
        type: 'request-ticket',
        by: alice,
        connector: 'itsm',
        ticketType: 'incident',
        kind: 'incident',
        another: true,
      });
    await Promise.all([ask(first), ask(second), ask(first), ask(second)]);
    const chat = await first.read(id);
    expect(chat.tickets.map(({ n }) => n)).toEqual([1, 2, 3, 4]);
    expect(chat.version).toBe(6);
  });

  test('a conversation has one open chat, whoever asks at once [row 119]', async () => {
    const houses = [cellar()];
    houses.push(openCellar(connect(), houses[0]!.desk));
    const conversation = { channel: 'test', id: randomUUID() };
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, i) => {
        const chatId = newChatId();
        return houses[i % 2]!.execute(chatId, { ...requestHandoff, chatId, conversation });
      }),
    );
    const codes = results.map((result) => (result.kind === 'refused' ? result.refusal.code : result.kind));
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    expect(codes.filter((code) => code === 'conversation-has-chat')).toHaveLength(39);
    expect((await houses[0]!.store.lists.open(undefined, 10)).ids).toHaveLength(1);
  });

  test.each<[string, Command[]]>([
    ['closed', [accept, { type: 'end', by: alice, resolveTicket: false }]],
    ['left by its user', [accept, { type: 'cancel' }]],
  ])('a conversation whose chat is %s is free again', async (_name, commands) => {
    const house = cellar();
    const chat = await house.waiting();
    for (const command of commands) await house.done(chat.id, command);
    const next = await house.waiting({ conversation: chat.conversation });
    expect(next.id).not.toBe(chat.id);
    // The end of the chat that was left does not take the conversation from the new one.
    if ((await house.read(chat.id)).status !== 'closed')
      await house.done(chat.id, { type: 'end', by: alice, resolveTicket: false });
    expect(await house.post(chat.conversation, 'a1', 'hello')).toEqual({
      kind: 'entry',
      chat: next.id,
      seq: 2,
      byUser: true,
    });
  });

  test('a repeat gets the first answer, even after the state has changed', async () => {
    const house = cellar();
    const { id } = await house.owned();
    expect(await house.execute(id, release, key())).toMatchObject({ kind: 'done', chat: { version: 3 } });
    await house.done(id, { type: 'accept', by: bob });
    expect(await house.execute(id, release)).toMatchObject({ kind: 'refused' });
    expect(await house.execute(id, release, key())).toMatchObject({ kind: 'repeat', chatId: id, version: 3 });
    expect(await house.read(id)).toMatchObject({ version: 4, owner: bob });
  });

  test('a handoff that comes again opens no second chat, even after the first has closed', async () => {
    const house = cellar();
    const conversation = { channel: 'test', id: randomUUID() };
    const ask = () => {
      const chatId = newChatId();
      return house.execute(chatId, { ...requestHandoff, chatId, conversation }, key());
    };
    const first = await ask();
    const { id } = (first as { chat: Chat }).chat;
    expect(await ask()).toMatchObject({ kind: 'repeat', chatId: id, version: 1 });
    await house.done(id, { type: 'cancel' });
    expect(await ask()).toMatchObject({ kind: 'repeat', chatId: id, version: 1 });
    expect((await house.store.lists.open(undefined, 10)).ids).toEqual([]);
  });

  test('of a handoff asked for many times at once none is refused', async () => {
    const first = cellar();
    const houses = [first, openCellar(connect(), first.desk), openCellar(connect(), first.desk)];
    const conversation = { channel: 'test', id: randomUUID() };
    const results = await Promise.all(
      Array.from({ length: 30 }, (_, i) => {
        const chatId = newChatId();
        return houses[i % 3]!.execute(chatId, { ...requestHandoff, chatId, conversation }, key());
      }),
    );
    const ids = results.map((result) =>
      result.kind === 'done' ? result.chat.id : result.kind === 'repeat' ? result.chatId : result.kind,
    );
    expect(results.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect(new Set(ids)).toEqual(new Set((await first.store.lists.open(undefined, 9)).ids));
  });

  test('a repeat says how many tickets the chat had after the first', async () => {
    const house = cellar();
    const { id } = await house.owned();
    const ask: Command = {
      type: 'request-ticket',
      by: alice,
      connector: 'itsm',
      ticketType: 'incident',
      kind: 'incident',
      another: true,
    };
    await house.execute(id, ask, key());
    await house.done(id, ask);
    expect(await house.execute(id, ask, key())).toEqual({
      kind: 'repeat',
      chatId: id,
      version: 3,
      tickets: 1,
      seq: 3,
    });
    expect((await house.read(id)).tickets).toHaveLength(2);
  });

  test('a wish that was fulfilled already is remembered too', async () => {
    const house = cellar();
    const { id } = await house.owned();
    expect(await house.execute(id, accept, key())).toMatchObject({ kind: 'done', chat: { version: 2 } });
    await house.done(id, release);
    expect(await house.execute(id, accept, key())).toMatchObject({ kind: 'repeat', version: 2 });
    expect(await house.read(id)).toMatchObject({ status: 'queued' });
  });

  test('the same key with another wish is refused and changes nothing', async () => {
    const house = cellar();
    const { id } = await house.owned();
    await house.execute(id, release, key('release'));
    expect(await house.execute(id, accept, key('accept'))).toEqual({ kind: 'key-reused' });
    expect(await house.read(id)).toMatchObject({ status: 'queued', version: 3 });
  });

  test('a refusal is not remembered: the same wish may succeed later', async () => {
    const house = cellar();
    const { id } = await house.waiting();
    expect(await house.execute(id, release, key())).toMatchObject({ kind: 'refused' });
    await house.done(id, accept);
    expect(await house.execute(id, release, key())).toMatchObject({ kind: 'done' });
  });

  test('of a wish sent many times at once none is refused: one does it, the others repeat its answer', async () => {
    const first = cellar();
    const houses = [first, ...Array.from({ length: 5 }, () => openCellar(connect(), first.desk))];
    for (let round = 0; round < 20; round++) {
      const { id } = await first.owned();
      const once = { key: `round ${round}`, fingerprint: 'release' };
      const results = await Promise.all(
        houses.flatMap((house) => [house.execute(id, release, once), house.execute(id, release, once)]),
      );
      const kinds = results.map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'done')).toHaveLength(1);
      expect(kinds.filter((kind) => kind === 'repeat')).toHaveLength(11);
    }
  });

  test('a repeat whose first comes to its end between two of its reads is a repeat all the same', async () => {
    const first = cellar();
    const { id } = await first.owned();
    let reads = Promise.resolve<unknown>(undefined);
    let between: () => Promise<unknown> = () => first.execute(id, release, key());
    const oneByOne = (read: () => Promise<unknown>) => {
      reads = reads.then(read).finally(async () => {
        const now = between;
        between = async () => undefined;
        await now();
      });
      return reads;
    };
    const slow = new Proxy(first.redis, {
      get(redis, name) {
        const member: unknown = Reflect.get(redis, name, redis);
        if (typeof member !== 'function') return member;
        const call = (...args: unknown[]) => Reflect.apply(member, redis, args) as Promise<unknown>;
        return ['get', 'hmget', 'llen'].includes(String(name))
          ? (...args: unknown[]) => oneByOne(() => call(...args))
          : call;
      },
    });
    expect(await openCellar(slow, first.desk).execute(id, release, key())).toMatchObject({
      kind: 'repeat',
      chatId: id,
      version: 3,
    });
  });

  test('ask says what would be refused, and does nothing', async () => {
    const house = cellar();
    const { id } = await house.waiting();
    expect(await house.ask(id, release)).toMatchObject({ code: 'not-owner' });
    expect(await house.ask(id, accept)).toBeUndefined();
    expect(await house.ask('chat-none', accept)).toMatchObject({ code: 'not-found' });
    expect(await house.read(id)).toMatchObject({ status: 'queued', version: 1 });
  });

  test('errands go into their lanes with the number of the line that caused them, and wake an idle lane once', async () => {
    const house = cellar();
    const { id } = await house.waiting();
    const lane = `c.${id}`;
    const items = () => house.redis.lrange(house.keys.laneItems(lane), 0, -1);
    expect(await items()).toEqual([
      'deliver-messages {"seq":1}',
      'deliver-messages {"status":"requested","epoch":0}',
      'tell-place {}',
    ]);
    expect(house.wakes).toEqual([
      { lane, wake: 1 },
      { lane: 'desk', wake: 1 },
    ]);
    await house.done(id, accept);
    expect((await items()).slice(3)).toEqual([
      'deliver-messages {"seq":2}',
      'deliver-messages {"status":"accepted","epoch":1}',
    ]);
    expect(house.wakes).toHaveLength(2);
  });

  test('words that look like our own placeholders stay words', async () => {
    const house = cellar();
    const subject = '"%seq" %1 %% {"seq":"%seq"} \u0000 \ud83d\ude00 \ud800';
    const chat = await house.waiting({ subject });
    expect((await house.read(chat.id)).subject).toBe(subject);
    await house.done(chat.id, accept);
    await house.append(chat.id, alice, subject);
    expect((await house.store.chats.log(chat.id, 2))[0]?.text).toBe(subject);
  });
});
