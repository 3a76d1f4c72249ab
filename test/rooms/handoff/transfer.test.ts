import { describe, expect, test } from '@jest/globals';
import { Settings } from '../../../config/schema.ts';
import type { Owner } from '../../../src/chat/chat.ts';
import type { ChatEvent } from '../../../src/chat/event.ts';
import type { Command } from '../../../src/handoff/commands.ts';
import { deadlineOf } from '../../../src/handoff/deadlines.ts';
import { limitsOf } from '../../../src/handoff/limits.ts';
import {
  ASKED,
  abandonStarted,
  acceptedBy,
  alice,
  bob,
  closedAs,
  given,
  handoffRequested,
  inShort,
  limits,
  ticketCreated,
  ticketRequested,
  userCancelled,
} from './given.ts';

const sam: Owner = { id: 'sam', screenName: 'Sam' };
const hers = [handoffRequested, acceptedBy(alice)];
const offered: ChatEvent = { type: 'chat-offered', at: ASKED, to: bob, from: alice };
const toBob: Command = { type: 'transfer', by: alice, to: { agent: bob } };
const toQueue: Command = { type: 'transfer', by: alice, to: { queue: 'Hardware' } };
const expired: Command = { type: 'pass-deadline', kind: 'transfer', epoch: 2 };

describe('transfer to an agent [row 54]', () => {
  test('the chat is offered, owned by nobody, and its note goes with it, unseen by the user [row 56]', () => {
    const then = given(...hers).when({ ...toBob, note: 'VPN since Monday' } as Command);
    expect(then.chat).toMatchObject({ status: 'pending-transfer', transferTo: bob, epoch: 2 });
    expect(then.chat?.owner).toBeUndefined();
    expect(then.guards).toEqual(['agent-online']);
    expect(then.events.map(({ line }) => [line?.type, line?.visibility, line?.text])).toEqual([
      ['note', 'internal', 'VPN since Monday'],
      ['event', 'public', 'Alice is transferring you to Bob.'],
    ]);
  });

  test.each<[string, readonly ChatEvent[], Command, string]>([
    ['to oneself', hers, { ...toBob, to: { agent: alice } } as Command, 'no: transfer-to-self'],
    ['by somebody else', hers, { ...toBob, by: bob } as Command, 'no: not-owner'],
    ['of a chat that waits', [handoffRequested], toBob, 'no: not-owner'],
    ['of a chat that was offered already', [...hers, offered], toBob, 'no: not-owner'],
    ['of a closed chat', [...hers, closedAs('resolved')], toBob, 'no: chat-closed'],
    ['after its user has left', [...hers, userCancelled], toBob, 'no: user-cancelled'],
    [
      'while it is abandoned',
      [...hers, ticketRequested(1), ticketCreated(1), abandonStarted(alice, 1)],
      toBob,
      'no: abandon-under-way',
    ],
    ['to the queue it is of', hers, { ...toQueue, to: { queue: 'Network' } } as Command, 'no: same-queue'],
    ['by a supervisor', hers, { ...toBob, by: sam, supervisor: true } as Command, 'chat-offered'],
    [
      'by a supervisor, to its owner',
      hers,
      { ...toBob, by: sam, to: { agent: alice }, supervisor: true } as Command,
      'no: transfer-to-self',
    ],
    [
      'by a supervisor, of a chat that waits',
      [handoffRequested],
      { ...toBob, by: sam, supervisor: true } as Command,
      'no: not-owner',
    ],
  ])('%s', (_name, before, command, short) => {
    expect(inShort(given(...before).when(command))).toBe(short);
  });

  test.each<[string, Owner, string]>([
    ['the agent it is offered to accepts', bob, 'chat-accepted'],
    ['nobody else does, its sender neither', alice, 'no: offered-to-other'],
    ['another agent neither', sam, 'no: offered-to-other'],
  ])('%s', (_name, by, short) => {
    const then = given(...hers, offered).when({ type: 'accept', by });
    expect(inShort(then)).toBe(short);
    if (then.refusal === undefined) {
      expect(then.chat).toMatchObject({ status: 'assigned', owner: bob, epoch: 3 });
      expect(then.chat).not.toHaveProperty('transferTo');
    } else expect(then.refusal.facts).toMatchObject({ owner: 'Bob' });
  });

  test('nobody accepts in time: it waits again, at the front [row 60]', () => {
    const then = given(...hers, offered).when(expired, { now: ASKED + limits.transferMs });
    expect(then.chat).toMatchObject({ status: 'queued', queue: 'Network', waitingSince: ASKED, epoch: 3 });
    expect(then.events[0]?.line?.visibility).toBe('public');
    const early = given(...hers, offered).when(expired, { now: ASKED + limits.transferMs - 1 });
    expect(inShort(early)).toBe('nothing');
  });

  test('the user cancels meanwhile: the receiver keeps it, marked, and in the end the sender has it again', () => {
    const cancelled = given(...hers, offered).when({ type: 'cancel' });
    expect(cancelled.chat).toMatchObject({ status: 'pending-transfer', cancelledByUser: true });
    const then = given(...hers, offered, userCancelled).when(expired, { now: ASKED + limits.transferMs });
    expect(then.chat).toMatchObject({ status: 'assigned', owner: alice, cancelledByUser: true });
    expect(then.events[0]?.line?.visibility).toBe('internal');
  });

  test('a late timer does nothing', () => {
    const late = given(...hers, offered, acceptedBy(bob)).when(expired, {
      now: ASKED + 10 * limits.transferMs,
    });
    expect(inShort(late)).toBe('nothing');
  });
});

