import { expect, test } from '@jest/globals';
import { alice, type Cellar, onEveryServer, openCellar } from './cellar.ts';

onEveryServer((connect) => {
  const lane = 't.chat-1.1.itsm';
  const cellar = () => openCellar(connect());
  const ledgerOf = (house: Cellar) => house.store.ledger('chat-1', 1);
  const intent = (request: string) => async () => ({ state: 'intent' as const, key: 'DB-1', request });
  /** A lane held by us. */
  const fence = async (house: Cellar): Promise<string> => {
    await house.redis.rpush(house.keys.laneItems(lane), 'open-ticket {"n":1}');
    const take = await house.store.lanes.take(lane);
    if (take.kind !== 'taken') throw new Error(take.kind);
    return take.lane.fence;
  };

  test('an intent stands: a retry never maps again, nor do two that race', async () => {
    const house = cellar();
    const writes = await Promise.all(
      Array.from({ length: 10 }, (_, i) => ledgerOf(house).intend('open', intent(`mapping ${i}`))),
    );
    expect(new Set(writes.map(({ request }) => request)).size).toBe(1);
    expect(await ledgerOf(house).intend('open', intent('later'))).toEqual(writes[0]);
    // Whoever took longer over the mapping gets what stands by then.
    const slow = await ledgerOf(house).intend('note', async () => {
      await ledgerOf(house).intend('note', intent('quick'));
      return intent('slow')();
    });
    expect(slow.request).toBe('quick');
  });

  test('a try is counted before it is sent, and only by whoever holds the lane', async () => {
    const house = cellar();
    const ledger = ledgerOf(house);
    const held = await fence(house);
    expect(await ledger.wasSent('open')).toBe(false);
    expect(await ledger.sent('open', lane, held)).toBe(0);
    expect(await ledger.sent('open', lane, held)).toBe(1);
    expect(await ledger.wasSent('open')).toBe(true);
    expect(await ledger.sent('transcript', lane, held)).toBe(0);
    expect(await ledger.sent('open', lane, '999')).toBeUndefined();
    expect(await ledger.sent('open', lane, held)).toBe(2);
  });

  test('confirmed stays confirmed; what was refused is mapped anew, and its tries stay counted', async () => {
    const house = cellar();
    const ledger = ledgerOf(house);
    const held = await fence(house);
    const write = await ledger.intend('open', intent('first'));
    await ledger.sent('open', lane, held);
    await ledger.reopen('open');
    expect(await ledger.intend('open', intent('second'))).toMatchObject({
      request: 'second',
      state: 'intent',
    });
    expect(await ledger.sent('open', lane, held)).toBe(1);
    await ledger.confirm('open', write);
    expect(await ledger.intend('open', intent('third'))).toMatchObject({
      state: 'confirmed',
      request: 'first',
    });
  });

  test('keeps the ticket as we last saw it, apart from the tickets of others', async () => {
    const house = cellar();
    await ledgerOf(house).saw({ status: 'Assigned' });
    await house.store.ledger('chat-1', 2).saw({ status: 'Closed' });
    expect(await ledgerOf(house).seen()).toEqual({ status: 'Assigned' });
    expect(await house.store.ledger(alice.id, 1).seen()).toBeUndefined();
  });
});
