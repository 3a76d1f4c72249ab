import { expect, test } from '@jest/globals';
import type { Chat } from '../../../src/chat/chat.ts';
import { uma } from '../handoff/given.ts';
import { alice, type Cellar, onEveryServer, openCellar } from './cellar.ts';

const DAY = 86_400_000;
const TODAY = Math.floor(Date.now() / DAY);
const everything = () => true;
const EVER = { from: 0, to: 100_000, keep: everything };

onEveryServer((connect) => {
  let later = 0;

  /** A chat of this user that was closed about noon, so many days ago. */
  async function closed(house: Cellar, user: Partial<Chat['user']> = {}, daysAgo = 0): Promise<string> {
    later += 1;
    house.clock.ahead = (TODAY + 0.5 - daysAgo) * DAY + later * 1_000 - Date.now();
    const { id } = await house.waiting({ user: { ...uma, ...user } });
    await house.done(id, { type: 'accept', by: alice });
    await house.done(id, { type: 'end', by: alice, resolveTicket: false });
    house.clock.ahead = 0;
    return id;
  }

  const find = async (house: Cellar, query: object = {}, limit = 50): Promise<string[]> => {
    const ids: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await house.store.closed.search({ ...EVER, ...query }, after, limit);
      expect(page.chats.length).toBeLessThanOrEqual(limit);
      ids.push(...page.chats.map(({ id }) => id));
      if (page.next === undefined) return ids;
      after = page.next;
    }
  };

  test('closed chats are found by day, the newest first, page by page; open ones are not', async () => {
    const house = openCellar(connect());
    await house.owned();
    const ids = [
      await closed(house, {}, 1),
      await closed(house, {}, 1),
      await closed(house),
      await closed(house),
    ];
    const newestFirst = ids.toReversed();
    for (const limit of [1, 2, 3, 50]) expect(await find(house, {}, limit)).toEqual(newestFirst);
    expect(await find(house, { from: TODAY })).toEqual(newestFirst.slice(0, 2));
    expect(await find(house, { to: TODAY - 1 })).toEqual(newestFirst.slice(2));
    expect(await find(house, { from: TODAY - 2, to: TODAY - 2 })).toEqual([]);
    expect(await find(house, { keep: ({ id }: Chat) => id === ids[1] }, 1)).toEqual([ids[1]]);
  });

  test('[chat F15] a name that is cut within an emoji in the index is found by every part of it', async () => {
    const house = openCellar(connect());
    const name = `${'x'.repeat(98)}👨‍👩‍👧 Meier`;
    const id = await closed(house, { name });
    for (const user of ['x'.repeat(98), `${'x'.repeat(98)}👨`, `${'x'.repeat(98)}👨‍👩`, name, 'Meier'])
      expect(await find(house, { user })).toEqual([id]);
    const keys = await house.redis.zrange(house.keys.closedOn(TODAY), '0', '-1');
    expect(keys.join()).not.toContain('\ufffd');
  });

  test('and by how the name, one of its words or the address begins, each once', async () => {
    const house = openCellar(connect());
    const dana = await closed(house, { name: 'Dana Reyes', email: 'Dana.Reyes@example.com' }, 1);
    const danny = await closed(house, { name: 'Danny  DANCER', email: 'd@example.com' });
    const long = await closed(house, { name: 'x'.repeat(150) });
    for (const limit of [1, 50]) {
      expect(await find(house, { user: 'dan' }, limit)).toEqual([danny, dana]);
      expect(await find(house, { user: 'REYES' }, limit)).toEqual([dana]);
      expect(await find(house, { user: 'danny dan' }, limit)).toEqual([danny]);
      expect(await find(house, { user: 'dana.r' }, limit)).toEqual([dana]);
      expect(await find(house, { user: 'x'.repeat(150) }, limit)).toEqual([long]);
      expect(await find(house, { user: 'x'.repeat(151) }, limit)).toEqual([]);
      expect(await find(house, { user: 'eyes' }, limit)).toEqual([]);
      expect(await find(house, { user: 'dan', to: TODAY - 1 }, limit)).toEqual([dana]);
    }
  });

  test('archived ones are found as well', async () => {
    const house = openCellar(connect());
    const id = await closed(house, { name: 'Dana' });
    await house.redis.del(house.keys.laneItems(`c.${id}`));
    await house.redis.zrem(house.keys.lanes, `c.${id}`);
    expect(await house.store.archive.pack(id)).toBe('packed');
    expect(await find(house, { user: 'dana' })).toEqual([id]);
  });

  test('what a chat is found by goes when it goes', async () => {
    const house = openCellar(connect());
    await closed(house, { verified: true, email: 'dana@example.com' });
    const left = await Promise.all(
      [house.keys.closedDays, house.keys.closedOn(TODAY), house.keys.past('["id","u1"]')].map((key) =>
        house.redis.ttl(key),
      ),
    );
    for (const seconds of left) {
      expect(seconds).toBeGreaterThan(1_000);
      expect(seconds).toBeLessThanOrEqual(1_000 + 86_400);
    }
  });

  test('a search reads what it finds, however many chats are kept', async () => {
    const house = openCellar(connect());
    const dana = await closed(house, { name: 'Dana' });
    const calls = async () => {
      const before = Number(/total_commands_processed:(\d+)/.exec(await house.redis.info('stats'))?.[1]);
      expect(await find(house, { user: 'dana' })).toEqual([dana]);
      const after = Number(/total_commands_processed:(\d+)/.exec(await house.redis.info('stats'))?.[1]);
      return after - before;
    };
    const rows = Array.from({ length: 20_000 }, (_, i) => ['0', `u\u0000other ${i}\u0000chat-${i}`]);
    await house.redis.zadd(house.keys.closedOn(TODAY), ...rows.flat());
    // Other suites use the same server: the least of a few is ours.
    const counts = [await calls(), await calls(), await calls(), await calls()];
    expect(Math.min(...counts)).toBeLessThan(2_000);
  });

  test('the past of a user is there for whoever is proven, and for nobody who only says so [row 128]', async () => {
    const house = openCellar(connect());
    const proven = { ...uma, verified: true, email: 'Dana@Example.com' };
    const ids = [await closed(house, proven), await closed(house, { ...proven, email: 'new@example.com' })];
    await closed(house, { ...proven, verified: false });
    await closed(house, { ...proven, id: 'other' });
    const past = async (user: Chat['user'], limit = 9) =>
      (await house.store.closed.past(user, limit)).map(({ id }) => id);
    expect(await past({ ...proven, email: 'else@example.com' })).toEqual(ids.toReversed());
    expect(await past(proven, 1)).toEqual([ids[1]]);
    expect(await past({ ...proven, verified: false })).toEqual([]);
  });
});
