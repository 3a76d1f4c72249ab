import type { AgentAccount } from '../../config/schema.ts';
import type { FeedFrame } from '../api/views.ts';
import type { FeedRow } from '../store/store.ts';
import { isSupervisor, maySee } from './policy.ts';

/** One window of an agent. */
export interface Listener {
  readonly account: AgentAccount;
  readonly send: (frame: string) => void;
}

/** Hands each row of the feed to the windows whose agents may see its chat; each row is put into words once. */
export function createHub() {
  const listeners = new Set<Listener>();
  return {
    add(listener: Listener): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(row: FeedRow): void {
      if (listeners.size === 0) return;
      const frame = JSON.stringify(frameOf(row));
      for (const { account, send } of listeners) if (mayHear(account, row)) send(frame);
    },
  };
}

export type Hub = ReturnType<typeof createHub>;

/** Calls for assistance are for supervisors, everything else for whoever may see the chat. */
export const mayHear = (account: AgentAccount, row: FeedRow): boolean =>
  maySee(account, row) && (row.kind !== 'assistance' || isSupervisor(account));

export const frameOf = ({ cursor, kind, chat, n }: FeedRow): FeedFrame =>
  kind === 'chat' || kind === 'assistance'
    ? { kind, cursor, chat, version: n }
    : { kind, cursor, chat, seq: n };
