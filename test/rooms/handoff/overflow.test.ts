import { describe, expect, test } from '@jest/globals';
import { Settings } from '../../../config/schema.ts';
import { plan } from '../../../jobs/plan.ts';
import type { ChatEvent } from '../../../src/chat/event.ts';
import type { Command } from '../../../src/handoff/commands.ts';
import { deadlineOf } from '../../../src/handoff/deadlines.ts';
import { limitsOf } from '../../../src/handoff/limits.ts';
import { ASKED, acceptedBy, alice, given, handoffRequested, inShort, limits, released } from './given.ts';

const row = (queue: string, overflowTo: string, afterMs: number) => ({ queue, overflowTo, afterMs });
/** Network and Access give their chats to each other. */
const full = {
  ...limits,
  overflow: [row('Network', 'Access', 60_000), row('Access', 'Network', 90_000), row('Access', 'X', 1)],
};
const pass: Command = { type: 'pass-deadline', kind: 'overflow', epoch: 0 };
const overflowed = (queue: string, at: number): ChatEvent => ({ type: 'chat-overflowed', at, queue });

describe('a chat that nobody of its queue takes', () => {
  test('goes to another queue, keeps its turn and waiting time, and the user is told', () => {
    const house = given(handoffRequested);
    expect(deadlineOf(house.chat!, full)).toEqual({ kind: 'overflow', at: ASKED + 60_000 });
    const then = house.when(pass, { now: ASKED + 60_000, limits: full });
    expect(then.chat).toMatchObject({ status: 'queued', queue: 'Access', waitingSince: ASKED, epoch: 0 });
    expect(then.events[0]?.line).toMatchObject({
      code: 'chat-queued-elsewhere',
      visibility: 'public',
      text: expect.stringContaining('you are in the queue of Access now'),
      told: { line: 'overflowed', names: { queue: 'Network', overflowTo: 'Access' } },
    });
    expect(plan(then.events[0]!, then.chat!).map(({ job }) => job)).toEqual([
      'deliver-messages',
      'assign-chats',
      'tell-place',
    ]);
  });

  test('leaves each queue so once: then it waits until its time is over', () => {
    const once = given(handoffRequested, overflowed('Access', ASKED + 60_000));
    expect(deadlineOf(once.chat!, full)).toEqual({ kind: 'overflow', at: ASKED + 150_000 });
    const back = once.when(pass, { now: ASKED + 150_000, limits: full });
    expect(back.chat).toMatchObject({ queue: 'Network', waitingSince: ASKED });
    expect(deadlineOf(back.chat!, full)).toEqual({ kind: 'waiting', at: ASKED + limits.waitingMs });
  });

  test.each<[string, readonly ChatEvent[], number, object]>([
    ['before its time', [handoffRequested], 59_999, full],
    ['when an agent has it by now', [handoffRequested, acceptedBy(alice)], 70_000, full],
    ['when an agent had it since', [handoffRequested, acceptedBy(alice), released], 70_000, full],
    ['when it went already', [handoffRequested, overflowed('Access', ASKED + 60_000)], 70_000, full],
    ['when the rule is gone', [handoffRequested], 70_000, limits],
    [
      'when the rule leads nowhere else',
      [handoffRequested],
      70_000,
      { overflow: [row('Network', 'Network', 1)] },
    ],
  ])('a late or early timer does nothing: %s', (_what, before, after, more) => {
    const then = given(...before).when(pass, { now: ASKED + after, limits: { ...limits, ...more } });
    expect(inShort(then)).toBe('nothing');
  });

  test('the time to wait in all goes before a longer one in the queue', () => {
    const slow = { ...limits, overflow: [row('Network', 'Access', limits.waitingMs + 1)] };
    expect(deadlineOf(given(handoffRequested).chat!, slow)?.kind).toBe('waiting');
  });
});

test('the settings’ rows become rules: in milliseconds, and an unknown queue is GENERAL [row 9]', () => {
  const settings = Settings.parse({
    queueRules: [
      { queue: 'Access', overflowTo: 'Network', afterMinutes: 2 },
      { queue: 'Network', overflowTo: 'Nowhere', afterMinutes: 0.5 },
    ],
  });
  expect(limitsOf(settings).overflow).toEqual([
    { queue: 'Access', overflowTo: 'Network', afterMs: 120_000 },
    { queue: 'Network', overflowTo: 'GENERAL', afterMs: 30_000 },
  ]);
});
