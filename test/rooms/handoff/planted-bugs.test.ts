import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Chat, Invited } from '../../../src/chat/chat.ts';
import type { Decision } from '../../../src/chat/decision.ts';
import type { ChatEvent } from '../../../src/chat/event.ts';
import type { Command, Facts } from '../../../src/handoff/commands.ts';
import { deadlineOf } from '../../../src/handoff/deadlines.ts';
import { decide } from '../../../src/handoff/decide.ts';
import { evolve } from '../../../src/handoff/evolve.ts';
import { runs } from './model-moves.ts';
import { type RulesUnderTest, realRules, staysSound } from './model-run.ts';

// A suite that no bug can fail proves nothing: each of these rules is broken, one at a time.

type Decide = typeof decide;

/** The rules see another chat than there is. */
const lying =
  (lie: (chat: Chat, command: Command) => Chat): Decide =>
  (command, chat, facts) =>
    decide(command, chat && lie(chat, command), facts);

/** The same decision without a guard, or with other events. */
const changed =
  (change: (decision: Extract<Decision<ChatEvent>, { ok: true }>, command: Command) => object): Decide =>
  (command, chat, facts) => {
    const decision = decide(command, chat, facts);
    return decision.ok ? { ...decision, ...change(decision, command) } : decision;
  };

const withoutGuard = (kind: string): Decide =>
  changed(({ guards }) => ({ guards: guards.filter((guard) => guard.kind !== kind) }));

const after =
  (type: ChatEvent['type'], change: (after: Chat, before: Chat) => Chat): typeof evolve =>
  (chat, event) => {
    const result = evolve(chat, event);
    return chat !== undefined && event.type === type ? change(result, chat) : result;
  };

/** Whoever commands is taken for the owner. */
const everyoneOwns = (chat: Chat, command: Command): Chat =>
  chat.owner !== undefined && 'by' in command && command.by !== undefined
    ? { ...chat, owner: command.by }
    : chat;

const without = (key: keyof Chat) => (chat: Chat) => {
  const { [key]: _gone, ...rest } = chat;
  return rest as Chat;
};

const everyRow = (change: (row: Invited) => Invited) => (chat: Chat) =>
  chat.invited === undefined ? chat : { ...chat, invited: chat.invited.map(change) };
const everybodyTakesPart = everyRow((row) => ({ ...row, mode: 'participant' }));
const everybodyHasJoined = everyRow((row) => ({ ...row, state: 'joined' }));
const everybodyIsAsked = everyRow((row) => ({ ...row, state: 'invited' }));

