import { describe, expect, test } from '@jest/globals';
import { Settings } from '../../../config/schema.ts';
import { plan } from '../../../jobs/plan.ts';
import type { ChatEvent } from '../../../src/chat/event.ts';
import type { Command } from '../../../src/handoff/commands.ts';
import { deadlineOf } from '../../../src/handoff/deadlines.ts';
import { slaOf } from '../../../src/handoff/sla.ts';
import {
  ASKED,
  acceptedBy,
  alice,
  closedAs,
  given,
  handoffRequested,
  inShort,
  limits,
  released,
} from './given.ts';

const MINUTE = 60_000;
/** Chats of Network wait five minutes at most; people are warned after three. */
const full = { ...limits, sla: [{ queue: 'Network', minutes: 5, warnBeforeMinutes: 2 }] };
const pass = (kind: 'sla-warning' | 'sla-breach', epoch = 0): Command => ({
  type: 'pass-deadline',
  kind,
  epoch,
});
const warned: ChatEvent = { type: 'sla-warned', at: ASKED + 3 * MINUTE };
const breached: ChatEvent = { type: 'sla-breached', at: ASKED + 5 * MINUTE };
/** As it comes back from an agent who is gone: it has waited from its beginning. */
const requeued: ChatEvent = {
  type: 'chat-requeued',
  at: ASKED + 4 * MINUTE,
  queue: 'Network',
  waitingSince: ASKED,
};
const deadlineAfter = (...events: readonly ChatEvent[]) => deadlineOf(given(...events).chat!, full);

describe('a waiting chat with a target [row 101]', () => {
  test('is warned of before it and told when it is missed, each once, in words for agents alone', () => {
    expect(deadlineAfter(handoffRequested)).toEqual({ kind: 'sla-warning', at: ASKED + 3 * MINUTE });
    const near = given(handoffRequested).when(pass('sla-warning'), { now: ASKED + 3 * MINUTE, limits: full });
    expect(near.events).toMatchObject([
      {
        type: 'sla-warned',
        line: {
          code: 'sla-warning',
          visibility: 'internal',
          text: 'The chat has waited 3 minutes: its target is missed in 2 minutes unless an agent accepts it.',
        },
      },
    ]);
    expect(deadlineOf(near.chat!, full)).toEqual({ kind: 'sla-breach', at: ASKED + 5 * MINUTE });
    const past = given(handoffRequested, warned).when(pass('sla-breach'), {
      now: ASKED + 5 * MINUTE,
      limits: full,
    });
    expect(past.events).toMatchObject([
      { type: 'sla-breached', line: { code: 'sla-breached', visibility: 'internal' } },
    ]);
    expect(past.chat).toMatchObject({ status: 'queued', waitingSince: ASKED, epoch: 0 });
    expect(deadlineOf(past.chat!, full)).toEqual({ kind: 'waiting', at: ASKED + limits.waitingMs });
    expect([...near.events, ...past.events].flatMap((event) => plan(event, past.chat!))).toEqual([]);
  });

  test('whose warning comes too late is missed at once', () => {
    const late = given(handoffRequested).when(pass('sla-warning'), { now: ASKED + 6 * MINUTE, limits: full });
    expect(inShort(late)).toBe('sla-breached');
    expect(deadlineOf(late.chat!, full)?.kind).toBe('waiting');
  });

  test.each<[string, readonly ChatEvent[], object]>([
    ['once an agent has it', [handoffRequested, acceptedBy(alice)], full],
    ['once it is closed', [handoffRequested, closedAs('cancelled')], full],
    ['where it was done already', [handoffRequested, warned, breached], full],
    ['where the target is gone', [handoffRequested], limits],
  ])('is left alone by a late timer %s', (_when, before, at) => {
    for (const kind of ['sla-warning', 'sla-breach'] as const)
      expect(
        inShort(given(...before).when(pass(kind), { now: ASKED + 9 * MINUTE, limits: { ...limits, ...at } })),
      ).toBe('nothing');
  });

  test('that comes back to the front keeps its time, and is not told of again', () => {
    const back = [handoffRequested, acceptedBy(alice), requeued];
    expect(deadlineAfter(...back)).toEqual({ kind: 'sla-warning', at: ASKED + 3 * MINUTE });
    const known = [handoffRequested, warned, breached, acceptedBy(alice), requeued];
    expect(deadlineAfter(...known)?.kind).toBe('waiting');
  });

  test('that was released waits anew', () => {
    const anew: ChatEvent = { ...released, at: ASKED + 20 * MINUTE };
    const chat = [handoffRequested, warned, breached, acceptedBy(alice), anew];
    expect(deadlineOf(given(...chat).chat!, { ...full, waitingMs: 1e9 })).toEqual({
      kind: 'sla-warning',
      at: ASKED + 23 * MINUTE,
    });
  });

  test('goes by the target of the queue it is in', () => {
    const elsewhere: ChatEvent = { type: 'chat-overflowed', at: ASKED + MINUTE, queue: 'Access' };
    expect(deadlineAfter(handoffRequested, elsewhere)?.kind).toBe('waiting');
  });
});

test('the first target that fits a place counts; case does not [row 101]', () => {
  const { sla } = Settings.parse({
    sla: [
      { company: 'Acme', queue: 'Network', minutes: 5, warnBeforeMinutes: 1 },
      { company: 'Acme', minutes: 10 },
      { queue: 'Access', minutes: 1 },
    ],
  });
  expect(slaOf(sla, { company: 'ACME', queue: 'network' })).toEqual({
    breachedMs: 300_000,
    warnedMs: 240_000,
  });
  expect(slaOf(sla, { company: 'Acme', queue: 'Access' })).toEqual({ breachedMs: 600_000 });
  expect(slaOf(sla, { company: 'Other', queue: 'Access' })).toEqual({ breachedMs: 60_000 });
  expect(slaOf(sla, { company: 'Other', queue: 'GENERAL' })).toBeUndefined();
});

test('a warning that would come before the chat is refused at the start [row 101]', () => {
  const parsed = Settings.safeParse({ sla: [{ minutes: 5, warnBeforeMinutes: 5 }] });
  expect(parsed.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
    ['sla.0.warnBeforeMinutes', 'the warning would come before the chat; it has to be less than minutes'],
  ]);
});
