import type { AgentAccount } from '../../config/schema.ts';
import type { Chat } from '../chat/chat.ts';
import { companyNow, queueNow, type Standing } from '../chat/standing.ts';
import type { Command, Place } from '../handoff/commands.ts';
import { isFor } from '../people/policy.ts';

type Accounts = ReadonlyMap<string, AgentAccount>;

/** Where a stored chat of this place is now. Nobody's company is taken from them; it may be called differently. */
const settledPlace = (standing: Standing, { queue, company }: Place): Place => ({
  queue: queueNow(standing, queue),
  company: companyNow(standing, company),
});

export const isInPlace = (standing: Standing, place: Place): boolean => {
  const { queue, company } = settledPlace(standing, place);
  return queue === place.queue && company === place.company;
};

/** What has to happen to an open chat first of all, so that it fits the settings; undefined where it does. */
export function settlingOf(chat: Chat, standing: Standing, accounts: Accounts): Command | undefined {
  if (!isInPlace(standing, chat)) {
    const from = { queue: chat.queue, company: chat.company };
    return { type: 'resettle', from, to: settledPlace(standing, from) };
  }
  const agent = formerIn(chat, accounts);
  return agent === undefined ? undefined : { type: 'return-from-former', agent };
}

/**
 * Somebody who has the chat, or a say in it, and cannot use it any more. Whose account is gone keeps for the grace
 * time what they own and have joined, as whoever lost the connection does: the settings may be a mistake.
 */
function formerIn({ owner, transferTo, invited = [] }: Chat, accounts: Accounts): string | undefined {
  const inIt = [owner?.id, ...invited.filter(({ state }) => state === 'joined').map(({ agent }) => agent.id)];
  const asked = [
    transferTo?.id,
    ...invited.filter(({ state }) => state === 'invited').map(({ agent }) => agent.id),
  ];
  const cannotUse = (id: string | undefined) => {
    const account = accounts.get(id ?? '');
    return account !== undefined && !isFor('staff', account);
  };
  const cannotTake = (id: string | undefined) => {
    const account = accounts.get(id ?? '');
    return id !== undefined && (account === undefined || !isFor('agent', account));
  };
  return inIt.find(cannotUse) ?? asked.find(cannotTake);
}

/** Agents of a chat who have no account any more. */
export const removedFrom = ({ owner, invited = [] }: Chat, accounts: Accounts): readonly string[] =>
  [owner?.id, ...invited.filter(({ state }) => state === 'joined').map(({ agent }) => agent.id)].filter(
    (id): id is string => id !== undefined && !accounts.has(id),
  );
