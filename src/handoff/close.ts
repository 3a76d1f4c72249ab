import type { Chat } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import { eventLine } from './lines.ts';

/** The close of an abandoned chat, said once every ticket has answered or the deadline passed. */
export function abandoned(chat: Chat, now: number): ChatEvent {
  return {
    type: 'chat-closed',
    at: now,
    disposition: 'abandoned',
    handoff: chat.cancelledByUser ? 'told-already' : 'completed',
    line: eventLine(now, 'chat-abandoned', 'The chat was closed because nobody answered any more.', 'public'),
  };
}
