import { describe, expect, test } from '@jest/globals';
import { plan } from '../../../jobs/plan.ts';
import type { Chat } from '../../../src/chat/chat.ts';
import type { ChatEvent } from '../../../src/chat/event.ts';
import { nameNow, placeNow, queueNow, type Standing } from '../../../src/chat/standing.ts';
import type { Command } from '../../../src/handoff/commands.ts';
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
  limits,
  NOON,
  userCancelled,
} from './given.ts';

const from = { queue: 'Network', company: 'Acme' };
const gone: Command = { type: 'resettle', from, to: { queue: 'GENERAL', company: 'Acme' } };
const renamed: Command = { type: 'resettle', from, to: { queue: 'Networking', company: 'Acme & Co' } };
const overflowed: ChatEvent = { type: 'chat-overflowed', at: ASKED, queue: 'Access' };
const offered: ChatEvent = { type: 'chat-offered', at: ASKED, to: bob, from: alice };
const told: ChatEvent = { type: 'place-told', at: ASKED, n: 3 };
const former = (agent: string): Command => ({ type: 'return-from-former', agent });

describe('[chat F3] a chat of a queue that is not set up any more', () => {
  test('is where the settings have it, once', () => {
    const waiting = given(handoffRequested);
    const after = waiting.when(gone);
    expect(inShort(after)).toBe('chat-resettled');
    expect(after.chat).toMatchObject({ queue: 'GENERAL', status: 'queued', waitingSince: ASKED });
    const again = given({ ...handoffRequested, chat: after.chat } as ChatEvent);
    expect(inShort(again.when(gone))).toBe('nothing');
    expect(inShort(given(handoffRequested, closedAs('resolved')).when(gone))).toBe('nothing');
  });

  test('hears of its place anew, and stays as long as others of that queue', () => {
    const { chat } = given(handoffRequested, told).when(gone);
    expect(chat?.place).toBeUndefined();
    const row = { queue: 'GENERAL', overflowTo: 'Access', afterMs: 30_000 };
    expect(deadlineOf(chat as Chat, { ...limits, overflow: [row] })).toEqual({
      kind: 'overflow',
      at: NOON + 30_000,
    });
    const event: ChatEvent = { type: 'chat-resettled', at: NOON, queue: 'GENERAL', company: 'Acme' };
    expect(plan(event, chat as Chat).map(({ job }) => job)).toEqual(['assign-chats', 'tell-place']);
  });

  test('keeps place and past where the queue has another name alone', () => {
    const { chat } = given(handoffRequested, told).when(renamed);
    expect(chat).toMatchObject({ queue: 'Networking', company: 'Acme & Co', place: { n: 3 } });
    // Out of a queue that has another name by now it has gone once, and does not again.
    const back: ChatEvent = { type: 'chat-requeued', at: ASKED, queue: 'Network', waitingSince: ASKED };
    const left = given(handoffRequested, overflowed, back).when(renamed);
    expect(left.chat?.overflowed).toEqual(['Networking']);
  });

  test('changes nothing but its place where somebody has it, or is asked to', () => {
    for (const events of [[acceptedBy(alice)], [acceptedBy(alice), offered]]) {
      const before = given(handoffRequested, ...events);
      const { chat } = before.when(gone);
      expect(chat).toMatchObject({ ...before.chat, queue: 'GENERAL' });
      const event: ChatEvent = { type: 'chat-resettled', at: NOON, queue: 'GENERAL', company: 'Acme' };
      expect(plan(event, chat as Chat)).toEqual([]);
    }
  });
});

describe('whoever is no agent any more', () => {
  test.each<[string, readonly ChatEvent[], string, string]>([
    ['owns it: it waits at the front', [acceptedBy(alice)], 'alice', 'chat-requeued'],
    ['owns it, its user has left: it is closed', [acceptedBy(alice), userCancelled], 'alice', 'chat-closed'],
    ['was offered it: it waits', [acceptedBy(alice), offered], 'bob', 'chat-requeued'],
    [
      'was offered it, its user has left: it is its sender’s',
      [acceptedBy(alice), offered, userCancelled],
      'bob',
      'chat-accepted',
    ],
    ['has nothing to do with it: nothing', [acceptedBy(alice)], 'bob', 'nothing'],
  ])('%s', (_what, events, agent, expected) => {
    expect(inShort(given(handoffRequested, ...events).when(former(agent)))).toBe(expected);
  });
});

describe('names that were changed', () => {
  const standing: Standing = {
    queues: ['Networking', 'Hardware'],
    served: ['Acme & Co', 'Other'],
    company: 'Usual',
    renamed: {
      queues: { Net: 'Network', Network: 'Networking', Round: 'About', About: 'Round' },
      companies: { Acme: 'Acme & Co' },
    },
  };

  test.each([
    ['Networking', 'Networking'],
    ['Network', 'Networking'],
    ['Net', 'Networking'],
    ['hardware', 'Hardware'],
    ['GENERAL', 'GENERAL'],
    ['Access', 'GENERAL'],
    // A circle ends.
    ['Round', 'GENERAL'],
    ['toString', 'GENERAL'],
    ['__proto__', 'GENERAL'],
  ])('a chat of %s is one of %s', (stored, now) => {
    expect(queueNow(standing, stored)).toBe(now);
  });

  test('a circle leads to a name that stands in it', () => {
    expect(['Round', 'About']).toContain(nameNow('Round', standing.renamed.queues));
  });

  test.each([
    ['Acme', 'Acme & Co', undefined],
    ['ACME & CO', 'Acme & Co', undefined],
    ['Other', 'Other', undefined],
    ['Nobody’s', 'Usual', true],
  ])('[admin 8] agents for a chat of %s are those of %s', (stored, company, unserved) => {
    const now = placeNow(standing, { queue: 'GENERAL', company: stored });
    expect([now.company, now.unserved]).toEqual([company, unserved]);
  });
});
