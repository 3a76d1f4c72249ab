import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { Chat, ChatUser } from '../../../src/chat/chat.ts';
import { limits } from '../handoff/given.ts';
import { alice, onEveryServer, openCellar } from './cellar.ts';

const HOUR = 3_600_000;
const dana: ChatUser = { id: 'u1', name: 'Dana', email: 'dana@example.com', verified: true };

onEveryServer((connect) => {
  const open = () => openCellar(connect(), undefined, { ...limits, reopenMs: HOUR, rateMs: HOUR });
  type House = ReturnType<typeof open>;

  const place = () => ({ channel: 'directline', id: randomUUID() });
  const ended = async (house: House, over: Parameters<House['waiting']>[0] = {}): Promise<Chat> => {
    const { id } = await house.waiting(over);
    await house.done(id, { type: 'accept', by: alice });
    return house.done(id, { type: 'end', by: alice, resolveTicket: false });
  };
  const his = async (house: House, user: ChatUser, conversation: Chat['conversation']) =>
    (await house.store.chats.ofUser({ user, conversation })).map(({ id }) => id);
  /** As the archive leaves it. */
  async function packed(house: House, { id }: Chat): Promise<void> {
    await house.redis.del(house.keys.laneItems(`c.${id}`));
    await house.redis.zrem(house.keys.lanes, `c.${id}`);
    expect(await house.store.archive.pack(id)).toBe('packed');
  }

  test('a user has the chats of his conversation, open ones first, packed ones too [row 22]', async () => {
    const house = open();
    const conversation = place();
    const user = { ...dana, verified: false };
    const first = await ended(house, { user, conversation });
    await packed(house, first);
    const second = await ended(house, { user, conversation });
    const third = await house.waiting({ user, conversation });
    await ended(house, { user, conversation: place() });
    await ended(house, { user: { ...user, id: 'u2' }, conversation: place() });
    const found = await his(house, user, conversation);
    expect(found[0]).toBe(third.id);
    expect(new Set(found)).toEqual(new Set([first.id, second.id, third.id]));
    expect(await his(house, { ...user, id: 'u2' }, conversation)).toEqual([]);
  });

  test('whoever is proven has those of his other conversations; who only says so has not [row 22]', async () => {
    const house = open();
    const [here, there] = [place(), place()];
    const over = await ended(house, { user: dana, conversation: there });
    const now = await house.waiting({ user: dana, conversation: place() });
    await ended(house, { user: { ...dana, verified: false }, conversation: place() });
    expect(await his(house, dana, here)).toEqual([now.id, over.id]);
    expect(await his(house, { ...dana, verified: false }, here)).toEqual([]);
    // Several may share an address, and it may be given to the next; whose it is the issuer's id alone says.
    for (const id of ['u2', 'U1', 'ｕ1']) expect(await his(house, { ...dana, id }, here)).toEqual([]);
    expect(await his(house, { ...dana, email: 'dana.new@example.com' }, here)).toEqual([now.id, over.id]);
    await house.done(now.id, { type: 'cancel' });
    expect(new Set(await his(house, dana, here))).toEqual(new Set([now.id, over.id]));
    expect(await house.redis.exists(house.keys.openOf('["id","u1"]'))).toBe(0);
  });

  test('a packed chat is rated, and stays what it was [row 27]', async () => {
    const house = open();
    const chat = await ended(house);
    await packed(house, chat);
    const asker = { conversation: chat.conversation, userId: chat.user.id };
    await house.done(chat.id, { type: 'rate', asker, score: 4 });
    await house.done(chat.id, { type: 'rate', asker, score: 2, comment: 'Slow' });
    const rated = await house.read(chat.id);
    expect(rated).toEqual({ ...chat, version: chat.version + 2, rating: expect.anything() });
    expect(rated.rating).toMatchObject({ score: 2, comment: 'Slow' });
    expect((await house.store.chats.log(chat.id)).at(-1)?.code).toBe('chat-rated');
    await packed(house, rated);
    expect((await house.read(chat.id)).rating?.score).toBe(2);
  });

  test('what was said before comes first in a chat that goes on, then the talk with the bot', async () => {
    const house = open();
    const chat = await ended(house);
    await house.post(chat.conversation, randomUUID(), 'hello bot');
    const { id } = await house.waiting({
      conversation: chat.conversation,
      user: chat.user,
      reopens: {
        chat,
        asker: { conversation: chat.conversation, userId: chat.user.id },
        log: (await house.store.chats.log(chat.id)).map(({ seq: _seq, ...line }) => line),
      },
    });
    const old = (await house.store.chats.log(chat.id)).map(({ code }) => code);
    const log = await house.store.chats.log(id);
    expect(log.map(({ code, text }) => code ?? text)).toEqual([
      ...old,
      'hello bot',
      'chat-reopened',
      'chat-requested',
    ]);
    const delivery = await house.store.chats.delivery(id);
    expect([delivery(old.length), delivery(old.length + 1)]).toEqual(['delivered', 'pending']);
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_line, i) => i + 1));
  });
});