test('transfer to a queue: its queue is another, its turn stays, the user is told [row 18] [row 55]', () => {
  const then = given(...hers).when(toQueue);
  expect(then.chat).toMatchObject({ status: 'queued', queue: 'Hardware', waitingSince: ASKED, epoch: 2 });
  expect(then.chat?.owner).toBeUndefined();
  expect(then.events.at(-1)?.line).toMatchObject({
    visibility: 'public',
    text: 'Alice has transferred you to Hardware. You are in the queue for another agent.',
  });
});

describe('an agent who is gone', () => {
  const gone: Command = { type: 'return-from-gone', agent: 'alice', graceMs: 60_000 };
  test.each<[string, readonly ChatEvent[], string]>([
    ['his chat goes to the front of its queue', hers, 'chat-requeued'],
    ['one that its user has left closes', [...hers, userCancelled], 'chat-closed'],
    ['one that is somebody else’s stays', [handoffRequested, acceptedBy(bob)], 'nothing'],
    ['one that waits stays', [handoffRequested], 'nothing'],
    [
      'one that is being abandoned ends by itself',
      [...hers, ticketRequested(1), ticketCreated(1), abandonStarted(alice, 1)],
      'nothing',
    ],
    ['a closed one stays closed', [...hers, closedAs('resolved')], 'nothing'],
  ])('%s', (_name, before, short) => {
    const then = given(...before).when(gone);
    expect(inShort(then)).toBe(short);
    if (then.events.length > 0) expect(then.guards).toEqual(['agent-gone']);
    if (short === 'chat-requeued') expect(then.chat).toMatchObject({ status: 'queued', waitingSince: ASKED });
    if (short === 'chat-closed') expect(then.chat).toMatchObject({ disposition: 'cancelled' });
  });
});

describe('a first answer that does not come', () => {
  const strict = { ...limits, answerMs: 300_000, answerWarningMs: 120_000 };
  const warn: Command = { type: 'pass-deadline', kind: 'answer-warning', epoch: 1 };
  const lose: Command = { type: 'pass-deadline', kind: 'answer', epoch: 1 };

  test('first the agent is reminded, then the chat is at the front of its queue', () => {
    const house = given(...hers);
    expect(deadlineOf(house.chat!, strict)).toEqual({ kind: 'answer-warning', at: ASKED + 120_000 });
    const warned = house.when(warn, { now: ASKED + 120_000, limits: strict });
    expect(warned.events[0]?.line?.visibility).toBe('internal');
    expect(deadlineOf(warned.chat!, strict)).toEqual({ kind: 'answer', at: ASKED + 300_000 });
    const lost = given(...hers, ...warned.events).when(lose, { now: ASKED + 300_000, limits: strict });
    expect(lost.chat).toMatchObject({ status: 'queued', waitingSince: ASKED });
    expect(lost.chat).not.toHaveProperty('answerWarnedAt');
  });

  test('whoever has answered is left alone', () => {
    const then = given(...hers).when(warn, { now: ASKED + 120_000, limits: strict, lastAnswerAt: ASKED + 1 });
    expect(inShort(then)).toBe('answer-seen');
    expect(deadlineOf(then.chat!, strict)?.kind).toBe('idle');
  });

  test('an answer to an earlier owner’s chat does not count', () => {
    const then = given(...hers).when(warn, { now: ASKED + 120_000, limits: strict, lastAnswerAt: ASKED - 1 });
    expect(inShort(then)).toBe('answer-warned');
  });
});

