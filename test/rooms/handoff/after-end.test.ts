import { describe, expect, test } from '@jest/globals';
import type { Asker, Command, Reopening } from '../../../src/handoff/commands.ts';
import {
  acceptedBy,
  alice,
  bob,
  closedAs,
  given,
  handoffRequested,
  inShort,
  limits,
  NOON,
  requestHandoff,
  ticketRequested,
  uma,
  userCancelled,
} from './given.ts';

const HOUR = 3_600_000;
const after = { ...limits, reopenMs: HOUR, rateMs: HOUR };
const { conversation } = requestHandoff;
const asker: Asker = { conversation, userId: uma.id };
const ended = given(handoffRequested, acceptedBy(alice), ticketRequested(1), closedAs('resolved'));
const log = [
  { at: 1, author: { kind: 'user', name: 'Uma' }, visibility: 'public', type: 'message', text: 'Hello' },
  { at: 2, author: { kind: 'agent', name: 'Alice' }, visibility: 'internal', type: 'note', text: 'Odd' },
] as const;

const reopen = (
  { more = {}, chat = ended.chat }: { more?: Partial<Reopening>; chat?: typeof ended.chat } = {},
  facts: object = {},
) =>
  given().when(
    { ...requestHandoff, chatId: 'chat-2', reopens: { chat: chat!, asker, log, ...more } },
    { limits: after, lastSeq: 0, ...facts },
  );

describe('a user goes on with a closed chat', () => {
  test('a new chat waits: with the old log before it, and without its tickets', () => {
    const decided = reopen();
    expect(inShort(decided)).toBe('handoff-requested');
    expect(decided.guards).toEqual(['conversation-free']);
    expect(decided.events[0]).toMatchObject({ earlier: log, line: { told: { line: 'requested' } } });
    expect(decided.chat).toMatchObject({ id: 'chat-2', reopens: 'chat-1', status: 'queued', tickets: [] });
    expect(decided.chat?.owner).toBeUndefined();
  });

  test('who had it gets it at once under Agent Auto Accept, if he is free as it is written', () => {
    const decided = reopen({ more: { first: { agent: alice, capacity: 2, give: 'assign' } } });
    expect(inShort(decided)).toBe('handoff-requested + chat-accepted');
    expect(decided.guards).toEqual(['conversation-free', 'agent-free']);
    expect(decided.chat).toMatchObject({ status: 'assigned', owner: alice, epoch: 1 });
  });

  test('where agents accept by hand he is asked to take it', () => {
    const decided = reopen({ more: { first: { agent: alice, capacity: 2, give: 'offer' } } });
    expect(inShort(decided)).toBe('handoff-requested + chat-offered');
    expect(decided.guards).toEqual(['conversation-free', 'agent-free']);
    expect(decided.chat).toMatchObject({ status: 'pending-transfer', transferTo: alice });
  });

  test('while he is asked nobody has it: a user who leaves it then leaves a chat that waits', () => {
    const { events, chat } = reopen({ more: { first: { agent: alice, capacity: 2, give: 'offer' } } });
    expect(chat?.transfers).toBeUndefined();
    const decided = given(...events).when({ type: 'cancel' });
    expect(inShort(decided)).toBe('chat-cancelled-by-user + chat-closed');
    expect(decided.chat).toMatchObject({ status: 'closed', disposition: 'cancelled' });
  });

  test('its ticket is described by all that stands in its log', () => {
    const opening = { at: 'handoff', connector: 'itsm', ticketType: 'incident', kind: 'incident' } as const;
    const decided = reopen({}, { opening });
    expect(decided.chat?.tickets).toMatchObject([{ describedUpTo: log.length + 2 }]);
  });

  test.each([
    ['too late', {}, { now: NOON + 2 * HOUR }, 'too-late'],
    ['in the last moment', {}, { now: NOON + HOUR - 60_000 }, undefined],
    ['where nobody may', {}, { limits }, 'switched-off'],
    ['one that is open', { chat: given(handoffRequested).chat }, {}, 'already-open'],
    ['one of somebody else', { more: { asker: { conversation, userId: 'u2' } } }, {}, 'not-yours'],
    [
      'one of another conversation',
      { more: { asker: { ...asker, conversation: { ...conversation, id: 'conv-2' } } } },
      {},
      'not-yours',
    ],
  ])('%s', (_what, which, facts, code) => {
    expect(reopen(which, facts).refusal?.code).toBe(code);
  });
});

describe('a user rates a chat after its end [row 27]', () => {
  const rating: Command = { type: 'rate', asker, score: 4, comment: 'Quick' };
  const facts = { limits: after };

  test('it stands in the chat, and in the log for agents alone', () => {
    const { chat, events } = ended.when(rating, facts);
    expect(chat?.rating).toEqual({ score: 4, comment: 'Quick', at: NOON });
    expect(events).toMatchObject(
      [
        { type: 'chat-rated', line: { code: 'chat-rated', visibility: 'internal', text: /4 of 5: Quick/ } },
      ].map((event) => ({ ...event, line: { ...event.line, text: expect.stringMatching(event.line.text) } })),
    );
    expect(chat?.status).toBe('closed');
  });

  test('a later one takes its place, and the same again changes nothing', () => {
    const rated = given(
      handoffRequested,
      acceptedBy(alice),
      closedAs('resolved'),
      ...ended.when(rating, facts).events,
    );
    expect(inShort(rated.when(rating, facts))).toBe('nothing');
    expect(rated.when({ ...rating, score: 1 } as Command, facts).chat?.rating?.score).toBe(1);
  });

  const open = given(handoffRequested, acceptedBy(bob));
  test.each([
    ['before the end', open, {}, rating, 'chat-not-closed'],
    ['switched off', ended, { limits }, rating, 'switched-off'],
    ['too late', ended, { ...facts, now: NOON + 2 * HOUR }, rating, 'too-late'],
    [
      'without an agent',
      given(handoffRequested, userCancelled, closedAs('cancelled')),
      facts,
      rating,
      'not-ratable',
    ],
    ['by another', ended, facts, { ...rating, asker: { conversation, userId: 'u2' } }, 'not-yours'],
  ])('%s it is refused', (_when, chat, known, command, code) => {
    expect(chat.when(command as Command, known).refusal?.code).toBe(code);
  });
});
