import { type Chat, isOpen } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import { accepted, type Decided, unchanged } from './answers.ts';
import { abandoned, withoutAgent } from './close.ts';
import type { Command, Facts } from './commands.ts';
import { deadlineOf } from './deadlines.ts';
import { eventLine } from './lines.ts';

/** A deadline that no longer holds (another owner, another status, somebody wrote) changes nothing but itself. */
export function decideDeadline(
  { kind, epoch }: Extract<Command, { type: 'pass-deadline' }>,
  chat: Chat,
  { now, lastActivityAt, limits }: Facts,
): Decided {
  if (!isOpen(chat) || epoch !== chat.epoch) return unchanged;
  const deadline = deadlineOf(chat, limits);
  if (deadline === undefined || deadline.kind !== kind || deadline.at > now) return unchanged;
  if (kind === 'abandoning') return accepted(abandonUnanswered(chat, now));
  if (kind === 'idle' && lastActivityAt + limits.idleMs > now)
    return accepted([{ type: 'activity-seen', at: now, lastActivityAt }]);
  const text =
    kind === 'idle'
      ? 'The chat was closed because nobody wrote for a while.'
      : 'No agent could take your chat in time. Please try again later.';
  return accepted([
    {
      type: 'chat-closed',
      at: now,
      ...withoutAgent(chat),
      line: eventLine(now, 'chat-timed-out', text, 'public'),
    },
  ]);
}

/** The chat closes all the same; the write goes on in its lane and reports when it is done. */
function abandonUnanswered(chat: Chat, now: number): readonly ChatEvent[] {
  const error = 'The ITSM has not confirmed the cancellation yet.';
  const failed = (chat.abandoning?.waitingFor ?? []).map(
    (n): ChatEvent => ({
      type: 'ticket-failed',
      at: now,
      n,
      error,
      line: eventLine(now, 'ticket-failed', error, 'internal'),
    }),
  );
  return [...failed, abandoned(chat, now)];
}
