import type { Entry } from '../chat/entry.ts';
import type { Command } from '../handoff/commands.ts';
import type { Connections } from '../store/store.ts';

/** What sending to users finds out about them, as commands of their chats. */
export const createDeliveryReports = (
  report: (chat: string, command: Command) => Promise<void>,
  connections: Pick<Connections, 'away'>,
) => ({
  /** A line has waited for the channel long enough for the agent to be told. */
  heldUp: (chat: string, { seq, at }: Pick<Entry, 'seq' | 'at'>) =>
    report(chat, { type: 'record-held-up', seq, since: at }),
  /** The user cannot be reached in this conversation any more. */
  userUnreachable: (chat: string, reason: string) =>
    report(chat, { type: 'record-user-unreachable', reason }),
  /** The user is not connected now. */
  async userAway(chat: string): Promise<void> {
    await connections.away(chat);
  },
});
