import { expect, test } from '@jest/globals';
import { plan } from '../../../jobs/plan.ts';
import type { ChatEvent } from '../../../src/chat/event.ts';
import { deadlineOf } from '../../../src/handoff/deadlines.ts';
import {
  ASKED,
  acceptedBy,
  alice,
  bob,
  closedAs,
  given,
  handoffRequested,
  inShort,
  NOON,
  released,
  ticketCreated,
  ticketFailed,
  ticketRequested,
  limits as usual,
} from './given.ts';

const MINUTES = 300_000;
const limits = { ...usual, undeliveredMs: MINUTES };
const owned = [handoffRequested, acceptedBy(alice)];
const heldUp = (seq: number, since = ASKED): ChatEvent => ({
  type: 'line-held-up',
  at: ASKED,
  undelivered: { since, upTo: seq },
});
const record = (seq: number, since = ASKED) => ({ type: 'record-held-up', seq, since }) as const;
const late = ASKED + MINUTES;
const lines = (...rows: readonly (readonly [seq: number, at: number])[]) =>
  rows.map(([seq, at]) => ({ seq, at }));
const passed = (events: readonly ChatEvent[], undelivered: ReturnType<typeof lines>, now = late) => {
  const chat = given(...events);
  const { epoch = 0 } = chat.chat ?? {};
  return chat.when({ type: 'pass-deadline', kind: 'undelivered', epoch }, { now, limits, undelivered });
};

test.each([
  ['an owned chat', owned],
  ['one that waits again', [...owned, released]],
  ['a closed one', [...owned, closedAs('resolved')]],
] as const)(
  'a line that the channel does not take is looked at again after its time: %s',
  (_name, events) => {
    const { chat } = given(...events).when(record(3), { limits });
    expect(deadlineOf(chat!, { ...limits, idleMs: 1e9, waitingMs: 1e9 })).toEqual({
      kind: 'undelivered',
      at: late,
    });
  },
);

test('the time of a line counts through a change of owner', () => {
  const { chat } = given(...owned, heldUp(3), released, acceptedBy(bob));
  expect(deadlineOf(chat!, limits)).toEqual({ kind: 'undelivered', at: late });
});

test('a try that fails again, and one line more behind it, do not put that time off', () => {
  const chat = given(...owned, heldUp(3));
  expect(inShort(chat.when(record(3), { limits }))).toBe('nothing');
  expect(chat.when(record(4, NOON), { limits }).chat?.undelivered).toEqual({ since: ASKED, upTo: 4 });
});

test('nothing is held against a chat where the setting is off', () => {
  expect(inShort(given(...owned).when(record(3)))).toBe('nothing');
});

test('what is late goes to the ticket, what is not yet has its own time', () => {
  const decided = passed(
    [...owned, ticketRequested(1), ticketCreated(1), heldUp(4)],
    lines([3, ASKED], [4, NOON]),
  );
  expect(decided.events).toMatchObject([
    {
      type: 'undelivered-checked',
      note: { seqs: [3], ticket: 1 },
      left: { since: NOON },
      line: { code: 'not-delivered', visibility: 'internal' },
    },
  ]);
  expect(decided.events[0]?.line?.text).toBe(
    'A message has not reached the user for 5 minutes. It goes to INC1 as a public note.',
  );
  expect(deadlineOf(decided.chat!, limits)).toEqual({ kind: 'undelivered', at: NOON + MINUTES });
});

test('no line is noted twice', () => {
  const ticket = [...owned, ticketRequested(1), ticketCreated(1)];
  const first = passed([...ticket, heldUp(4)], lines([3, ASKED], [4, ASKED + 1]), late + 1);
  expect(first.events).toMatchObject([{ note: { seqs: [3, 4] } }]);
  const after = [...ticket, heldUp(4), ...first.events];
  expect(inShort(given(...after).when(record(4), { limits }))).toBe('nothing');
  const second = passed([...after, heldUp(5)], lines([3, ASKED], [4, ASKED + 1], [5, ASKED + 2]), late + 2);
  expect(second.events).toMatchObject([{ note: { seqs: [5] } }]);
  expect(second.chat?.undeliveredNotes).toHaveLength(2);
});

test('what has arrived after all is not noted, and nobody is told anything', () => {
  const decided = passed([...owned, heldUp(3)], []);
  expect(decided.events).toEqual([{ type: 'undelivered-checked', at: late }]);
  expect(decided.chat?.undelivered).toBeUndefined();
});

test.each([
  [
    'without a ticket',
    [],
    undefined,
    'The chat has no ticket of its own to note this in: reach the user in another way.',
  ],
  ['where the ticket failed', [ticketRequested(1), ticketFailed(1)], undefined, 'no ticket'],
  ['where the ticket is being created', [ticketRequested(1)], 1, 'go to the ticket as a public note'],
  [
    'with two, to the first that stands',
    [ticketRequested(1), ticketFailed(1), ticketRequested(2)],
    2,
    'ticket',
  ],
] as const)('the agent is told %s', (_name, tickets, ticket, said) => {
  const decided = passed([...owned, ...tickets, heldUp(4)], lines([3, ASKED], [4, ASKED]));
  const [event] = decided.events;
  expect(event?.line?.text).toContain('2 messages have not reached the user for 5 minutes.');
  expect(event?.line?.text).toContain(said);
  const jobs = plan(event!, decided.chat!).map(({ job, args }) => [job, args.n, args.note]);
  expect(jobs).toEqual(ticket === undefined ? [] : [['note-undelivered', ticket, 0]]);
});

test('a ticket that the chat is only related to may be another person’s: it gets nothing', () => {
  const related = {
    connector: 'itsm',
    type: 'incident',
    kind: 'incident',
    externalId: 'x',
    displayId: 'INC9',
  } as const;
  const { events } = given(...owned).when({ type: 'relate-ticket', by: alice, ticket: related });
  const decided = passed([...owned, ...events, heldUp(4)], lines([3, ASKED]));
  expect(decided.events[0]).toMatchObject({ note: { seqs: [3] } });
  expect(plan(decided.events[0]!, decided.chat!)).toEqual([]);
});

test('a late timer of an owner before does nothing', () => {
  const chat = given(...owned, heldUp(3), released);
  const decided = chat.when(
    { type: 'pass-deadline', kind: 'undelivered', epoch: 1 },
    { now: late, limits, undelivered: lines([3, ASKED]) },
  );
  expect(inShort(decided)).toBe('nothing');
});
