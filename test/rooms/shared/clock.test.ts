import { describe, expect, it } from '@jest/globals';
import { createRateLimit } from '../../../src/directline/rate-limit.ts';
import { createAttempts } from '../../../src/people/sign-in-attempts.ts';
import { stopwatch, systemClock } from '../../../src/shared/clock.ts';

const HOUR = 3_600_000;
const STEPS = [-2, 2, -26, 26].map((hours) => [hours] as const);

/** A process's two clocks: the one of the day jumps, the other one only goes on. */
function clocks() {
  const state = { day: Date.UTC(2026, 0, 15), passed: 0 };
  return {
    state,
    pass: (ms: number) => {
      state.day += ms;
      state.passed += ms;
    },
    both: { now: () => state.day, elapsed: () => state.passed },
    dayOnly: { now: () => state.day },
  };
}

/** How many of so many calls are let through. */
const through = (call: () => unknown, times: number): number => {
  let count = 0;
  for (let i = 0; i < times; i++)
    try {
      call();
      count += 1;
    } catch {}
  return count;
};

describe('a stopwatch', () => {
  it.each(STEPS)('does not see a jump of %d hours', (hours) => {
    const { state, pass, both } = clocks();
    const elapsed = stopwatch(both);
    pass(1_000);
    state.day += hours * HOUR;
    pass(500);
    expect(elapsed()).toBe(1_500);
  });

  it('never runs backwards, even over a clock that tells the day alone', () => {
    const { state, pass, dayOnly } = clocks();
    const elapsed = stopwatch(dayOnly);
    pass(1_000);
    expect(elapsed()).toBe(1_000);
    state.day -= 26 * HOUR;
    expect(elapsed()).toBe(1_000);
    pass(500);
    expect(elapsed()).toBe(1_500);
  });

  it('goes on over the clock of the system', () => {
    const elapsed = stopwatch(systemClock);
    const first = elapsed();
    expect(elapsed()).toBeGreaterThanOrEqual(first);
  });
});

describe('limits under a clock that jumps', () => {
  it.each(STEPS)(
    '[faults 6] users are let in after a step of %d hours, no more and no fewer than before',
    (hours) => {
      const { state, pass, both } = clocks();
      const limit = createRateLimit(50, both);
      expect(through(() => limit('a user'), 60)).toBe(50);
      state.day += hours * HOUR;
      expect(through(() => limit('a user'), 60)).toBe(0);
      pass(1_000);
      expect(through(() => limit('a user'), 60)).toBe(50);
    },
  );

  it('[faults 6] sibling: set back without another clock to go by, nobody is locked out', () => {
    const { state, pass, dayOnly } = clocks();
    const limit = createRateLimit(50, dayOnly);
    limit('a user');
    state.day -= 2 * HOUR;
    limit('a user');
    pass(1_000);
    expect(through(() => limit('a user'), 60)).toBe(50);
  });

  it.each(STEPS)(
    '[faults 6] sibling: guessing stays slow after a step of %d hours, and is free a minute later',
    (hours) => {
      const { state, pass, both } = clocks();
      const guess = createAttempts(both).counted('sign-in', '192.0.2.1');
      const once = () => {
        guess.allow();
        guess.count();
      };
      expect(through(once, 12)).toBe(10);
      state.day += hours * HOUR;
      expect(through(once, 12)).toBe(0);
      pass(60_001);
      expect(through(once, 12)).toBe(10);
    },
  );
});
