import type { AgentAccount } from '../../config/schema.ts';
import type { AgentFigures } from '../api/views.ts';
import { availableOf, capacityOf, screenNameOf } from './choices.ts';
import type { PeoplePorts } from './ports.ts';
import { statusCodeNow } from './status-codes.ts';

/** Gives an agent as they are now: there or not, free or not, with how many chats. */
export const createAgentNow =
  ({ store, settings }: Pick<PeoplePorts, 'store' | 'settings'>) =>
  async (account: AgentAccount): Promise<AgentFigures> => {
    const current = settings.current();
    const { capacity, desk } = current;
    const [state, load, online] = await Promise.all([
      store.agents.state(account.id),
      store.agents.load(account.id),
      store.agents.online([account.id]),
    ]);
    const available = availableOf(account, state, desk);
    return {
      id: account.id,
      screenName: screenNameOf(account, state),
      online: online.has(account.id),
      available,
      ...statusCodeNow(account, { available, statusCode: state.statusCode }, current),
      load,
      capacity: capacityOf(state, capacity),
    };
  };

export type AgentNow = ReturnType<typeof createAgentNow>;
