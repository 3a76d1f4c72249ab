import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Chat } from '../../../src/chat/chat.ts';
import type { Decision } from '../../../src/chat/decision.ts';
import type { ChatEvent } from '../../../src/chat/event.ts';
import type { Command, Facts } from '../../../src/handoff/commands.ts';
import { deadlineOf } from '../../../src/handoff/deadlines.ts';
import { decide } from '../../../src/handoff/decide.ts';
import { evolve } from '../../../src/handoff/evolve.ts';
import { runs } from './model.ts';
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
    'an offer has no deadline',
    { deadlineOf: (chat, limits) => (chat.transfer === undefined ? deadlineOf(chat, limits) : undefined) },
  ],
];

test.each(PLANTED)('the model notices: %s', (_bug, faulty) => {
  const found = fc.check(staysSound({ ...realRules, ...faulty }), { ...runs(10_000), endOnFailure: true });
  expect(found.failed).toBe(true);
});
