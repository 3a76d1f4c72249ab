import { expect, test } from '@jest/globals';
import type { LedgerWrite } from '../../../src/store/ledger.ts';
import { createStepWatch, stepsOf } from '../../../src/store/time.ts';
import { alice, type Cellar, onEveryServer, openCellar, ROW } from './cellar.ts';

onEveryServer((connect) => {
  const lane = 't.chat-1.1.itsm';
  const cellar = () => openCellar(connect());
  const ledgerOf = (house: Cellar) => house.store.ledger('chat-1', 1);
  const intent = (request: string) => async () => ({ state: 'intent' as const, key: 'DB-1', request });
  const wanted = (write: LedgerWrite<string>) => (write.state === 'intent' ? write.request : undefined);
  const redisNow = async (house: Cellar): Promise<number> => {
    const [seconds = 0, micros = 0] = (await house.redis.time()).map(Number);
    return seconds * 1000 + Math.floor(micros / 1000);
  };
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
    expect(new Set(writes.map(wanted)).size).toBe(1);
    expect(await ledgerOf(house).intend('open', intent('later'))).toEqual(writes[0]);
    // Whoever took longer over the mapping gets what stands by then.
    const slow = await ledgerOf(house).intend('note', async () => {
      await ledgerOf(house).intend('note', intent('quick'));
      return intent('slow')();
    });
    expect(wanted(slow)).toBe('quick');
  });

  test('[faults 6] sibling: Redis’s clock is set forward by hours: nobody knows how long ago a try left', async () => {
    const house = cellar();
    const held = { lane, fence: await fence(house) };
    await ledgerOf(house).sent('open', held);
    const now = await redisNow(house);
    const stamp = () => house.redis.hset(house.keys.ledger('chat-1', 1), 'sent:open', now - 2 * 3_600_000);
    await stamp();
    expect(await ledgerOf(house).sent('open', held)).toMatchObject({ sentAgoMs: expect.any(Number) });
    await stamp();
    // As a process sees it that heard the time a moment before.
    const heard = performance.now();
    stepsOf(house.redis).saw(now - 2 * 3_600_000, heard, heard);
    expect(await ledgerOf(house).sent('open', held)).not.toHaveProperty('sentAgoMs');
    expect(await ledgerOf(house).sent('open', held)).toMatchObject({ sentAgoMs: expect.any(Number) });
  });

  test('[faults 6] sibling: a step is told from time that has passed and from answers that were slow', () => {
    const steps = createStepWatch();
    steps.saw(1_000_000, 0, 100);
    steps.saw(1_060_000, 60_050, 60_100);
    expect(steps.isEvenSince(1_000_000)).toBe(true);
    // A slow answer looks like a step: that costs a wait, and no second ticket.
    steps.saw(1_070_000, 60_200, 70_200);
    steps.saw(1_080_000, 80_300, 80_400);
    expect(steps.isEvenSince(1_000_000)).toBe(false);
    expect(steps.isEvenSince(1_070_000)).toBe(true);
    steps.saw(1_075_000, 81_000, 81_100);
    expect(steps.isEvenSince(1_070_000)).toBe(true);
    steps.saw(8_280_000, 82_000, 82_100);
    expect(steps.isEvenSince(8_279_999)).toBe(false);
    expect(steps.isEvenSince(8_280_000)).toBe(true);
  });

  test('a try is counted before it is sent, and only by whoever holds the lane', async () => {
    const house = cellar();
    const ledger = ledgerOf(house);
    const held = { lane, fence: await fence(house) };
    const attempt = async (name: string, by = held) => (await ledger.sent(name, by))?.attempt;
    const stranger = { lane, fence: '999' };
    expect(await ledger.wasSent('open')).toBe(false);
    const first = await ledger.sent('open', held);
    expect(first).toEqual({ attempt: 0, before: '', askedAt: expect.any(Number) });
    expect(await attempt('open')).toBe(1);
    expect(await ledger.wasSent('open')).toBe(true);
    expect(await attempt('transcript')).toBe(0);
    expect(await attempt('open', stranger)).toBeUndefined();
    const third = await ledger.sent('open', held);
    expect(third?.attempt).toBe(2);
    await ledger.tookBack('open', stranger, { before: '' });
    const fourth = await ledger.sent('open', held);
    expect(fourth?.attempt).toBe(3);
    await ledger.tookBack('open', held, { before: fourth?.before ?? '' });
    expect(await ledger.sent('open', held)).toMatchObject({ attempt: 3, before: fourth?.before });
    await ledger.tookBack('transcript', held, { before: '' });
    expect(await ledger.wasSent('transcript')).toBe(false);
    expect(await ledger.sent('transcript', held)).toEqual({
      attempt: 0,
      before: '',
      askedAt: expect.any(Number),
    });
  });

  test('[itsm A] the next try knows how long ago the last one left, by the clock of Redis', async () => {
    const house = cellar();
    const ledger = ledgerOf(house);
    const held = { lane, fence: await fence(house) };
    const key = house.keys.ledger('chat-1', 1);
    const ago = async (ms: number) => house.redis.hset(key, 'sent:open', (await redisNow(house)) - ms);
    await ledger.begin('open', held, intent('x'));
    await ago(40_000);
    const second = await ledger.begin('open', held, intent('x'));
    expect(second).toMatchObject({ attempt: 1, sentAgoMs: expect.any(Number) });
    expect((second as { sentAgoMs: number }).sentAgoMs).toBeGreaterThanOrEqual(40_000);
    // It sent nothing: the time of the one before stands again.
    await ledger.tookBack('open', held, second as { before: string });
    const again = (await ledger.sent('open', held)) as { sentAgoMs: number };
    expect(again.sentAgoMs).toBeGreaterThanOrEqual(40_000);
    // One more request of it leaves: from now on that one counts.
    await ago(40_000);
    expect(await ledger.leaves('open', { lane, fence: '999' })).toBe(false);
    expect(await ledger.leaves('open', held)).toBe(true);
    const third = (await ledger.sent('open', held)) as { sentAgoMs: number };
    expect(third.sentAgoMs).toBeLessThan(40_000);
  });

  test('[itsm A] sibling: a try that was answered is told from one in doubt', async () => {
    const house = cellar();
    const ledger = ledgerOf(house);
    const held = { lane, fence: await fence(house) };
    await ledger.begin('open', held, intent('x'));
    await ledger.answered('open', { lane, fence: '999' });
    const second = await ledger.sent('open', held);
    expect(second).not.toHaveProperty('answered');
    await ledger.answered('open', held);
    expect(await ledger.sent('open', held)).toMatchObject({ answered: true, sentAgoMs: expect.any(Number) });
    expect(await ledger.sent('open', held)).not.toHaveProperty('answered');
  });

  test('[itsm B] what was seen of a record stays, is added to by anybody, and outlives a refusal', async () => {
    const house = cellar();
    const ledger = ledgerOf(house);
    const held = { lane, fence: await fence(house) };
    await ledger.keepRef('open', { displayId: 'INC1' });
    expect(await ledger.sent('open', held)).not.toHaveProperty('ref');
    await ledger.begin('open', held, intent('WORDS OF A USER'));
    await ledger.keepRef('open', {});
    await ledger.keepRef('open', { displayId: 'INC1' });
    await ledger.keepRef('open', { note: 'STG1' });
    const known = { displayId: 'INC1', note: 'STG1', agoMs: expect.any(Number) };
    expect(await ledger.begin('open', held, intent('x'))).toMatchObject({ ref: known });
    await ledger.refused('open', 1, { ...ROW, result: 'refused' }, true, held);
    expect(await ledger.begin('open', held, intent('second'))).toMatchObject({
      request: 'second',
      ref: known,
    });
    expect(await ledger.sent('transcript', held)).not.toHaveProperty('ref');
    expect(await ledger.unconfirmed()).toEqual(['open']);
  });

  test('[itsm A] sibling: who has lost the lane refuses nothing', async () => {
    const house = cellar();
    const ledger = ledgerOf(house);
    const held = { lane, fence: await fence(house) };
    await ledger.begin('open', held, intent('first'));
    const stranger = { lane, fence: '999' };
    await ledger.refused('open', 0, { ...ROW, result: 'refused' }, true, stranger);
    expect(await ledger.unconfirmed()).toEqual(['open']);
    expect(await ledger.begin('open', held, intent('second'))).toMatchObject({ request: 'first' });
    expect(await house.store.audit.after('', 100)).toEqual([]);
  });

  test('what is sent as soon as it is meant is counted in the same step, and only by whoever holds the lane', async () => {
    const house = cellar();
    const ledger = ledgerOf(house);
    const held = { lane, fence: await fence(house) };
    expect(await ledger.begin('open', { lane, fence: '999' }, intent('of a stranger'))).toBeUndefined();
    expect([await ledger.isMeant('open'), await ledger.wasSent('open')]).toEqual([false, false]);
    expect(await house.redis.zcard(house.keys.unfinished)).toBe(0);

    const counted = { attempt: 0, before: '', askedAt: expect.any(Number) };
    const first = { state: 'sending', key: 'DB-1', request: 'first', ...counted };
    expect(await ledger.begin('open', held, intent('first'))).toEqual(first);
    expect(await ledger.unconfirmed()).toEqual(['open']);
    // A retry never maps again, and one that another holder has put down meanwhile stands.
    const mapping = () => Promise.reject(new Error('mapped again'));
    expect(await ledger.begin('open', held, mapping)).toMatchObject({ request: 'first', attempt: 1 });
    const slow = await ledger.begin('note', held, async () => {
      await ledgerOf(house).intend('note', intent('quick'));
      return intent('slow')();
    });
    expect(slow).toMatchObject({ request: 'quick', attempt: 0 });

    await ledger.confirm('open', { key: 'DB-1' }, ROW);
    expect(await ledger.begin('open', held, mapping)).toEqual({ state: 'confirmed', key: 'DB-1' });
    expect((await ledger.sent('open', held))?.attempt).toBe(2);
  });

  test('a write that was read ahead is what the next question is answered by, and no other', async () => {
    const house = cellar();
    const ledger = ledgerOf(house);
    const held = { lane, fence: await fence(house) };
    await ledger.readAhead('open');
    await ledgerOf(house).intend('open', intent('of the holder before'));
    expect(await ledger.begin('open', held, intent('too late'))).toMatchObject({
      request: 'of the holder before',
    });
    await ledger.readAhead('open');
    await ledger.confirm('open', { key: 'DB-1' }, ROW);
    expect(await ledger.begin('open', held, intent('x'))).toMatchObject({ state: 'confirmed' });
    expect(await ledger.intend('open', intent('x'))).toMatchObject({ state: 'confirmed' });
  });

  test('a lane that goes on confirms its last write in the same step, once, and although it is lost', async () => {
    const house = cellar();
    const { lanes, audit, unfinished } = house.store;
    const ledger = ledgerOf(house);
    const held = { lane, fence: await fence(house) };
    const rows = async () => (await audit.after('', 100)).length;
    for (const name of ['transcript', 'note']) await ledger.begin(name, held, intent(name));
    const last = (name: string) => ledger.confirmation(name, { key: 'DB-1' }, { ...ROW, write: name });
    expect(await lanes.advance(lane, '999', last('transcript'))).toEqual([]);
    expect(await ledger.unconfirmed()).toEqual(['note']);
    expect(await lanes.take(lane)).toMatchObject({ kind: 'busy' });
    expect(await rows()).toBe(1);

    expect(await lanes.advance(lane, held.fence, last('note'))).toEqual([]);
    expect(await lanes.take(lane)).toEqual({ kind: 'empty' });
    await lanes.advance(lane, held.fence, last('note'));
    expect(await rows()).toBe(2);
    expect((await unfinished.figures()).unfinished).toBe(0);
    expect(await ledger.intend('note', intent('again'))).toEqual({ state: 'confirmed', key: 'DB-1' });
  });

  test('confirmed stays confirmed; what was refused is mapped anew, and its tries stay counted', async () => {
    const house = cellar();
    const ledger = ledgerOf(house);
    const held = { lane, fence: await fence(house) };
    const write = await ledger.intend('open', intent('first'));
    await ledger.sent('open', held);
    await ledger.refused('open', 0, { ...ROW, result: 'refused' }, true);
    expect(await ledger.intend('open', intent('second'))).toMatchObject({
      request: 'second',
      state: 'intent',
    });
    expect((await ledger.sent('open', held))?.attempt).toBe(1);
    await ledger.confirm('open', { ...write, result: { displayId: 'INC1' } }, ROW);
    expect(await ledger.intend('open', intent('third'))).toEqual({
      state: 'confirmed',
      key: 'DB-1',
      result: { displayId: 'INC1' },
    });
  });

  test('keeps the ticket as we last saw it, apart from the tickets of others', async () => {
    const house = cellar();
    await ledgerOf(house).saw({ status: 'Assigned' });
    await house.store.ledger('chat-1', 2).saw({ status: 'Closed' });
    expect(await ledgerOf(house).seen()).toEqual({ status: 'Assigned' });
    expect(await house.store.ledger(alice.id, 1).seen()).toBeUndefined();
  });

  test('once the ITSM has a write, the ledger holds its words no more', async () => {
    const house = cellar();
    const ledger = ledgerOf(house);
    const write = await ledger.intend('open', intent('WORDS OF A USER'));
    const held = async () => JSON.stringify(await house.redis.hgetall(house.keys.ledger('chat-1', 1)));
    expect(await held()).toContain('WORDS OF A USER');
    await ledger.confirm('open', write, ROW);
    expect(await held()).not.toContain('WORDS OF A USER');
  });

  test('each try that was settled is in the audit once, however often that is said', async () => {
    const house = cellar();
    const ledger = ledgerOf(house);
    const write = await ledger.intend('open', intent('first'));
    const refusal = { ...ROW, result: 'refused' } as const;
    await Promise.all([1, 2, 3].map(() => ledger.refused('open', 0, refusal, true)));
    await ledger.refused('open', 1, refusal, true);
    await Promise.all([1, 2, 3].map(() => ledger.confirm('open', write, ROW)));
    const rows = (await house.store.audit.after('', 100)).map(({ row }) => JSON.parse(row).result);
    expect(rows).toEqual(['refused', 'refused', 'confirmed']);
  });
});
