import type { AgentAccount } from '../../config/schema.ts';
import type { Command } from '../handoff/commands.ts';
import { mayTake } from '../people/policy.ts';
import type { Place, Store } from '../store/store.ts';

type Accounts = () => Promise<ReadonlyMap<string, AgentAccount>>;

/** Whether an agent is online who may take a chat of this place. */
export const createSomeoneFor =
  (accounts: Accounts, agents: Pick<Store['agents'], 'online'>) =>
  async (place: Place): Promise<boolean> => {
    const eligible = [...(await accounts()).values()].filter((account) => mayTake(account, place));
    return (await agents.online(eligible.map(({ id }) => id))).size > 0;
  };

/** Puts a chat of an agent who is gone back into its queue. Rejects where it has to be tried again. */
export const createGiveBack =
  (accounts: Accounts, report: (chat: string, command: Command) => Promise<void>) =>
  async (chat: string, agent: string, graceMs: number): Promise<void> => {
    const removed = !(await accounts()).has(agent);
    await report(chat, { type: 'return-from-gone', agent, graceMs, removed });
  };
