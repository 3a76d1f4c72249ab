import { expect, test } from '@jest/globals';
import type { Chat } from '../../../src/chat/chat.ts';
import type { ChatEvent } from '../../../src/chat/event.ts';
import type { Command } from '../../../src/handoff/commands.ts';
import { evolve } from '../../../src/handoff/evolve.ts';
import { reportsOf } from '../../../src/handoff/reports.ts';
import { acceptedBy, alice, bob, given, handoffRequested, NOON, released, requestHandoff } from './given.ts';

const ASKED = NOON - 60_000;
const MINUTE = 60_000;

/** What a command leaves for reports, in short: event, status and what is asked about. */
function rows(before: readonly ChatEvent[], command: Command, now = NOON, firstAnswerAt = 0) {
  const start = before.reduce<Chat | undefined>(evolve, undefined);
  const { events, refusal } = given(...before).when(command, { now });
  if (refusal !== undefined) throw new Error(refusal.message);
  const after = events.reduce<Chat | undefined>(evolve, start);
  return reportsOf(events, start, after!, { firstAnswerAt });
}

const place = {
  chat: 'chat-1',
  company: 'Acme',
  queue: 'Network',
  channel: 'directline',
  source: 'directline',
};
const asked = [handoffRequested];

test('a request opens when the user asks, with company, region, queue, topic and channel [row 115]', () => {
  expect(rows([], { ...requestHandoff, region: 'EMEA', topic: 'VPN' }, ASKED)).toEqual([
    { event: 'live-agent-request', status: 'open', ...place, region: 'EMEA', topic: 'VPN', start: ASKED },
  ]);
});

test('the first accept is the transfer that succeeded; a later one is none [row 116]', () => {
  expect(rows(asked, { type: 'accept', by: alice })).toEqual([
    {
      event: 'transfer-to-agent',
      status: 'succeeded',
      ...place,
      start: ASKED,
      end: NOON,
      agent: 'alice',
      wait: MINUTE,
    },
  ]);
  expect(rows([...asked, acceptedBy(alice), released], { type: 'accept', by: bob })).toEqual([]);
});

test('a request is complete when its chat is closed, with its times, agent, hand-ons and disposition [row 115]', () => {
  const events: ChatEvent[] = [
    ...asked,
    acceptedBy(alice, ASKED + 5_000),
    { type: 'chat-requeued', at: NOON, queue: 'Hardware', waitingSince: ASKED },
    acceptedBy(bob, NOON),
    { type: 'chat-offered', at: NOON, to: alice, from: bob },
    acceptedBy(alice, NOON),
  ];
  const end: Command = { type: 'end', by: alice, resolveTicket: false };
  expect(rows(events, end, NOON + MINUTE, ASKED + 9_000)).toEqual([
    {
      event: 'live-agent-request',
      status: 'complete',
      ...place,
      queue: 'Hardware',
      start: ASKED,
      end: NOON + MINUTE,
      agent: 'alice',
      disposition: 'unresolved',
      wait: 5_000,
      firstAnswer: 9_000,
      transfers: 2,
    },
  ]);
});

test('one that went back to the front of its queue was not handed on', () => {
  const back: ChatEvent = { type: 'chat-requeued', at: NOON, queue: 'Network', waitingSince: ASKED };
  const events = [...asked, acceptedBy(alice), back, acceptedBy(bob)];
  expect(rows(events, { type: 'end', by: bob, resolveTicket: false })).toMatchObject([{ transfers: 0 }]);
});

test.each([
  [
    'nobody accepted in time',
    { type: 'pass-deadline', kind: 'waiting', epoch: 0 },
    'timed-out',
    'unresolved',
  ],
  ['the user left', { type: 'cancel' }, 'cancelled', 'cancelled'],
  [
    'a supervisor closed it',
    { type: 'force-close', by: bob, reason: 'stuck' },
    'closed-unanswered',
    'unresolved',
  ],
] as const)(
  'a chat that nobody had is a transfer that failed: %s [row 116]',
  (_name, command, reason, disposition) => {
    const now = ASKED + 700_000;
    expect(rows(asked, command, now)).toEqual([
      { event: 'transfer-to-agent', status: 'failed', ...place, start: ASKED, end: now, reason },
      {
        event: 'live-agent-request',
        status: 'complete',
        ...place,
        start: ASKED,
        end: now,
        disposition,
        transfers: 0,
      },
    ]);
  },
);

test('a user who left a ticket in place of waiting asked for no agent any more; words leave nothing', () => {
  const leave = { connector: 'itsm', ticketType: 'incident', kind: 'incident' } as const;
  expect(rows([], { ...requestHandoff, leave })).toEqual([]);
  expect(rows([...asked, acceptedBy(alice)], { type: 'add-note', by: alice, text: 'x' })).toEqual([]);
});
