import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { type Ask, createBreakers } from '../../../jobs/breakers.ts';
import { createWaits } from '../../../jobs/waits.ts';
import { type LaneTools, workLane } from '../../../jobs/work-lane.ts';
import { busy, done, type Outcome, refused, settling, unknown } from '../../../src/connector/outcome.ts';
import { createLog } from '../../../src/shared/log.ts';
import { openStore } from '../../../src/store/store.ts';
import { eventually } from '../../support/eventually.ts';
import { onEveryServer } from '../store/cellar.ts';

const LIMITS = { failures: 3, within: 60_000, firstWait: 150, longestWait: 400, trial: 500 };
const waits = { ...createWaits(0.01), breaker: LIMITS };
const LANE = 't.chat-1.1.helix';

onEveryServer((connect) => {
  /** Two processes at one desk, with what they log. */
  function twoProcesses() {
    const desk = `breaker-${randomUUID()}`;
    const said: string[] = [];
    const log = createLog('silent');
    const noting = Object.assign(Object.create(log) as typeof log, {
      error: (_facts: object, words: string) => void said.push(words),
      warn: (_facts: object, words: string) => void said.push(words),
    });
    const open = (redis: Redis): Ask => createBreakers(openStore(redis, desk).breaker, waits, noting);
    const stores = [openStore(connect(), desk), openStore(connect(), desk)] as const;
    return { a: open(connect()), b: open(connect()), said, store: stores[0] };
  }

  /** One errand that comes out like that; how long it was put off instead, if it was. */
  async function errand(ask: Ask, outcome: Outcome<unknown>, lane = LANE): Promise<number | undefined> {
    const leave = await ask(lane);
    if (typeof leave === 'number') return leave;
    await leave.told(outcome);
    return undefined;
  }

  const trialOf = (ask: Ask, outcome: Outcome<unknown>) =>
    eventually(async () => (await errand(ask, outcome)) === undefined, 'a trial is let through');

  test('opens for every process after so many failures in a row, and says so once', async () => {
    const { a, b, said, store } = twoProcesses();
    await errand(a, busy('503'));
    await errand(b, unknown('no answer'));
    expect(await store.breaker('helix', LIMITS).isOpen()).toBe(false);
    await errand(a, busy('503'));
    expect(await store.breaker('helix', LIMITS).isOpen()).toBe(true);
    expect(await errand(b, done(1))).toBeGreaterThan(0);
    expect(await errand(a, done(1))).toBeGreaterThan(0);
    expect(said).toEqual(['the ITSM does not work; its tickets wait']);
  });

  test.each([
    ['a success', done(1)],
    ['a refusal: whoever refuses is alive', refused('no such value')],
    ['an answer that it is too soon to tell', settling('not there yet', 50)],
  ])('%s in between begins a new row', async (_name, between) => {
    const { a, store } = twoProcesses();
    for (const outcome of [busy('x'), busy('x'), between, busy('x'), busy('x')]) await errand(a, outcome);
    expect(await store.breaker('helix', LIMITS).isOpen()).toBe(false);
  });

  test('closed and without failures it is believed for a moment, until a call of this process fails', async () => {
    const { store } = twoProcesses();
    let asked = 0;
    const counting = (connector: string, limits: typeof LIMITS) => {
      const own = store.breaker(connector, limits);
      const ask = () => {
        asked += 1;
        return own.ask();
      };
      return { ...own, ask };
    };
    const ask = createBreakers(counting, { ...waits, trust: 3_600_000 }, createLog('silent'));
    for (let i = 0; i < 5; i += 1) await errand(ask, done(1));
    expect(asked).toBe(1);
    for (let i = 0; i < 3; i += 1) await errand(ask, busy('503'));
    expect(await errand(ask, done(1))).toBeGreaterThan(0);
    expect(asked).toBe(4);
  });

  test('one that another process has opened is seen a moment later', async () => {
    const { a, b } = twoProcesses();
    expect(await errand(b, done(1))).toBeUndefined();
    for (let i = 0; i < LIMITS.failures; i += 1) await errand(a, busy('503'));
    await eventually(async () => typeof (await b(LANE)) === 'number', 'the other process waits, too');
  });

  test('failures of long ago do not count', async () => {
    const { store } = twoProcesses();
    const breaker = store.breaker('helix', { ...LIMITS, within: 1 });
    for (let i = 0; i < 6; i += 1) {
      await breaker.failed();
      const before = Date.now();
      await eventually(() => Date.now() > before + 3, 'the row is old');
    }
    expect(await breaker.isOpen()).toBe(false);
  });

  test('other connectors and the words of chats go on', async () => {
    const { a } = twoProcesses();
    for (let i = 0; i < 3; i += 1) await errand(a, busy('x'));
    expect(await errand(a, done(1))).toBeGreaterThan(0);
    expect(await errand(a, done(1), 't.chat-1.1.snow')).toBeUndefined();
    expect(await errand(a, done(1), 'c.chat-1')).toBeUndefined();
  });

  test('lets one trial through, closes when it works and says so once', async () => {
    const { a, b, said, store } = twoProcesses();
    for (let i = 0; i < 3; i += 1) await errand(a, busy('x'));
    const trial = await eventually(async () => {
      const leave = await a(LANE);
      return typeof leave === 'number' ? undefined : leave;
    }, 'a trial is let through');
    expect(typeof (await b('t.chat-2.1.helix'))).toBe('number');
    await trial.told(done(1));
    for (const ask of [a, b]) expect(await errand(ask, done(1))).toBeUndefined();
    expect(await store.breaker('helix', LIMITS).isOpen()).toBe(false);
    expect(said).toEqual([
      'the ITSM does not work; its tickets wait',
      'the ITSM works again; its tickets catch up',
    ]);
  });

  test('a trial that fails doubles the wait, up to the longest; nothing is logged again', async () => {
    const { a, said, store } = twoProcesses();
    for (let i = 0; i < 3; i += 1) await errand(a, busy('x'));
    const waitsSeen: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      await trialOf(a, busy('x'));
      const now = await store.breaker('helix', LIMITS).ask();
      waitsSeen.push(now.kind === 'wait' ? now.ms : 0);
    }
    expect(waitsSeen[0]).toBeGreaterThan(LIMITS.firstWait);
    expect(waitsSeen[0]).toBeLessThanOrEqual(300);
    expect(waitsSeen[1]).toBeGreaterThan(300);
    expect(waitsSeen[2]).toBeLessThanOrEqual(LIMITS.longestWait);
    expect(said).toHaveLength(1);
  });

  test('a trial whose holder died is given to the next', async () => {
    const { a, b } = twoProcesses();
    for (let i = 0; i < 3; i += 1) await errand(a, busy('x'));
    await eventually(async () => typeof (await a(LANE)) !== 'number', 'a trial that tells nothing');
    await trialOf(b, done(1));
    expect(await errand(a, done(1))).toBeUndefined();
  });

  test('no trial comes before the ITSM asked for it', async () => {
    const { a, store } = twoProcesses();
    for (let i = 0; i < 3; i += 1) await errand(a, busy('429', 50_000));
    const now = await store.breaker('helix', LIMITS).ask();
    // Scaled by 0.01, as all waits here.
    expect(now).toMatchObject({ kind: 'wait' });
    expect(now.kind === 'wait' && now.ms).toBeGreaterThan(LIMITS.firstWait);
  });

  test('those that wait come back spread', async () => {
    const { a } = twoProcesses();
    for (let i = 0; i < 3; i += 1) await errand(a, busy('x'));
    const waited = await Promise.all(Array.from({ length: 60 }, (_, i) => a(`t.chat-${i}.1.helix`)));
    const ms = waited.map(Number).sort((x, y) => x - y);
    expect((ms.at(-1) ?? 0) - (ms[0] ?? 0)).toBeGreaterThan(LIMITS.longestWait / 4);
    expect(new Set(ms).size).toBeGreaterThan(20);
  });

  test('a lane before an open breaker calls nothing, keeps its work, and counts no try', async () => {
    const { a, store } = twoProcesses();
    for (let i = 0; i < 3; i += 1) await errand(a, busy('x'));
    await store.unfinished.mend(LANE, 'open-ticket {"n":1}');
    const take = await store.lanes.take(LANE);
    if (take.kind !== 'taken') throw new Error('not taken');
    let calls = 0;
    const tools: LaneTools = {
      lanes: store.lanes,
      ask: a,
      log: createLog('silent'),
      jobs: {
        'open-ticket': async () => {
          calls += 1;
          return done(undefined);
        },
      },
      judge: async () => ({ kind: 'next' }),
    };
    const later = await workLane(take.lane, tools);
    expect(calls).toBe(0);
    expect(later?.afterMs).toBeGreaterThan(0);
    const again = await store.lanes.take(LANE);
    expect(again).toMatchObject({ kind: 'taken', lane: { tries: 0, items: ['open-ticket {"n":1}'] } });
    await trialOf(a, done(1));
    if (again.kind === 'taken') await workLane(again.lane, tools);
    expect(calls).toBe(1);
    expect(await store.lanes.take(LANE)).toEqual({ kind: 'empty' });
  });
});
