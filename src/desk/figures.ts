import type { AgentAccount } from '../../config/schema.ts';
import type { AgentFigures, DeskFigures } from '../api/views.ts';
import type { DeskPorts } from './ports.ts';

type FigurePorts = Pick<DeskPorts, 'store' | 'settings' | 'accounts'>;

/** What supervisors and the transfer list see of the desk, as it is now. */
export function createFigures({ store, settings, accounts }: FigurePorts) {
  async function agent(account: AgentAccount): Promise<AgentFigures> {
    const { capacity, desk } = settings.current();
    const [state, load, online] = await Promise.all([
      store.agents.state(account.id),
      store.agents.load(account.id),
      store.agents.online([account.id]),
    ]);
    return {
      id: account.id,
      screenName: state.screenName ?? account.name,
      online: online.has(account.id),
      available: state.available ?? !desk.unavailableOnStart,
      ...(state.statusCode !== undefined && { statusCode: state.statusCode }),
      load,
      capacity: Math.min(state.capacity ?? capacity.default, capacity.most),
    };
  }

  async function desk(): Promise<DeskFigures> {
    const [waiting, open, assigned] = await Promise.all([
      store.lists.waits(),
      store.lists.openCount(),
      Promise.all([...accounts().keys()].map((id) => store.agents.load(id))),
    ]);
    const total = assigned.reduce((sum, load) => sum + load, 0);
    return { open, assigned: total, queued: waiting.reduce((sum, { queued }) => sum + queued, 0), waiting };
  }

  return { agent, desk };
}

export type Figures = ReturnType<typeof createFigures>;
