import { afterAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { passDeadline } from '../../../jobs/pass-deadline.ts';
import { sweepDeadlines } from '../../../jobs/sweep-deadlines.ts';
import type { Limits } from '../../../src/handoff/commands.ts';
import { createRules } from '../../../src/handoff/rules.ts';
import { alice, openCellar } from '../store/open-cellar.ts';

const redis = new Redis(process.env.TEST_REDIS ?? '', { enableAutoPipelining: true });
afterAll(() => redis.disconnect());

const LIMITS: Limits = { waitingMs: 1_000, idleMs: 2_000, abandoningMs: 500, transferMs: 700 };

/** A desk whose limits may change under it, as those of a server do that starts with other settings. */
function openDesk() {
  const limits: { -readonly [L in keyof Limits]: Limits[L] } = { ...LIMITS };
  const house = openCellar(redis, undefined, limits);
  const { deadlineOf } = createRules(() => limits);
  return {
    ...house,
    limits,
    /** Looks for what is due by the store's clock. */
    sweep: (now: number) =>
      sweepDeadlines(house.store.deadlines, now, (deadline) =>
        passDeadline(deadline, {
          pass: ({ chat, kind, epoch }) => house.execute(chat, { type: 'pass-deadline', kind, epoch }),
          deadlineOf,
          keep: house.store.deadlines.keep,
        }),
      ),
    standing: () => redis.zrange(house.keys.deadlines, '0', '-1'),
  };
}

test('a deadline that a slow clock does not see yet is passed later, not lost', async () => {
  const desk = openDesk();
  const { id, createdAt } = await desk.waiting();
  await desk.sweep(createdAt + LIMITS.waitingMs);
  expect(await desk.standing()).toEqual([`${id}|waiting|0`]);
  desk.clock.ahead = LIMITS.waitingMs;
  await desk.sweep(createdAt + LIMITS.waitingMs);
  expect((await desk.read(id)).status).toBe('closed');
  expect(await desk.standing()).toEqual([]);
});

test('a chat that is under another deadline by now, because the settings are, has that one', async () => {
  const desk = openDesk();
  const { id, createdAt } = await desk.waiting();
  Object.assign(desk.limits, { waitingMs: 5_000, sla: [{ minutes: 0.05 }] });
  desk.clock.ahead = 1_100;
  await desk.sweep(createdAt + 1_100);
  expect(await desk.standing()).toEqual([`${id}|sla-breach|0`]);
  desk.clock.ahead = 3_100;
  await desk.sweep(createdAt + 3_100);
  expect((await desk.read(id)).slaBreachedFor).toBe(createdAt);
  expect(await desk.standing()).toEqual([`${id}|waiting|0`]);
});

test('a chat that was closed since it was read gets no deadline any more, and one that stands may come sooner', async () => {
  const desk = openDesk();
  const { deadlines } = desk.store;
  const { id, epoch, version, createdAt } = await desk.waiting();
  const read = { chat: id, epoch, version };
  await deadlines.bringForward([{ ...read, kind: 'sla-breach', at: createdAt + 1 }]);
  await desk.execute(id, { type: 'cancel' });
  expect((await desk.read(id)).status).toBe('closed');
  await desk.redis.del(desk.keys.deadlines);
  await deadlines.bringForward([{ ...read, kind: 'waiting', at: createdAt + 1 }]);
  await deadlines.keep({ ...read, kind: 'waiting', at: createdAt + 1 });
  expect(await desk.standing()).toEqual([]);
  await desk.redis.zadd(desk.keys.deadlines, createdAt + 500, `${id}|undelivered|${epoch}`);
  await deadlines.bringForward([{ ...read, kind: 'undelivered', at: createdAt + 1 }]);
  expect(await desk.redis.zscore(desk.keys.deadlines, `${id}|undelivered|${epoch}`)).toBe(`${createdAt + 1}`);
});

test('what another change has left behind is forgotten', async () => {
  const desk = openDesk();
  const { id } = await desk.owned(alice);
  await redis.zadd(desk.keys.deadlines, 1, `${id}|waiting|0`);
  await desk.sweep(desk.clock.now());
  expect(await desk.standing()).toEqual([`${id}|idle|1`]);
});
