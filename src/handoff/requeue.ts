import type { Chat } from '../chat/chat.ts';
import type { NewEntry } from '../chat/entry.ts';
import type { ChatEvent } from '../chat/event.ts';
import { eventLine, toldLine } from './lines.ts';

/**
 * Where a chat goes whose agent did not let go of it: it stands before all that wait for their first agent. Its
 * user is told no more than that it is near the front, since others may have come back before it; its place follows.
 */
export const backToTheFront = (chat: Chat, line: NewEntry): ChatEvent => ({
  type: 'chat-requeued',
  at: line.at,
  queue: chat.queue,
  waitingSince: chat.createdAt,
  atFront: true,
  line,
});

/** Nobody took the offer: the chat waits again, at the front. One that its user has left returns to its sender. */
export function transferExpired(chat: Chat, now: number): readonly ChatEvent[] {
  const { transfer, transferTo } = chat;
  if (transfer === undefined) return [];
  const missed = `${transferTo?.screenName} did not take the chat in time.`;
  if (chat.cancelledByUser) {
    const line = eventLine(now, 'chat-returned', `${missed} It is ${transfer.from.screenName}’s again.`);
    return [{ type: 'chat-accepted', at: now, owner: transfer.from, line }];
  }
  const text = 'The agent could not take your chat in time. You are near the front of the queue.';
  return [backToTheFront(chat, toldLine(now, 'chat-returned', text, 'notTaken'))];
}
