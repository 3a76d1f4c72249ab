import fc from 'fast-check';
import type { Chat, Owner } from '../../../src/chat/chat.ts';
import type { Command } from '../../../src/handoff/commands.ts';

/** Whoever is somewhere in a chat of this test. */
export const PEOPLE: readonly Owner[] = ['alice', 'bob', 'sam'].map((id) => ({ id, screenName: id }));

const who = fc.constantFrom(...PEOPLE);
const mode = fc.constantFrom('participant', 'participant', 'monitor');
const is = <const T extends string>(type: T) => fc.constant(type);

/** What changes who is in a chat, legal or not; what ends a chat is rare. */
export const besideMoves: fc.Arbitrary<readonly Command[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ type: is('invite'), by: who, agent: who, mode }) },
    {
      weight: 6,
      arbitrary: fc.record({
        type: is('answer-invite'),
        by: who,
        accept: fc.constantFrom(true, true, true, false),
      }),
    },
    { weight: 5, arbitrary: fc.record({ type: is('accept'), by: who }) },
    { weight: 2, arbitrary: fc.record({ type: is('join'), by: who, mode }) },
    { weight: 1, arbitrary: fc.record({ type: is('leave'), by: who }) },
    { weight: 1, arbitrary: fc.record({ type: is('release'), by: who }) },
    { weight: 1, arbitrary: fc.record({ type: is('request-assistance'), by: who }) },
    {
      weight: 3,
      arbitrary: fc.record({ type: is('transfer'), by: who, to: who.map((agent) => ({ agent })) }),
    },
    { weight: 1, arbitrary: fc.record({ type: is('cancel') }) },
    {
      weight: 1,
      arbitrary: fc.record({ type: is('end'), by: who, resolveTicket: fc.constant(false) }),
    },
  ),
  { maxLength: 30 },
);

/** What holds of everybody's place in a chat at any time; a sentence for what does not. */
export function whatIsWrong({ status, owner, invited = [], assistance }: Chat): string | undefined {
  const there = invited.filter(({ state }) => state === 'joined' || state === 'invited');
  if (new Set(invited.map(({ agent }) => agent.id)).size < invited.length) return 'an agent has two rows';
  if (status === 'assigned' && invited.some(({ agent }) => agent.id === owner?.id))
    return 'the owner is beside himself';
  if ((status === 'queued' || status === 'closed') && there.length > 0)
    return `somebody is in a chat that is ${status}`;
  if (status !== 'assigned' && invited.some(({ state }) => state === 'invited'))
    return 'somebody is invited by nobody';
  if (assistance !== undefined && assistance.by.id !== owner?.id) return 'assistance for nobody';
  return undefined;
}
