import type { AgentAccount } from '../../config/schema.ts';
import type { AgentFigures, DeskFigures } from '../api/views.ts';
import { slaOf } from '../handoff/sla.ts';
import type { AgentNow } from '../people/agent-now.ts';
import { maySee } from '../people/policy.ts';
import type { PeoplePorts } from '../people/ports.ts';
import type { Place } from '../store/store.ts';

type FigurePorts = Pick<PeoplePorts, 'store' | 'settings' | 'accounts'>;

/** What supervisors see of the desk, as it is now. */
export function createFigures({ store, settings, accounts }: FigurePorts, agentNow: AgentNow) {
  /** Chats of each agent; of those too who have no account any more. */
  async function loads(): Promise<readonly number[]> {
    const ids = new Set([...accounts().keys(), ...(await store.agents.seen())]);
    return Promise.all([...ids].map((id) => store.agents.load(id)));
  }

  /** Agents without an account who have chats still. */
  async function removed(known: ReadonlyMap<string, AgentAccount>): Promise<readonly AgentFigures[]> {
    const ids = (await store.agents.seen()).filter((id) => !known.has(id));
    const all = await Promise.all(
      ids.map((id) => agentNow({ id, name: id, roles: [], queues: [], companies: [] })),
    );
    return all
      .filter(({ load }) => load > 0)
      .map((one) => ({ ...one, online: false, available: false, removed: true }));
  }

  /** @param viewer sees what waits in their queues and companies; how many chats are open counts all of them */
  async function desk(viewer: AgentAccount): Promise<DeskFigures> {
    const [waits, now, open, assigned] = await Promise.all([
      store.lists.waits(),
      store.now(),
      store.lists.openCount(),
      loads(),
    ]);
    const waiting = await Promise.all(
      waits
        .filter((place) => maySee(viewer, place))
        .map(async (place) => ({ ...place, ...(await lateChats(place, now)) })),
    );
    const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
    return {
      open,
      assigned: sum(assigned),
      queued: sum(waiting.map(({ queued }) => queued)),
      warned: sum(waiting.map(({ warned }) => warned)),
      breached: sum(waiting.map(({ breached }) => breached)),
      waiting,
    };
  }

  /** Chats of a place that have waited longer than its target has it. Counted by the clock, so none lags behind. */
  async function lateChats(place: Place, now: number): Promise<{ warned: number; breached: number }> {
    const target = slaOf(settings.current().sla, place);
    if (target === undefined) return { warned: 0, breached: 0 };
    const { breachedMs, warnedMs = breachedMs } = target;
    const [late, breached] = await Promise.all([
      store.lists.waitingSince(place, now - warnedMs),
      store.lists.waitingSince(place, now - breachedMs),
    ]);
    return { warned: Math.max(0, late - breached), breached };
  }

  return { removed, desk };
}
