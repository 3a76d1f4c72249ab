import type { AgentAccount, Settings } from '../../config/schema.ts';
import type { AgentState } from '../store/store.ts';
import { isSupervisor } from './policy.ts';

// What agents have chosen for themselves, and what the admin makes of it.

/** Whether chats may be given to this agent. Who looks after others gets none before they have wished for some. */
export const availableOf = (
  account: AgentAccount,
  { available }: Partial<AgentState>,
  { unavailableOnStart }: Settings['desk'],
): boolean => available ?? !(unavailableOnStart || isSupervisor(account));

/** Chats at once that they would take. */
export const ownCapacityOf = (
  { capacity }: Partial<AgentState>,
  { default: usual, most }: Settings['capacity'],
): number => Math.min(capacity ?? usual, most);

/** Chats at once that automatic assignment may give them. */
export const capacityOf = (state: Partial<AgentState>, settings: Settings['capacity']): number =>
  settings.override ?? ownCapacityOf(state, settings);

/** What users call them from the next chat on. */
export const screenNameOf = (
  { screenName: forced, name }: AgentAccount,
  { screenName }: Partial<AgentState>,
): string => forced ?? screenName ?? name;
