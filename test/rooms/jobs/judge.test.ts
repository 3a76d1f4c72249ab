import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createJudge } from '../../../jobs/run.ts';
import { createWaits } from '../../../jobs/waits.ts';
import type { LaneItem } from '../../../jobs/work-lane.ts';
import {
  alreadyDone,
  busy,
  done,
  missing,
  type Outcome,
  refused,
  unknown,
  unsupported,
} from '../../../src/connector/outcome.ts';

const WAITS = createWaits();

const item: LaneItem = { chat: 'chat-1', job: 'open-ticket', args: { n: 1 } };

async function judged(outcome: Outcome<unknown>, tries = 0) {
  const recorded: string[] = [];
  const judge = createJudge(async (what, reason) => {
    expect(what).toBe(item);
    recorded.push(reason);
  });
  return { verdict: await judge(outcome, item, tries), recorded };
}

test.each<[string, Outcome<unknown>, readonly string[]]>([
  ['done', done(1), []],
  ['already-done', alreadyDone(1), []],
  ['refused', refused('no such form'), ['no such form']],
  ['missing', missing('gone'), ['gone']],
  ['unsupported', unsupported('cannot'), ['cannot']],
])('%s: the lane goes on, and a failure that stays is recorded', async (_name, outcome, reasons) => {
  expect(await judged(outcome)).toEqual({ verdict: { kind: 'next' }, recorded: reasons });
});

test.each<[string, Outcome<unknown>, number]>([
  ['what the ITSM asks for', busy('429', 7_000), 7_000],
  ['at least the first wait', busy('429', 1), WAITS.first],
  ['at most the bound, whatever it asks for', busy('429', 3_600_000), WAITS.asked],
  ['a negative wait is none', busy('429', -5), WAITS.first],
  ['what an unanswered write asks for', unknown('timeout', 20_000), 20_000],
  ['not longer than the bound for that either', unknown('timeout', 1e9), WAITS.asked],
])('busy or unknown waits: %s', async (_name, outcome, afterMs) => {
  const { verdict, recorded } = await judged(outcome);
  if (verdict.kind !== 'later') throw new Error(verdict.kind);
  // Up to a twentieth later, so that a crowd spreads.
  expect(verdict.afterMs).toBeGreaterThanOrEqual(afterMs);
  expect(verdict.afterMs).toBeLessThanOrEqual(Math.ceil(afterMs * 1.05));
  expect(recorded).toEqual([]);
});

test('without a word from the ITSM the waits double, with jitter, up to the longest', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(2_000), async (tries) => {
      const { verdict } = await judged(busy('503'), tries);
      const full = Math.min(WAITS.first * 2 ** Math.min(tries, 30), WAITS.longest);
      if (verdict.kind !== 'later') throw new Error(verdict.kind);
      expect(verdict.afterMs).toBeGreaterThanOrEqual(Math.floor(Math.max(full * 0.75, WAITS.first)));
      expect(verdict.afterMs).toBeLessThanOrEqual(Math.ceil(full));
    }),
  );
});

test('an unanswered write waits at least as long as a search may not see it', async () => {
  const { verdict } = await judged(unknown('timeout'));
  expect(verdict).toEqual({ kind: 'later', afterMs: WAITS.index });
});
