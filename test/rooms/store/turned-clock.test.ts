import { expect, it, jest } from '@jest/globals';
import { keepSweeping } from '../../../jobs/keep-sweeping.ts';
import { createLog } from '../../../src/shared/log.ts';
import { followClock } from '../../../src/store/time.ts';
import { eventually } from '../../support/eventually.ts';
import { alice, bob, onEveryServer, openCellar } from './cellar.ts';

const HOUR = 3_600_000;
const STEPS = [-2, 2, -26, 26].map((hours) => [hours] as const);
const LIMITS = { failures: 1, within: 60_000, firstWait: 5_000, longestWait: 60_000, trial: 60_000 };

onEveryServer((connect) => {
  it.each(STEPS)(
    '[faults 6] sibling: the time of a desk is Redis’s, whatever this machine says: %d hours',
    async (hours) => {
      const house = openCellar(connect());
      const real = Date.now;
      const turned = jest.spyOn(Date, 'now').mockImplementation(() => real() + hours * HOUR);
      try {
        const clock = await followClock(house.redis);
        const told = await house.store.now();
        expect(Math.abs(clock.now() - told)).toBeLessThan(HOUR);
        turned.mockImplementation(() => real() - hours * HOUR);
        expect(Math.abs(clock.now() - told)).toBeLessThan(HOUR);
      } finally {
        turned.mockRestore();
      }
    },
  );

  it.each(STEPS)('[faults 6] sibling: lanes are woken by Redis’s clock alone: %d hours', async (hours) => {
    const house = openCellar(connect());
    const { id } = await house.owned();
    const lane = `c.${id}`;
    const now = await house.store.now();
    const real = Date.now;
    const turned = jest.spyOn(Date, 'now').mockImplementation(() => real() + hours * HOUR);
    try {
      await house.redis.zadd(house.keys.lanes, now + 60_000, lane);
      expect((await house.store.lanes.wakeOverdue()).map((wake) => wake.lane)).not.toContain(lane);
      await house.redis.zadd(house.keys.lanes, now - 60_000, lane);
      expect((await house.store.lanes.wakeOverdue()).map((wake) => wake.lane)).toContain(lane);
    } finally {
      turned.mockRestore();
    }
  });

  // Redis's own clock cannot be turned here: what it had written before is put as far ahead as it would stand then.
  it.each([[2], [26]])(
    '[faults 6] sibling: Redis’s clock is set back by %d hours: a lane is not held for as long',
    async (hours) => {
      const house = openCellar(connect());
      const { id } = await house.owned();
      const lane = `c.${id}`;
      await house.append(id, alice, 'Hello');
      const later = (await house.store.now()) + hours * HOUR;
      await house.redis.hset(house.keys.lane(lane), 'until', later);
      await house.redis.zadd(house.keys.lanes, later, lane);
      await house.store.lanes.wakeOverdue();
      expect(Number(await house.redis.zscore(house.keys.lanes, lane))).toBeLessThanOrEqual(
        await house.store.now(),
      );
      expect(await house.store.lanes.take(lane)).toMatchObject({ kind: 'taken' });
    },
  );

  it.each([[2], [26]])(
    '[faults 6] sibling: … and by %d hours a breaker asks the ITSM again',
    async (hours) => {
      const house = openCellar(connect());
      const breaker = house.store.breaker('helix', LIMITS);
      expect(await breaker.failed()).toMatchObject({ kind: 'opened' });
      expect(await breaker.ask()).toMatchObject({ kind: 'wait' });
      await house.redis.hset(house.keys.breaker('helix'), 'until', (await house.store.now()) + hours * HOUR);
      expect(await breaker.ask()).toEqual({ kind: 'trial' });
      expect(await breaker.ask()).toMatchObject({ kind: 'wait' });
      await house.redis.hset(house.keys.breaker('helix'), 'trial', (await house.store.now()) + hours * HOUR);
      expect(await breaker.ask()).toEqual({ kind: 'trial' });
    },
  );

  it.each([[2], [26]])(
    '[faults 6] sibling: … and by %d hours whoever left is not there for as long',
    async (hours) => {
      const house = openCellar(connect());
      await house.store.agents.renewLease(bob.id, 60_000);
      await house.store.agents.gone(60_000);
      const step = hours * HOUR;
      const lease = Number(await house.redis.zscore(house.keys.presence, bob.id));
      const swept = Number(await house.redis.get(house.keys.presenceSwept));
      await house.redis.zadd(house.keys.presence, lease + step, bob.id);
      await house.redis.set(house.keys.presenceSwept, swept + step);
      await house.store.agents.gone(60_000);
      const left = Number(await house.redis.zscore(house.keys.presence, bob.id)) - (await house.store.now());
      expect(left).toBeLessThanOrEqual(60_000);
    },
  );

  it.each([[2], [26]])('[faults 6] sibling: … and by %d hours sweeps go on', async (hours) => {
    const house = openCellar(connect());
    let runs = 0;
    const sweep = { everyMs: 1_000, run: async () => void runs++ };
    await house.store.sweeps.ran('sweep-outbox');
    await house.redis.hset(house.keys.sweeps, 'sweep-outbox', (await house.store.now()) + hours * HOUR);
    const sweeping = keepSweeping({ 'sweep-outbox': sweep }, house.store.sweeps, createLog('silent'));
    try {
      await eventually(() => runs > 0, 'the sweep runs');
    } finally {
      sweeping.close();
    }
  });

  it('a sweep that is late is told to one asker, and one that has run is not late', async () => {
    const house = openCellar(connect());
    const after = new Map([['sweep-outbox', 60_000]]);
    expect(await house.store.sweeps.late(after)).toEqual(['sweep-outbox']);
    expect(await house.store.sweeps.late(after)).toEqual([]);
    await house.redis.del(house.keys.sweeps);
    await house.store.sweeps.ran('sweep-outbox');
    expect(await house.store.sweeps.late(after)).toEqual([]);
  });
});
