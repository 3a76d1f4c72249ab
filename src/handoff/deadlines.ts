import type { Chat } from '../chat/chat.ts';
import type { Deadline } from '../chat/errand.ts';
import type { Limits } from './commands.ts';

/** The one deadline that an open chat is under; a closed chat has none. */
export function deadlineOf(chat: Chat, limits: Limits): Deadline | undefined {
  if (chat.status === 'closed') return undefined;
  if (chat.abandoning !== undefined)
    return { kind: 'abandoning', at: chat.abandoning.since + limits.abandoningMs };
  if (chat.status === 'assigned')
    return {
      kind: 'idle',
      at: Math.max(chat.assignedAt ?? chat.createdAt, chat.activeAt ?? 0) + limits.idleMs,
    };
  return { kind: 'waiting', at: (chat.waitingSince ?? chat.createdAt) + limits.waitingMs };
}
