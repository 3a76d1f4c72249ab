import { each } from '../src/shared/each.ts';
import type { Store } from '../src/store/store.ts';

const AT_ONCE = 16;

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
    const [failed] = await each(chats, AT_ONCE, (chat) => giveBack(chat, agent, graceMs));
    if (failed !== undefined) throw failed;
    given += chats.length;
    await agents.forget(agent, graceMs);
  }
  return given;
}
