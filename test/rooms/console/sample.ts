import type { Chat, Entry, State } from '../../../src/console/agent/state/state.ts';
import { initial } from '../../../src/console/agent/state/state.ts';

export const chatOf = (id: string, change: Partial<Chat> = {}): Chat => ({
  id,
  status: 'assigned',
  company: 'Calbro',
  queue: 'GENERAL',
  source: 'Web Chat',
  subject: 'VPN',
  user: { id: 'u1', name: 'Mary', verified: false, connected: 'yes' },
  agent: { id: 'alice', screenName: 'Alice' },
  cancelledByUser: false,
  userConnected: true,
  createdAt: '2026-11-21T10:00:00.000Z',
  tickets: [],
  version: 1,
  ...change,
});

export const entryOf = (seq: number, text: string, change: Partial<Entry> = {}): Entry => ({
  seq,
  at: '2026-11-21T10:00:00.000Z',
  author: { kind: 'user', id: 'u1', name: 'Mary' },
  visibility: 'public',
  type: 'message',
  text,
  ...change,
});

/** A line of the signed-in agent. */
export const ownEntry = (seq: number, text: string, change: Partial<Entry> = {}): Entry =>
  entryOf(seq, text, { author: { kind: 'agent', id: 'alice', name: 'Alice' }, ...change });

export const signedIn: State = {
  ...initial,
  session: { token: 't', agent: { id: 'alice', name: 'Alice' } },
};
