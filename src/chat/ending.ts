import type { Chat } from './chat.ts';

/** The endings that may change the status of a ticket; every other one leaves it as it is. */
export type Ending = 'resolved' | 'abandoned' | 'abandoned-by-user' | 'cancelled-while-waiting';

/** How this chat ends, or ended, as far as its tickets are concerned. */
export function endingOf(chat: Chat): Ending | undefined {
  if (chat.abandoning !== undefined || chat.disposition === 'abandoned') return endingOfAbandon(chat);
  if (chat.disposition === 'resolved') return 'resolved';
  if (chat.disposition === 'cancelled' && chat.owner === undefined) return 'cancelled-while-waiting';
  return undefined;
}

/** What an abandon is for its tickets: who gave up makes a difference. */
export const endingOfAbandon = ({ cancelledByUser }: Pick<Chat, 'cancelledByUser'>): Ending =>
  cancelledByUser ? 'abandoned-by-user' : 'abandoned';
