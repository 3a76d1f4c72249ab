import { describe, expect, test } from '@jest/globals';
import type { Opening } from '../../../src/handoff/commands.ts';
import { createRules } from '../../../src/handoff/rules.ts';
import {
  acceptedBy,
  alice,
  bob,
  given,
  handoffRequested,
  inShort,
  limits,
  NOON,
  released,
  requestHandoff,
  ticketRequested,
  userCancelled,
} from './given.ts';

const opening = (at: Opening['at']): Opening => ({
  at,
  connector: 'helix',
  ticketType: 'work-order',
  kind: 'work-order',
});
const said = (text: string) =>
  ({ at: NOON, author: { kind: 'bot', name: 'Bot' }, visibility: 'public', type: 'message', text }) as const;

test('a ticket that a user leaves: the chat is over as it begins, and waits in no queue [row 11]', () => {
  const { at: _at, ...ticket } = opening('handoff');
  const left = given().when(
    { ...requestHandoff, lines: [said('one')], leave: ticket },
    { lastSeq: 0, opening: opening('accept') },
  );
  expect(inShort(left)).toBe('handoff-requested + ticket-requested + chat-closed');
  expect(left.guards).toEqual(['conversation-free']);
  expect(left.chat).toMatchObject({
    status: 'closed',
    disposition: 'unresolved',
    tickets: [{ connector: 'helix', type: 'work-order', state: 'creating', byItself: true }],
  });
  expect(left.chat).not.toHaveProperty('waitingSince');
  expect(left.events.map(({ line }) => line?.text)).toEqual([
    undefined,
    'A work order is opened for this chat.',
    expect.stringMatching(/^Thank you/),
  ]);
  // The talk before it is in the log too, so whatever is there is described.
  expect(left.chat?.tickets[0]?.describedUpTo).toBeGreaterThan(1e9);
});

describe('a ticket that the settings ask for', () => {
  test('at the handoff: in the same commit, with all that the handoff leaves in the log', () => {
    const asked = given().when(
      { ...requestHandoff, lines: [said('one'), said('two')] },
      { lastSeq: 0, opening: opening('handoff') },
    );
    expect(inShort(asked)).toBe('handoff-requested + ticket-requested');
    expect(asked.guards).toEqual(['conversation-free']);
    expect(asked.chat?.tickets).toEqual([
      {
        n: 1,
        connector: 'helix',
        type: 'work-order',
        kind: 'work-order',
        created: true,
        byItself: true,
        state: 'creating',
        describedUpTo: 3,
      },
    ]);
    expect(asked.events[1]?.line).toMatchObject({
      author: { kind: 'system' },
      visibility: 'internal',
      text: 'A work order is opened for this chat.',
    });
  });

  test('as an agent accepts: in the same commit, the accept’s own line described too', () => {
    const taken = given(handoffRequested).when(
      { type: 'accept', by: alice },
      { lastSeq: 7, opening: opening('accept') },
    );
    expect(inShort(taken)).toBe('chat-accepted + ticket-requested');
    expect(taken.chat?.tickets[0]).toMatchObject({ n: 1, describedUpTo: 8, byItself: true });
  });

  test.each([
    ['the handoff', 'accept', given().when(requestHandoff, { opening: opening('accept') })],
    [
      'an accept',
      'handoff',
      given(handoffRequested).when({ type: 'accept', by: alice }, { opening: opening('handoff') }),
    ],
    ['an accept, nothing being set', 'agent', given(handoffRequested).when({ type: 'accept', by: alice })],
  ])('%s opens none where it is set to %s', (_what, _at, { chat }) => {
    expect(chat?.tickets).toEqual([]);
  });

  test('is not asked for twice: not where the chat has one, not on a second accept, not where the accept is refused', () => {
    const facts = { opening: opening('accept') };
    const again = given(handoffRequested, acceptedBy(alice), ticketRequested(1), released);
    expect(inShort(again.when({ type: 'accept', by: bob }, facts))).toBe('chat-accepted');
    const accepted = given(handoffRequested, acceptedBy(alice));
    expect(inShort(accepted.when({ type: 'accept', by: alice }, facts))).toBe('nothing');
    expect(inShort(accepted.when({ type: 'accept', by: bob }, facts))).toBe('no: already-assigned');
    expect(inShort(given(handoffRequested, userCancelled).when({ type: 'accept', by: bob }, facts))).toBe(
      'chat-accepted + ticket-requested',
    );
  });
});

test('the rules ask the settings about the place of the chat: a new one by its request', () => {
  const asked: unknown[] = [];
  const rules = createRules(
    () => limits,
    ({ company, queue, topic }) => {
      asked.push([company, queue, topic]);
      return opening('handoff');
    },
  );
  const facts = { now: NOON, lastSeq: 0, lastActivityAt: 0, lastAnswerAt: 0 };
  const decision = rules.decide({ ...requestHandoff, queue: 'Access', topic: 'VPN' }, undefined, facts);
  expect(decision.ok && decision.events.map(({ type }) => type)).toEqual([
    'handoff-requested',
    'ticket-requested',
  ]);
  rules.decide({ type: 'accept', by: alice }, given(handoffRequested).chat, facts);
  expect(asked).toEqual([
    ['Acme', 'Access', 'VPN'],
    ['Acme', 'Network', undefined],
  ]);
});
