import { expect, test } from '@jest/globals';
import { alice, type Cellar, onEveryServer, openCellar } from './cellar.ts';

// Minutes, so that the time a slow machine takes for a test decides nothing.
const LIMITS = { waitingMs: 1_000_000, idleMs: 2_000_000, abandoningMs: 500_000, transferMs: 700_000 };

onEveryServer((connect) => {
  const cellar = () => openCellar(connect(), undefined, LIMITS);
  const due = (house: Cellar, inMs: number) => house.store.deadlines.due(house.clock.now() + inMs);
  /** The deadlines of a desk, as they stand. */
  const standing = async (house: Cellar) => house.redis.zrange(house.keys.deadlines, '0', '-1');

  test('every open chat has one deadline, a closed one none', async () => {
    const house = cellar();
    const { id } = await house.waiting();
    expect(await standing(house)).toEqual([`${id}|waiting|0`]);
    await house.done(id, { type: 'accept', by: alice });
    expect(await standing(house)).toEqual([`${id}|idle|1`]);
    await house.done(id, { type: 'release', by: alice });
    expect(await standing(house)).toEqual([`${id}|waiting|2`]);
    await house.done(id, { type: 'cancel' });
    expect(await standing(house)).toEqual([]);
  });

  test('is due when its time has come, the oldest first', async () => {
    const house = cellar();
    const first = await house.waiting();
    house.clock.ahead += 100;
    const second = await house.waiting();
    expect(await due(house, 800_000)).toEqual([]);
    expect((await due(house, 2_000_000)).map(({ chat }) => chat)).toEqual([first.id, second.id]);
    expect((await due(house, 2_000_000))[0]).toEqual({ chat: first.id, kind: 'waiting', epoch: 0 });
  });

  test('one that was passed is forgotten, one that passing moved is not', async () => {
    const house = cellar();
    const { id, assignedAt = 0 } = await house.owned();
    // Somebody wrote some minutes after the chat was accepted; the deadline still counts from there.
    await house.redis.hset(house.keys.chat(id), 'active', assignedAt + 500_000);
    const pass = async () => {
      const now = house.clock.now();
      const [deadline] = await house.store.deadlines.due(now);
      if (deadline === undefined) return 'not due';
      const chat = await house.done(id, {
        type: 'pass-deadline',
        kind: deadline.kind,
        epoch: deadline.epoch,
      });
      await house.store.deadlines.forget(deadline, now);
      return chat.status;
    };
    house.clock.ahead = 2_100_000;
    expect(await pass()).toBe('assigned');
    expect(await standing(house)).toEqual([`${id}|idle|1`]);
    expect(await pass()).toBe('not due');
    house.clock.ahead = 2_600_000;
    expect(await pass()).toBe('closed');
    expect(await standing(house)).toEqual([]);
  });

  test('one that still stands can be put to another time; one that is gone stays gone', async () => {
    const house = cellar();
    const { id } = await house.waiting();
    const deadline = { chat: id, kind: 'waiting' as const, epoch: 0 };
    const later = house.clock.now() + 9_000_000;
    await house.store.deadlines.move(deadline, later);
    expect(await house.store.deadlines.due(later - 1)).toEqual([]);
    expect(await house.store.deadlines.due(later)).toEqual([deadline]);
    await house.done(id, { type: 'cancel' });
    await house.store.deadlines.move(deadline, later);
    expect(await standing(house)).toEqual([]);
  });

  test('an article that the owner shares is an answer, and a sign of life, as his words are', async () => {
    const house = cellar();
    const { id, assignedAt = 0 } = await house.owned();
    const article = {
      connector: 'helix',
      id: 'KB1',
      title: 'VPN',
      url: 'http://kb.example/1',
      text: 'Restart it.',
    };
    await house.done(id, { type: 'share-article', by: alice, article });
    const { lastAnswerAt, lastActivityAt, firstAnswerAt } = await house.store.chats.read(id);
    for (const at of [lastAnswerAt, lastActivityAt, firstAnswerAt])
      expect(at).toBeGreaterThanOrEqual(assignedAt);
  });

  test('one that no longer holds is forgotten and changes nothing', async () => {
    const house = cellar();
    const { id } = await house.owned();
    await house.redis.zadd(house.keys.deadlines, 1, `${id}|waiting|0`, 1, 'chat-gone|idle|3');
    for (const deadline of await due(house, 0)) {
      await house.execute(deadline.chat, {
        type: 'pass-deadline',
        kind: deadline.kind,
        epoch: deadline.epoch,
      });
      await house.store.deadlines.forget(deadline, house.clock.now());
    }
    expect(await standing(house)).toEqual([`${id}|idle|1`]);
    expect(await house.read(id)).toMatchObject({ status: 'assigned', version: 2 });
  });
});
