import { expect, test } from '@jest/globals';
import { deadlineOf } from '../../../src/handoff/deadlines.ts';
import {
  ASKED,
  abandonStarted,
  acceptedBy,
  activitySeen,
  alice,
  closedAs,
  given,
  handoffRequested,
  limits,
  released,
} from './given.ts';

test.each([
  ['a waiting chat', [handoffRequested], { kind: 'waiting', at: ASKED + 600_000 }],
  ['an owned chat', [handoffRequested, acceptedBy(alice, ASKED + 5)], { kind: 'idle', at: ASKED + 900_005 }],
  [
    'an owned chat in which somebody wrote',
    [handoffRequested, acceptedBy(alice), activitySeen(ASKED + 70)],
    { kind: 'idle', at: ASKED + 900_070 },
  ],
  [
    'a chat accepted after somebody wrote last',
    [handoffRequested, acceptedBy(alice), activitySeen(ASKED + 70), released, acceptedBy(alice, ASKED + 90)],
    { kind: 'idle', at: ASKED + 900_090 },
  ],
  [
    'a released chat',
    [handoffRequested, acceptedBy(alice), released],
    { kind: 'waiting', at: ASKED + 600_000 },
  ],
  [
    'a chat that is being abandoned',
    [handoffRequested, acceptedBy(alice), abandonStarted(alice, 1)],
    { kind: 'abandoning', at: ASKED + 15_000 },
  ],
  ['a closed chat', [handoffRequested, closedAs('unresolved')], undefined],
] as const)('the deadline of %s', (_name, events, deadline) => {
  expect(deadlineOf(given(...events).chat!, limits)).toEqual(deadline);
});
