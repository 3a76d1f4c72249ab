import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { connectionIn } from '../../../src/store/connections.ts';
import { createDirectLineStore } from '../../../src/store/direct-line/index.ts';
import { redisNow } from '../../../src/store/time.ts';
import { eventually } from '../../support/eventually.ts';
import { onEveryServer } from './cellar.ts';
import { type Cellar, openCellar } from './open-cellar.ts';

onEveryServer((connect) => {
  /** A waiting chat whose conversation lies on our own Direct Line. */
  async function onDirectLine(house: Cellar) {
    const conversation = { channel: 'directline', id: randomUUID() };
    const user = { id: 'dl_1', name: 'Uma', verified: false };
    await createDirectLineStore(house.redis).conversations.create(
      house.desk,
      conversation.id,
      user,
      3_600_000,
    );
    return house.waiting({ conversation, user });
  }

  const connectionOf = async (house: Cellar, id: string) => {
    const chat = await house.read(id);
    return (await house.store.connections.of([chat]))(chat);
  };

  /** What the feed has told of the connection, in order. */
  const told = async (house: Cellar, id: string, from: string) =>
    ((await house.store.feed.since(from, 500))?.rows ?? [])
      .filter(({ chat, kind }) => chat === id && kind === 'connected')
      .map(connectionIn);

  test('[chat F14] a client that stays is connected, one that has gone is not, and each change is told once', async () => {
    const house = openCellar(connect());
    const { connections } = house.store;
    const chat = await onDirectLine(house);
    const from = await house.store.feed.end();
    expect(await connectionOf(house, chat.id)).toEqual({ connected: 'no' });
    await connections.stay([chat.conversation], 60_000);
    await connections.stay([chat.conversation], 60_000);
    expect(await connectionOf(house, chat.id)).toEqual({ connected: 'yes' });
    expect(await connections.sweep()).toBe(0);
    await connections.leave(chat.conversation, 0);
    const left = await redisNow(house.redis);
    const away = await connectionOf(house, chat.id);
    expect(away).toEqual({ connected: 'no', since: expect.any(Number) });
    expect(Math.abs(left - ('since' in away ? (away.since ?? 0) : 0))).toBeLessThan(60_000);
    expect(await connections.sweep()).toBe(1);
    expect(await connections.sweep()).toBe(0);
    expect(await connectionOf(house, chat.id)).toEqual(away);
    await connections.stay([chat.conversation], 60_000);
    expect(await told(house, chat.id, from)).toEqual([{ connected: 'yes' }, away, { connected: 'yes' }]);
    expect(await connectionOf(house, chat.id)).toEqual({ connected: 'yes' });
  });

  test('[chat F14 sibling] what one process saw go another may have seen stay', async () => {
    const redis = connect();
    const one = openCellar(redis);
    const here = openCellar(connect(), one.desk);
    const chat = await onDirectLine(one);
    await one.store.connections.stay([chat.conversation], 60_000);
    await here.store.connections.leave(chat.conversation, 60_000);
    await one.store.connections.stay([chat.conversation], 60_000);
    const lease = Number(
      await redis.zscore(one.keys.attended, (await redis.zrange(one.keys.attended, '0', '0'))[0] ?? ''),
    );
    expect(lease).toBeGreaterThan(await redisNow(redis));
    expect(await here.store.connections.sweep()).toBe(0);
    expect(await connectionOf(here, chat.id)).toEqual({ connected: 'yes' });
  });

  test('[chat F14 sibling] a lease that ends while no chat is open is forgotten, and who opens one then is known', async () => {
    const house = openCellar(connect());
    const { connections } = house.store;
    const conversation = { channel: 'directline', id: randomUUID() };
    await connections.stay([conversation], 0);
    await eventually(async () => {
      await connections.sweep();
      return (await house.redis.zcard(house.keys.attended)) === 0;
    }, 'the lease is forgotten');
    await connections.stay([conversation], 60_000);
    const chat = await house.waiting({ conversation });
    expect(await connectionOf(house, chat.id)).toEqual({ connected: 'yes' });
  });

  test('[chat F14] a channel that does not tell is unknown, until it says that the user or the bot has left', async () => {
    const house = openCellar(connect());
    const { connections } = house.store;
    // Microsoft's own Direct Line has the name of ours.
    for (const channel of ['msteams', 'directline']) {
      const chat = await house.waiting({ conversation: { channel, id: randomUUID() } });
      const from = await house.store.feed.end();
      expect(await connectionOf(house, chat.id)).toEqual({ connected: 'unknown' });
      await connections.left(chat.id, ['somebody else']);
      expect(await connectionOf(house, chat.id)).toEqual({ connected: 'unknown' });
      await connections.left(chat.id, ['somebody else', chat.user.id]);
      await connections.left(chat.id);
      const away = await connectionOf(house, chat.id);
      expect(away).toEqual({ connected: 'no', since: expect.any(Number) });
      await connections.back(chat.id);
      await connections.back(chat.id);
      expect(await told(house, chat.id, from)).toEqual([away, { connected: 'unknown' }]);
    }
  });

  test('[chat F14 sibling] whoever writes again is not away any more', async () => {
    const house = openCellar(connect());
    const chat = await house.waiting({ conversation: { channel: 'msteams', id: randomUUID() } });
    const from = await house.store.feed.end();
    await house.store.connections.left(chat.id);
    await house.post(chat.conversation, 'a1', 'I am back');
    await house.post(chat.conversation, 'a2', 'still here');
    expect(await connectionOf(house, chat.id)).toEqual({ connected: 'unknown' });
    expect((await told(house, chat.id, from)).map(({ connected }) => connected)).toEqual(['no', 'unknown']);
  });

  test('[chat F14 sibling] a chat that is closed, or that its user has cancelled, has nobody', async () => {
    const house = openCellar(connect());
    const chat = await house.owned();
    await house.store.connections.stay([chat.conversation], 60_000);
    await house.done(chat.id, { type: 'cancel' });
    expect(await connectionOf(house, chat.id)).toEqual({ connected: 'no' });
    const other = await onDirectLine(house);
    await house.store.connections.stay([other.conversation], 60_000);
    await house.done(other.id, { type: 'cancel' });
    expect(await connectionOf(house, other.id)).toEqual({ connected: 'no' });
    expect(await house.store.connections.away(other.id)).toBe(false);
  });
});
