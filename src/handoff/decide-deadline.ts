import { type Chat, isOpen } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import { accepted, type Decided, unchanged } from './answers.ts';
import { abandoned, withoutAgent } from './close.ts';
import type { Command, Facts } from './commands.ts';
import { aliveAt, deadlineOf, overflowOf } from './deadlines.ts';
import { eventLine } from './lines.ts';
import { backToTheFront, transferExpired } from './requeue.ts';

/** A deadline that no longer holds (another owner, another status, somebody wrote) changes nothing but itself. */
export function decideDeadline(
  { kind, epoch }: Extract<Command, { type: 'pass-deadline' }>,
  chat: Chat,
  facts: Facts,
): Decided {
  if (!isOpen(chat) || epoch !== chat.epoch) return unchanged;
  const deadline = deadlineOf(chat, facts.limits);
  if (deadline === undefined || deadline.kind !== kind || deadline.at > facts.now) return unchanged;
  const { now } = facts;
  switch (kind) {
    case 'abandoning':
      return accepted(abandonUnanswered(chat, now));
    case 'transfer':
      return accepted(transferExpired(chat, now));
    case 'overflow': {
      const row = overflowOf(chat, facts.limits);
      if (row === undefined) return unchanged;
      const line = eventLine(now, 'chat-queued-elsewhere', row.told, 'public');
      return accepted([{ type: 'chat-overflowed', at: now, queue: row.overflowTo, line }]);
    }
    case 'waiting':
      return accepted([
        timedOut(chat, now, 'No agent could take your chat in time. Please try again later.'),
      ]);
    case 'idle-warning':
    case 'idle':
      return accepted([ofSilence(kind, chat, facts)]);
    case 'answer-warning':
    case 'answer':
      return accepted([ofAnswer(kind, chat, facts)]);
    default:
      return kind satisfies never;
  }
}

/** @returns what the silence of a chat leads to; somebody may have written since the deadline was set */
function ofSilence(kind: 'idle-warning' | 'idle', chat: Chat, facts: Facts): ChatEvent {
  const { now, lastActivityAt, limits } = facts;
  const warning = limits.idleWarningMs ?? 0;
  if (lastActivityAt + limits.idleMs - (kind === 'idle' ? 0 : warning) > now)
    return { type: 'activity-seen', at: now, lastActivityAt };
  if (kind === 'idle') return timedOut(chat, now, 'The chat was closed because nobody wrote for a while.');
  const minutes = Math.max(1, Math.round(warning / 60_000));
  const text = `Are you still there? The chat is closed in ${minutes} minute${minutes === 1 ? '' : 's'} if nobody writes.`;
  const line = eventLine(now, 'idle-warning', text, 'public');
  return { type: 'idle-warned', at: now, activeAt: Math.max(aliveAt(chat), lastActivityAt), line };
}

function ofAnswer(kind: 'answer-warning' | 'answer', chat: Chat, { now, lastAnswerAt }: Facts): ChatEvent {
  if (lastAnswerAt >= (chat.assignedAt ?? 0)) return { type: 'answer-seen', at: now };
  const { owner } = chat;
  if (kind === 'answer')
    return backToTheFront(
      chat,
      now,
      'answer-missed',
      'The agent could not answer. You are at the front of the queue for another one.',
    );
  const text = `${owner?.screenName} has not answered the user yet; soon the chat goes back to its queue.`;
  return { type: 'answer-warned', at: now, line: eventLine(now, 'answer-missed', text, 'internal') };
}

const timedOut = (chat: Chat, now: number, text: string): ChatEvent => ({
  type: 'chat-closed',
  at: now,
  ...withoutAgent(chat),
  line: eventLine(now, 'chat-timed-out', text, 'public'),
});

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
