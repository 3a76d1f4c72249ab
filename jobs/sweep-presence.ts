import type { Store } from '../src/store/store.ts';

export interface PresenceTools {
  readonly agents: Pick<Store['agents'], 'gone' | 'forget'>;
  /** Ids of the chats that an agent owns. */
  readonly chatsOf: (agent: string) => Promise<readonly string[]>;
  /** Puts one of them back into its queue. Rejects where it has to be tried again. */
  readonly giveBack: (chat: string, agent: string, graceMs: number) => Promise<void>;
  readonly graceMs: number;
}

/** The chats of agents who are gone for good go back to the front of their queues. */
export async function sweepPresence({ agents, chatsOf, giveBack, graceMs }: PresenceTools): Promise<number> {
  let given = 0;
  for (const agent of await agents.gone(graceMs)) {
    const chats = await chatsOf(agent);
    for (const chat of chats) await giveBack(chat, agent, graceMs);
    given += chats.length;
    await agents.forget(agent, graceMs);
  }
  return given;
}
