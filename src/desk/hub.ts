import type { AgentAccount } from '../../config/schema.ts';
import type { FeedFrame } from '../api/views.ts';
import { isFor, isSupervisor, maySee } from '../people/policy.ts';
import type { FeedRow, Typing } from '../store/store.ts';
import { frameOf } from './views.ts';

/** One window of an agent. */
export interface Listener {
  /** As it is now; absent once the agent has none. */
  readonly account: AgentAccount | undefined;
  readonly send: (frame: string) => void;
}

/** Hands each row of the feed to the windows whose agents may see its chat; each row is put into words once. */
export function createHub() {
  const listeners = new Set<Listener>();
  let newest: string | undefined;
  return {
    /** Cursor of the last row that was handed out: whoever listens has heard all up to it that is theirs. */
    newest: (): string | undefined => newest,
    add(listener: Listener): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(row: FeedRow): void {
      newest = row.cursor;
      if (listeners.size === 0) return;
      const frame = JSON.stringify(frameOf(row));
      for (const { account, send } of listeners) if (account && mayHear(account, row)) send(frame);
    },
    /** What windows have heard may be incomplete: all of them fetch their lists anew and go on from the cursor. */
    resync(cursor: string): void {
      newest = cursor;
      const frame = JSON.stringify({ kind: 'resync', cursor } satisfies FeedFrame);
      for (const { send } of listeners) send(frame);
    },
    /** To those who are in the chat, and not to whoever it is that types. */
    tellTyping({ agents, chat, who }: Typing): void {
      const told = new Set(agents.filter((id) => who.kind === 'user' || id !== who.id));
      const frame = JSON.stringify({ kind: 'typing', chat, who } satisfies FeedFrame);
      for (const { account, send } of listeners)
        if (account && told.has(account.id) && isFor('staff', account)) send(frame);
    },
  };
}

export type Hub = ReturnType<typeof createHub>;

/** Calls for assistance are for supervisors, everything else for whoever may see the chat, or could until now. */
export const mayHear = (account: AgentAccount, row: FeedRow): boolean =>
  (maySee(account, row) || (isFor('staff', account) && row.agents.includes(account.id))) &&
  (row.kind !== 'assistance' || isSupervisor(account));
