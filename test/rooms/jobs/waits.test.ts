import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readEnvironment } from '../../../config/environment.ts';
import { createJudge } from '../../../jobs/run.ts';
import { createWaits } from '../../../jobs/waits.ts';
import { busy, type Outcome, unknown } from '../../../src/connector/outcome.ts';
import { draftOf, type Sandbox, startSandbox } from '../../connectors/bmc-sandbox.ts';

const item = { chat: 'chat-1', job: 'open-ticket', args: { n: 1 } };

/** Milliseconds until the lane is worked again. */
async function waitAfter(outcome: Outcome<unknown>, tries = 0, scale = 1): Promise<number> {
  const verdict = await createJudge(async () => {}, createWaits(scale))(outcome, item, tries);
  if (verdict.kind !== 'later') throw new Error('does not wait');
  return verdict.afterMs;
}

describe('an hour is a minute under a scale of a sixtieth', () => {
  test.each<[string, Outcome<unknown>, number]>([
    ['a busy ITSM for the first time', busy('x'), 0],
    ['a busy ITSM for the twelfth time', busy('x'), 12],
    ['a Retry-After', busy('x', 120_000), 0],
    ['a write in doubt', unknown('x', 5_000), 3],
  ])('%s', async (_name, outcome, tries) => {
    const [full, scaled] = [await waitAfter(outcome, tries), await waitAfter(outcome, tries, 1 / 60)];
    expect(full / scaled).toBeGreaterThan(60 * 0.7);
    expect(full / scaled).toBeLessThan(60 * 1.4);
  });

  test('nothing in the table of waits is left out but what takes as long as it takes', () => {
    const [full, scaled] = [createWaits(), createWaits(0.01)];
    const { breaker, ...others } = full;
    for (const [name, ms] of Object.entries(others))
      expect([name, scaled[name as keyof typeof others]]).toEqual([name, ms * 0.01]);
    expect(scaled.breaker).toMatchObject({
      within: breaker.within * 0.01,
      firstWait: breaker.firstWait * 0.01,
      longestWait: breaker.longestWait * 0.01,
      trial: breaker.trial,
      failures: breaker.failures,
    });
  });
});

describe('what a 429 asks for', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox?.close());

  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();

  test.each<[string, string | undefined, number, number]>([
    ['seconds', '20', 20_000, 21_000],
    ['more than the longest backoff', '120', 120_000, 126_000],
    ['an HTTP date', inSeconds(30), 27_000, 31_500],
    ['a date in the past', inSeconds(-500), 500, 500],
    ['nothing', undefined, 375, 500],
    ['a thousand million seconds: capped', '1000000000', 300_000, 315_000],
    ['1e9, which is no number of seconds', '1e9', 375, 500],
    ['a negative number', '-30', 375, 500],
    ['words', 'soon', 375, 500],
  ])('%s', async (_name, retryAfter, least, most) => {
    sandbox.simulator.faults = [
      { kind: 'too-many', method: 'POST', path: 'HPD:', ...(retryAfter !== undefined && { retryAfter }) },
    ];
    const outcome = await sandbox.connector().open(draftOf('incident', 'x'), { key: 'DB-1', attempt: 0 });
    expect(outcome.kind).toBe('busy');
    const ms = await waitAfter(outcome);
    expect(ms).toBeGreaterThanOrEqual(least);
    expect(ms).toBeLessThanOrEqual(Math.max(most, 500));
  });
});

test.each(['0', '-1', '2', 'fast'])('a scale of %s is refused at the start', (text) => {
  const read = () => readEnvironment({ DESKBRIDGE_WAIT_SCALE: text }, { configFile: 'x' });
  expect(read).toThrow(`DESKBRIDGE_WAIT_SCALE is ${text}`);
});

test('without a scale, waits are as they are', () => {
  expect(readEnvironment({}, { configFile: 'x' }).waitScale).toBe(1);
});
