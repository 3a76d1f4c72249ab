import type { AgentAccount } from '../../config/schema.ts';
import type { FeedFrame } from '../api/views.ts';
import type { FeedRow } from '../store/store.ts';
import { maySee } from './policy.ts';

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
      for (const { account, send } of listeners) if (maySee(account, row)) send(frame);
    },
  };
}

export type Hub = ReturnType<typeof createHub>;

export const frameOf = ({ cursor, kind, chat, n }: FeedRow): FeedFrame =>
  kind === 'chat' ? { kind, cursor, chat, version: n } : { kind, cursor, chat, seq: n };