const PLANTED: readonly (readonly [string, Partial<RulesUnderTest>])[] = [
  [
    'a chat that somebody owns is accepted again',
    { decide: lying((chat, { type }) => (type === 'accept' ? without('owner')(chat) : chat)) },
  ],
  [
    'a chat that is offered to one agent is accepted by another',
    { decide: lying((chat, { type }) => (type === 'accept' ? without('transferTo')(chat) : chat)) },
  ],
  [
    'an agent writes into another’s chat',
    {
      decide: lying((chat, command) =>
        command.type === 'send-agent-message' ? everyoneOwns(chat, command) : chat,
      ),
    },
  ],
  [
    'an agent releases another’s chat',
    { decide: lying((chat, command) => (command.type === 'release' ? everyoneOwns(chat, command) : chat)) },
  ],
  [
    'a closed chat is ended again',
    { decide: lying((chat, { type }) => (type === 'end' ? { ...chat, status: 'assigned' } : chat)) },
  ],
  [
    'a chat whose user has left is transferred',
    { decide: lying((chat, { type }) => (type === 'transfer' ? { ...chat, cancelledByUser: false } : chat)) },
  ],
  [
    'a chat that is being abandoned is released',
    { decide: lying((chat, { type }) => (type === 'release' ? without('abandoning')(chat) : chat)) },
  ],
  ['an agent gets more chats than he takes', { decide: withoutGuard('agent-free') }],
  ['a chat is offered to an agent who is not there', { decide: withoutGuard('agent-online') }],
  ['an agent who was cut off for a moment loses his chat', { decide: withoutGuard('agent-gone') }],
  [
    'a late timer acts on the next owner’s chat',
    {
      decide: (command: Command, chat: Chat | undefined, facts: Facts) =>
        decide(
          command.type === 'pass-deadline' ? { ...command, epoch: chat?.epoch ?? 0 } : command,
          chat,
          facts,
        ),
    },
  ],
  [
    'a user’s cancel closes a chat that an agent has',
    {
      decide: lying((chat, { type }) =>
        type === 'cancel' && chat.status !== 'closed' ? { ...chat, status: 'queued' } : chat,
      ),
    },
  ],
  [
    'a released chat keeps its owner',
    { evolve: after('chat-released', (chat, { owner }) => ({ ...chat, ...(owner && { owner }) })) },
  ],
  [
    'a transfer does not count as a change of owner',
    { evolve: after('chat-offered', (chat, { epoch }) => ({ ...chat, epoch })) },
  ],
  [
    'a chat that waits again is still assigned',
    { evolve: after('chat-requeued', (chat) => ({ ...chat, status: 'assigned' })) },
  ],
  [
    'an agent who reads along writes to the user',
    { decide: lying((chat, { type }) => (type === 'send-agent-message' ? everybodyTakesPart(chat) : chat)) },
  ],
  [
    'an agent who was asked writes before he has answered',
    { decide: lying((chat, { type }) => (type === 'send-agent-message' ? everybodyHasJoined(chat) : chat)) },
  ],
  [
    'an invitation that was declined is accepted',
    { decide: lying((chat, { type }) => (type === 'answer-invite' ? everybodyIsAsked(chat) : chat)) },
  ],
  [
    'a supervisor comes into a chat whose user has left',
    { decide: lying((chat, { type }) => (type === 'join' ? { ...chat, cancelledByUser: false } : chat)) },
  ],
  [
    'the new owner is in the chat beside himself',
    { evolve: after('chat-accepted', (chat, { invited }) => ({ ...chat, ...(invited && { invited }) })) },
  ],
  [
    'agents stay in a chat that waits again',
    { evolve: after('chat-released', (chat, { invited }) => ({ ...chat, ...(invited && { invited }) })) },
  ],
  [
    'what an agent asked stands although the chat has left him',
    { evolve: after('chat-offered', (chat, { invited }) => ({ ...chat, ...(invited && { invited }) })) },
  ],
  [
    'a call for assistance goes to the next owner with the chat',
    {
      evolve: after('chat-offered', (chat, { assistance }) => ({
        ...chat,
        ...(assistance && { assistance }),
      })),
    },
  ],
  [
    'who only reads along counts as the help that was asked for',
    {
      decide: changed(({ events }) => ({
        events: events.map((event) => (event.type === 'agent-joined' ? { ...event, assists: true } : event)),
      })),
    },
  ],
  [
    'an agent who has answered loses the chat as if he had not',
    { decide: (command, chat, facts) => decide(command, chat, { ...facts, lastAnswerAt: 0 }) },
  ],
  ['an agent is reminded again and again', { evolve: after('answer-warned', without('answerWarnedAt')) }],
  ['a silent user is asked again and again', { evolve: after('idle-warned', without('idleWarnedFor')) }],
  [
    'a user who has written is asked whether he is there',
    { decide: (command, chat, facts) => decide(command, chat, { ...facts, lastActivityAt: 0 }) },
  ],
  [
    'a missed target is told of again and again',
    { evolve: after('sla-breached', without('slaBreachedFor')) },
  ],
  [
    'a chat that comes back to the front has waited from then on only',
    { evolve: after('chat-requeued', (chat) => ({ ...chat, waitingSince: chat.requeuedAt ?? 0 })) },
  ],
  [
    'the target of a chat runs on when an agent has it',
    {
      deadlineOf: (chat, limits) =>
        deadlineOf(
          chat.status === 'assigned' ? { ...chat, status: 'queued', waitingSince: chat.createdAt } : chat,
          limits,
        ),
    },
  ],
  [
    'a chat that goes to another queue loses its turn',
    { evolve: after('chat-overflowed', (chat) => ({ ...chat, waitingSince: chat.overflowedAt ?? 0 })) },
  ],
  [
    'an offer has no deadline',
    { deadlineOf: (chat, limits) => (chat.transfer === undefined ? deadlineOf(chat, limits) : undefined) },
  ],
];

test.each(PLANTED)('the model notices: %s', (_bug, faulty) => {
  const found = fc.check(staysSound({ ...realRules, ...faulty }), { ...runs(4_000), endOnFailure: true });
  expect(found.failed).toBe(true);
});