describe('a silent chat', () => {
  const strict = { ...limits, idleWarningMs: 300_000 };
  const at = ASKED + limits.idleMs;
  const warn: Command = { type: 'pass-deadline', kind: 'idle-warning', epoch: 1 };
  const close: Command = { type: 'pass-deadline', kind: 'idle', epoch: 1 };

  test('its user is asked once, then it is closed [row 26] [row 102]', () => {
    const house = given(...hers);
    expect(deadlineOf(house.chat!, strict)).toEqual({ kind: 'idle-warning', at: at - 300_000 });
    const asked = house.when(warn, { now: at - 300_000, limits: strict, lastActivityAt: 0 });
    expect(asked.events[0]?.line).toMatchObject({
      visibility: 'public',
      text: 'Are you still there? The chat is closed in 5 minutes if nobody writes.',
    });
    expect(deadlineOf(asked.chat!, strict)).toEqual({ kind: 'idle', at });
    const closed = given(...hers, ...asked.events).when(close, {
      now: at,
      limits: strict,
      lastActivityAt: 0,
    });
    expect(closed.chat).toMatchObject({ status: 'closed', disposition: 'unresolved' });
  });

  test.each([7, 45])('ends after the admin’s %d minutes, not before [row 102]', (idleMinutes) => {
    const house = given(...hers);
    const own = limitsOf(Settings.parse({ chat: { idleMinutes } }));
    const end = ASKED + idleMinutes * 60_000;
    expect(deadlineOf(house.chat!, own)).toEqual({ kind: 'idle', at: end });
    const silent = { limits: own, lastActivityAt: ASKED };
    expect(inShort(house.when(close, { ...silent, now: end - 1 }))).toBe('nothing');
    expect(house.when(close, { ...silent, now: end }).chat?.status).toBe('closed');
  });

  test('words after the question begin the silence anew', () => {
    const asked = given(...hers).when(warn, { now: at - 300_000, limits: strict, lastActivityAt: 0 });
    const spoke = { now: at, limits: strict, lastActivityAt: at - 1 };
    const seen = given(...hers, ...asked.events).when(close, spoke);
    expect(inShort(seen)).toBe('activity-seen');
    expect(deadlineOf(seen.chat!, strict)).toEqual({
      kind: 'idle-warning',
      at: at - 1 + limits.idleMs - 300_000,
    });
  });
});

test('a supervisor closes what is stuck, whatever its status [row 120]', () => {
  for (const before of [[handoffRequested], hers, [...hers, offered], [...hers, userCancelled]]) {
    const then = given(...before).when({ type: 'force-close', by: sam, reason: 'stuck' });
    expect(then.chat?.status).toBe('closed');
    expect(then.events[0]?.line).toMatchObject({
      visibility: 'internal',
      text: 'Sam closed the chat: stuck',
    });
  }
  const twice = given(...hers, closedAs('resolved')).when({ type: 'force-close', by: sam, reason: 'x' });
  expect(inShort(twice)).toBe('no: chat-closed');
});

describe('assigning', () => {
  const assign: Command = { type: 'assign', to: bob, capacity: 4 };
  test.each<[string, readonly ChatEvent[], Command, string]>([
    ['a chat that waits', [handoffRequested], assign, 'chat-accepted'],
    [
      'by a supervisor, who is named',
      [handoffRequested],
      { ...assign, by: sam } as Command,
      'note-added + chat-accepted',
    ],
    ['a chat that has an owner', hers, assign, 'no: already-assigned'],
    ['a chat that is offered', [...hers, offered], assign, 'no: offered-to-other'],
    ['a closed chat', [...hers, closedAs('resolved')], assign, 'no: chat-closed'],
  ])('%s', (_name, before, command, short) => {
    const then = given(...before).when(command);
    expect(inShort(then)).toBe(short);
    if (then.refusal === undefined) expect(then.guards).toEqual(['agent-free']);
  });

  test('the user is told who has joined, where nobody accepted by hand too [row 17]', () => {
    const { events } = given(handoffRequested).when(assign);
    expect(events.map(({ line }) => [line?.visibility, line?.text])).toEqual([
      ['public', 'Bob has joined the chat.'],
    ]);
  });
});
