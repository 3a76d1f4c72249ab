import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TakenLane } from '../../../src/store/append.ts';
import type { Delivered } from '../../../src/store/lanes.ts';
import { redisNow } from '../../../src/store/time.ts';
import { eventually } from '../../support/eventually.ts';
import { runs } from '../handoff/model-moves.ts';
import { alice, type Cellar, onEveryServer, openCellar } from './cellar.ts';

onEveryServer((connect) => {
  const cellar = () => openCellar(connect());
  /** An owned chat whose lane is idle. */
  const quiet = async (house: Cellar) => {
    const { id } = await house.owned();
    const lane = `c.${id}`;
    const held = await taken(house, lane);
    await drain(house, held);
    return { id, lane };
  };
  const taken = async (house: Cellar, lane: string): Promise<TakenLane> => {
    const take = await house.store.lanes.take(lane);
    if (take.kind !== 'taken') throw new Error(`the lane is ${take.kind}`);
    return take.lane;
  };
  const seqOf = (item: string): number | undefined => JSON.parse(item.slice(item.indexOf(' '))).seq;
  /** Works a lane off as a holder does; `each` may stop it by giving false. */
  const drain = async (house: Cellar, held: TakenLane, each?: (seq: number) => Promise<boolean>) => {
    let items = held.items;
    while (items[0] !== undefined) {
      const seq = seqOf(items[0]);
      if (seq !== undefined && each !== undefined && !(await each(seq))) return;
      const done: Delivered | undefined = seq === undefined ? undefined : { chat: held.lane.slice(2), seq };
      items = await house.store.lanes.advance(held.lane, held.fence, done);
    }
  };
  const hold = (house: Cellar, lane: string) => house.redis.hgetall(house.keys.lane(lane));
  /** Lets a lease run out without waiting for it. */
  const letRunOut = async (house: Cellar, lane: string) => {
    await house.redis.hset(house.keys.lane(lane), 'until', 1);
    await house.redis.zadd(house.keys.lanes, 1, lane);
  };

  test('one at a time holds a lane', async () => {
    const house = cellar();
    const other = openCellar(connect(), house.desk);
    const { id, lane } = await quiet(house);
    await house.append(id, alice, 'x');
    const takes = await Promise.all(
      Array.from({ length: 30 }, (_, i) => (i % 2 ? house : other).store.lanes.take(lane)),
    );
    expect(takes.filter(({ kind }) => kind === 'taken')).toHaveLength(1);
    const busy = takes.flatMap((take) => (take.kind === 'busy' ? [take.forMs] : []));
    expect(busy).toHaveLength(29);
    for (const ms of busy) expect(ms).toBeGreaterThan(0);
  });

  test('an empty lane is nobody’s', async () => {
    const house = cellar();
    const { lane } = await quiet(house);
    expect(await house.store.lanes.take(lane)).toEqual({ kind: 'empty' });
    expect(await house.store.lanes.take('c.chat-none')).toEqual({ kind: 'empty' });
    expect(await house.redis.zrange(house.keys.lanes, '0', '-1')).toEqual(['desk']);
  });

  test('append takes an idle lane on the spot, with what it is about to send on record', async () => {
    const house = cellar();
    const { id, lane } = await quiet(house);
    const appended = await house.append(id, alice, 'x', { leaseMs: 10_000 });
    expect(appended).toMatchObject({
      kind: 'appended',
      taken: { lane, items: ['deliver-messages {"seq":3}'], tries: 0 },
    });
    expect(appended).not.toHaveProperty('wake');
    expect((await house.store.lanes.take(lane)).kind).toBe('busy');
    expect(await hold(house, lane)).toMatchObject({ sending: '3' });
    // The second line finds the lane held, and leaves it to the holder.
    const second = await house.append(id, alice, 'y', { leaseMs: 10_000 });
    expect(second).not.toHaveProperty('taken');
    expect(second).not.toHaveProperty('wake');
    const { fence } = (appended as { taken: TakenLane }).taken;
    expect(await house.store.lanes.advance(lane, fence, { chat: id, seq: 3 })).toEqual([
      'deliver-messages {"seq":4}',
    ]);
    expect(await house.store.lanes.advance(lane, fence, { chat: id, seq: 4 })).toEqual([]);
    expect(await house.store.lanes.take(lane)).toEqual({ kind: 'empty' });
  });

  test('append that may not send wakes the lane, once', async () => {
    const house = cellar();
    const { id, lane } = await quiet(house);
    expect(await house.append(id, alice, 'x')).toMatchObject({ wake: { lane, wake: 2 } });
    expect(await house.append(id, alice, 'y')).not.toHaveProperty('wake');
  });

  test('a side note goes to no lane', async () => {
    const house = cellar();
    const { id, lane } = await quiet(house);
    const note = await house.append(id, alice, 'x', { note: true, leaseMs: 10_000 });
    expect(note).not.toHaveProperty('taken');
    expect(await house.store.lanes.take(lane)).toEqual({ kind: 'empty' });
  });

  test('what was delivered is on record: in the order of the log, with the marks of what was not', async () => {
    const house = cellar();
    const { id, lane } = await quiet(house);
    for (const text of ['a', 'b', 'c']) await house.append(id, alice, text);
    const { fence } = await taken(house, lane);
    const states = async () => {
      const delivery = await house.store.chats.delivery(id);
      return [3, 4, 5].map(delivery);
    };
    expect(await states()).toEqual(['pending', 'pending', 'pending']);
    await house.store.lanes.advance(lane, fence, { chat: id, seq: 3, mark: 'uncertain' });
    await house.store.lanes.advance(lane, fence, { chat: id, seq: 4 });
    expect(await states()).toEqual(['uncertain', 'delivered', 'pending']);
    await house.store.lanes.advance(lane, fence, { chat: id, seq: 5, mark: 'refused' });
    expect(await states()).toEqual(['uncertain', 'delivered', 'refused']);
  });

  test('whoever lost the fence can do nothing more', async () => {
    const house = cellar();
    const { id, lane } = await quiet(house);
    await house.append(id, alice, 'x');
    const old = await taken(house, lane);
    await letRunOut(house, lane);
    const heir = await taken(house, lane);
    const { lanes } = house.store;
    expect(await lanes.advance(lane, old.fence, { chat: id, seq: 3 })).toEqual([]);
    expect(await lanes.renew(lane, old.fence)).toBe(false);
    expect(await lanes.sending(lane, old.fence, 3)).toBe(false);
    expect(await lanes.putOff(lane, old.fence, 1_000)).toBeUndefined();
    expect((await house.store.chats.delivery(id))(3)).toBe('pending');
    expect(await lanes.renew(lane, heir.fence)).toBe(true);
    expect(heir.items).toEqual(old.items);
  });

  test.each(['given back', 'put off'])(
    'a heartbeat that comes late does not take a lane that was %s',
    async (how) => {
      const house = cellar();
      const { id, lane } = await quiet(house);
      await house.append(id, alice, 'x');
      const { fence } = await taken(house, lane);
      if (how === 'put off') await house.store.lanes.putOff(lane, fence, 60_000);
      else await house.store.lanes.advance(lane, fence, { chat: id, seq: 3 });
      expect(await house.store.lanes.renew(lane, fence)).toBe(false);
      await house.append(id, alice, 'y');
      expect((await house.store.lanes.take(lane)).kind).toBe('taken');
    },
  );

  test('a holder that dies leaves what it was sending to its heir', async () => {
    const house = cellar();
    const { id, lane } = await quiet(house);
    await house.append(id, alice, 'x');
    const { fence, sending } = await taken(house, lane);
    expect(sending).toBeUndefined();
    await house.store.lanes.sending(lane, fence, 3);
    await letRunOut(house, lane);
    expect(await taken(house, lane)).toMatchObject({ sending: 3, items: ['deliver-messages {"seq":3}'] });
  });

  test('a lane given back remembers no sending', async () => {
    const house = cellar();
    const { id, lane } = await quiet(house);
    const first = await house.append(id, alice, 'x', { leaseMs: 10_000 });
    await drain(house, (first as { taken: TakenLane }).taken);
    await house.append(id, alice, 'y');
    expect(await taken(house, lane)).not.toHaveProperty('sending');
  });

  test('a head that has to wait is counted, and free to be taken by whoever comes', async () => {
    const house = cellar();
    const { id, lane } = await quiet(house);
    await house.append(id, alice, 'x');
    const { fence, tries } = await taken(house, lane);
    expect(tries).toBe(0);
    await house.store.lanes.sending(lane, fence, 3);
    expect(await house.store.lanes.putOff(lane, fence, 60_000)).toEqual({ lane, wake: 3 });
    expect(await house.store.lanes.wakeOverdue()).toEqual([]);
    const again = await taken(house, lane);
    expect(again).toMatchObject({ tries: 1, items: ['deliver-messages {"seq":3}'] });
    expect(again).not.toHaveProperty('sending');
    await house.store.lanes.advance(lane, again.fence, { chat: id, seq: 3 });
    await house.append(id, alice, 'y');
    expect(await taken(house, lane)).toMatchObject({ tries: 0 });
  });

  test('a lane that nobody came for is woken when it is overdue, by one sweep of many, and not at once again', async () => {
    const house = cellar();
    const other = openCellar(connect(), house.desk);
    const { id, lane } = await quiet(house);
    await house.append(id, alice, 'x');
    expect(await house.store.lanes.wakeOverdue()).toEqual([]);
    await house.redis.zadd(house.keys.lanes, Date.now() - 1_500, lane);
    const woken = await Promise.all([house, other, house, other].map((one) => one.store.lanes.wakeOverdue()));
    expect(woken.flat()).toEqual([{ lane, wake: 3 }]);
    expect(await house.store.lanes.wakeOverdue()).toEqual([]);
  });

  test('a lane whose jobs wait for a slot is asked for ever more rarely, until somebody has come', async () => {
    const house = cellar();
    const { id, lane } = await quiet(house);
    await house.append(id, alice, 'x');
    const ask = async (seconds: number) => {
      await house.redis.zadd(house.keys.lanes, 1, lane);
      const before = await redisNow(house.redis);
      // The lane of assigning may be overdue as well, where the machine is slow.
      const woken = (await house.store.lanes.wakeOverdue()).filter((wake) => wake.lane === lane);
      expect(woken).toHaveLength(1);
      const due = Number(await house.redis.zscore(house.keys.lanes, lane)) - seconds * 1_000;
      expect(due).toBeGreaterThanOrEqual(before);
      expect(due).toBeLessThanOrEqual(await redisNow(house.redis));
    };
    for (const seconds of [5, 10, 20, 40, 80, 160, 320, 320, 320]) await ask(seconds);
    const held = await taken(house, lane);
    await house.store.lanes.putOff(lane, held.fence, 0);
    await ask(5);
  });

  test('a lane that is held is not overdue, one whose holder fell silent is', async () => {
    const house = cellar();
    const { id, lane } = await quiet(house);
    await house.append(id, alice, 'x', { leaseMs: 10_000 });
    expect(await house.store.lanes.wakeOverdue()).toEqual([]);
    await letRunOut(house, lane);
    expect(await house.store.lanes.wakeOverdue()).toMatchObject([{ lane }]);
  });

  test('a holder sees what came while it worked, however much', async () => {
    const house = cellar();
    const { id, lane } = await quiet(house);
    await house.append(id, alice, 'x');
    const held = await taken(house, lane);
    await Promise.all(Array.from({ length: 60 }, (_, i) => house.append(id, alice, `${i}`)));
    const seen: number[] = [];
    await drain(house, held, async (seq) => seen.push(seq) > 0);
    expect(seen).toEqual(Array.from({ length: 61 }, (_, i) => i + 3));
  });

  test('a storm of appends, holders that die and sweeps: every line is delivered once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('send', 'send', 'job', 'die', 'note'), { minLength: 10, maxLength: 40 }),
        async (steps) => {
          const first = cellar();
          const houses = [first, openCellar(first.redis, first.desk), openCellar(first.redis, first.desk)];
          const { id, lane } = await quiet(first);
          const delivered: number[] = [];
          const work = (house: Cellar, held: TakenLane, dies: boolean) =>
            drain(house, held, async (seq) => {
              // A holder that vanishes after its send has told so before; our own Direct Line drops the repeat.
              await house.store.lanes.sending(lane, held.fence, seq);
              if (delivered.at(-1) !== seq) delivered.push(seq);
              if (dies) await letRunOut(house, lane);
              return !dies;
            });
          await Promise.all(
            steps.map(async (step, i) => {
              const house = houses[i % 3]!;
              if (step === 'note') return void (await house.append(id, alice, 'n', { note: true }));
              const leaseMs = step === 'send' ? 10_000 : 0;
              const appended = await house.append(id, alice, `${i}`, { leaseMs });
              const held = (appended as { taken?: TakenLane }).taken;
              if (held !== undefined) return work(house, held, false);
              const take = await house.store.lanes.take(lane);
              if (take.kind === 'taken') await work(house, take.lane, step === 'die');
            }),
          );
          // What the sweep and its job do in the end.
          await eventually(async () => {
            const take = await first.store.lanes.take(lane);
            if (take.kind === 'taken') await work(first, take.lane, false);
            return take.kind === 'empty';
          }, 'an empty lane');
          const lines = await first.store.chats.log(id, 2);
          expect(delivered).toEqual(lines.filter(({ type }) => type === 'message').map(({ seq }) => seq));
        },
      ),
      runs(40),
    );
  });

  test('a lane at rest leaves nothing that stays for ever', async () => {
    const house = cellar();
    const { lane } = await quiet(house);
    expect(await house.redis.ttl(house.keys.lane(lane))).toBeGreaterThan(0);
    expect(await house.redis.exists(house.keys.laneItems(lane))).toBe(0);
  });
});
