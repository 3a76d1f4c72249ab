import type { AgentAccount, SettingsSource } from '../../config/schema.ts';
import type { Chat } from '../chat/chat.ts';
import type { Reopening } from '../handoff/commands.ts';
import { availableOf, capacityOf, screenNameOf } from '../people/choices.ts';
import { mayTake } from '../people/policy.ts';
import type { Store } from '../store/store.ts';

/**
 * The agent who had a closed chat, where they are there, available and have room for one of its place now.
 * With Agent Auto Accept they are given it; without, nobody gets what they did not accept, so they are asked.
 */
export const createWhoHadIt =
  ({
    store,
    settings,
    accounts,
  }: {
    readonly store: Pick<Store, 'agents'>;
    readonly settings: Pick<SettingsSource, 'current'>;
    readonly accounts: () => Promise<ReadonlyMap<string, AgentAccount>>;
  }) =>
  async (chat: Chat): Promise<Reopening['first']> => {
    const account = (await accounts()).get(chat.owner?.id ?? '');
    if (account === undefined || !mayTake(account, chat)) return undefined;
    const { id } = account;
    const [state, online, load] = await Promise.all([
      store.agents.state(id),
      store.agents.online([id]),
      store.agents.load(id),
    ]);
    const { desk, capacity: bounds } = settings.current();
    const capacity = capacityOf(state, bounds);
    const isFree = online.has(id) && availableOf(account, state, desk) && load < capacity;
    if (!isFree) return undefined;
    const agent = { id, screenName: screenNameOf(account, state) };
    return { agent, capacity, give: desk.autoAccept ? 'assign' : 'offer' };
  };
