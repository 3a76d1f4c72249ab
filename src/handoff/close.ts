import type { Chat, Disposition } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import { toldLine } from './lines.ts';

/** The close of an abandoned chat, said once every ticket has answered or the deadline passed. */
export function abandoned(chat: Chat, now: number): ChatEvent {
  return {
    type: 'chat-closed',
    at: now,
    disposition: 'abandoned',
    ...(chat.abandoning !== undefined && { abandonBegan: true }),
    handoff: chat.cancelledByUser ? 'told-already' : 'completed',
    line: toldLine(
      now,
      'chat-abandoned',
      'The chat was closed because nobody answered any more.',
      'abandoned',
    ),
  };
}

/** Whether an abandon waits no longer for a ticket: its status is written, or is refused. */
export const answersAbandon = (event: ChatEvent): boolean =>
  event.type === 'ticket-updated' || (event.type === 'ticket-failed' && isOfStatus(event.job));

/** Whether a failed job stood between a ticket and its status; entries that failed do not. */
export const isOfStatus = (job: string | undefined): boolean =>
  job === undefined || job === 'open-ticket' || job === 'change-ticket';

/** How a chat ends that no agent ended: it idled, nobody accepted it, or its user cannot be reached. */
export function withoutAgent(chat: Chat): {
  readonly disposition: Disposition;
  readonly handoff: 'completed' | 'failed' | 'told-already';
} {
  if (chat.cancelledByUser) return { disposition: 'cancelled', handoff: 'told-already' };
  return { disposition: 'unresolved', handoff: chat.owner === undefined ? 'failed' : 'completed' };
}
