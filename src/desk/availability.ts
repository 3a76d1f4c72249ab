import type { AgentAccount, SettingsSource } from '../../config/schema.ts';
import { isSupervisor } from '../people/policy.ts';
import { type StatusCodes, statusCodesOf } from '../people/status-codes.ts';
import { Problem } from '../shared/http/problem.ts';
import type { AgentState, Store, Wake } from '../store/store.ts';

export interface AvailabilityPorts {
  readonly store: Pick<Store, 'agents'>;
  readonly settings: SettingsSource;
  readonly wake: (wakes: readonly Wake[]) => void;
}

/** What agents wish for themselves. */
export interface AvailabilityWish {
  readonly available: boolean;
  /** "Available for n". */
  readonly capacity?: number | undefined;
  /** Why, as one of the codes of the settings. */
  readonly statusCode?: string | undefined;
}

/** Whether agents get chats by themselves: their own choice, and what the admin's settings make of it. */
export function createAvailability({ store, settings, wake }: AvailabilityPorts) {
  const choose = async (agentId: string, choice: Partial<AgentState>) =>
    wake(await store.agents.choose(agentId, choice));
  const firstReason = (account: AgentAccount): string =>
    statusCodesOf(account, settings.current()).unavailable[0] ?? '';

  return {
    /** A capacity above the admin's bound is lowered to it. @throws Problem 422 for a code that is not there */
    async set(account: AgentAccount, { available, capacity, statusCode }: AvailabilityWish): Promise<void> {
      const current = settings.current();
      await choose(account.id, {
        available,
        statusCode: codeFor(available, statusCode, statusCodesOf(account, current)),
        ...(capacity !== undefined && { capacity: Math.min(capacity, current.capacity.most) }),
      });
    },

    /**
     * An agent signs in. Supervisors and admins begin unavailable, so that no chat is given to whoever only looks
     * after others; one who is at work in another window stays as they are.
     */
    async started(account: AgentAccount): Promise<void> {
      const { id } = account;
      const begins = isSupervisor(account) && !(await store.agents.online([id])).has(id);
      if (begins || settings.current().desk.unavailableOnStart)
        await choose(id, { available: false, statusCode: firstReason(account) });
    },

    /** Why an agent is unavailable once they have ended a chat; leaving, transferring or abandoning one is no end. */
    afterEnd(account: AgentAccount): string | undefined {
      return settings.current().desk.unavailableOnClose ? firstReason(account) : undefined;
    },
  };
}

export type Availability = ReturnType<typeof createAvailability>;

/** The code that was asked for, or the first of its kind. */
function codeFor(available: boolean, wanted: string | undefined, all: StatusCodes): string {
  const codes = available ? all.available : all.unavailable;
  if (wanted === undefined) return codes[0] ?? '';
  if (codes.includes(wanted)) return wanted;
  throw new Problem(
    422,
    'unknown-status-code',
    `There is no status code ${wanted} for ${available ? 'available' : 'unavailable'}. There are: ${codes.join(', ')}.`,
  );
}
