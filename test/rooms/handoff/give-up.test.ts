import { expect, test } from '@jest/globals';
import type { ChatEvent } from '../../../src/chat/event.ts';
import type { Command } from '../../../src/handoff/commands.ts';
import {
  acceptedBy,
  alice,
  bob,
  closedAs,
  given,
  handoffRequested,
  inShort,
  ticketCreated,
  ticketFailed,
  ticketRequested,
} from './given.ts';

const hers: readonly ChatEvent[] = [handoffRequested, acceptedBy(alice), ticketRequested(1)];
const failed = [...hers, ticketFailed(1)];
const giveUp: Command = { type: 'give-up-ticket', by: bob, n: 1 };
const givenUp: ChatEvent = { type: 'ticket-given-up', at: 1, n: 1 };

test.each<[string, readonly ChatEvent[], Command, string]>([
  ['what failed is given up', failed, giveUp, 'ticket-given-up'],
  ['in a closed chat too', [...failed, closedAs('unresolved')], giveUp, 'ticket-given-up'],
  ['a second time it is nothing', [...failed, givenUp], giveUp, 'nothing'],
  ['what did not fail is not', [...hers, ticketCreated(1)], giveUp, 'no: ticket-not-failed'],
  ['a ticket that is not there', failed, { ...giveUp, n: 2 }, 'no: ticket-not-found'],
  [
    'another agent does not retry',
    failed,
    { type: 'retry-ticket', by: bob, n: 1, supervisor: false },
    'no: not-owner',
  ],
  ['a supervisor does', failed, { type: 'retry-ticket', by: bob, n: 1, supervisor: true }, 'ticket-retried'],
  [
    'what was given up is not retried',
    [...failed, givenUp],
    { type: 'retry-ticket', by: alice, n: 1 },
    'no: ticket-not-failed',
  ],
])('%s', (_name, before, command, answer) => {
  expect(inShort(given(...before).when(command))).toBe(answer);
});

test('the log says who gave up what and why, to agents alone; the ticket shows it instead of the error', () => {
  const { events, chat } = given(...failed).when(giveUp);
  expect(events[0]?.line).toMatchObject({ visibility: 'internal', code: 'ticket-given-up' });
  expect(events[0]?.line?.text).toMatch(new RegExp(`${bob.screenName} gave up the ticket: no such form`));
  expect(chat?.tickets[0]).toMatchObject({ state: 'failed', givenUp: true });
  expect(chat?.tickets[0]?.error).toBeUndefined();
});

test('a later failure shows again', () => {
  const { chat } = given(...failed, givenUp, ticketFailed(1)).when({ type: 'cancel' });
  expect(chat?.tickets[0]?.givenUp).toBeUndefined();
  expect(chat?.tickets[0]?.error).toBe('no such form');
});

test('what comes about all the same is given up no longer', () => {
  const { chat } = given(...failed, givenUp, ticketCreated(1)).when({ type: 'cancel' });
  expect(chat?.tickets[0]).toMatchObject({ state: 'created' });
  expect(chat?.tickets[0]?.givenUp).toBeUndefined();
});
