import type { Chat } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import { accepted, type Decided, unchanged } from './answers.ts';
import { abandoned, withoutAgent } from './close.ts';
import type { Command, Facts } from './commands.ts';
import { aliveAt, deadlineOf, overflowOf } from './deadlines.ts';
import { noteUndelivered } from './decide-undelivered.ts';
import { eventLine, toldLine } from './lines.ts';
import { backToTheFront, transferExpired } from './requeue.ts';
import { slaTimes } from './sla.ts';

/** A deadline that no longer holds (another owner, another status, somebody wrote) changes nothing but itself. */
export function decideDeadline(
  { kind, epoch }: Extract<Command, { type: 'pass-deadline' }>,
  chat: Chat,
  facts: Facts,
): Decided {
  if (epoch !== chat.epoch) return unchanged;
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
      const { queue, overflowTo } = row;
      const text = `Nobody of ${queue} is free yet, so you are in the queue of ${overflowTo} now. The time that you have waited counts there.`;
      const line = toldLine(now, 'chat-queued-elsewhere', text, 'overflowed', { queue, overflowTo });
      return accepted([{ type: 'chat-overflowed', at: now, queue: overflowTo, line }]);
    }
    case 'sla-warning':
    case 'sla-breach':
      return accepted([ofTarget(chat, facts)]);
    case 'waiting':
      return accepted([
        timedOut(
          chat,
          now,
          'No agent could take your chat in time. Please try again later.',
          'waitedTooLong',
        ),
      ]);
    case 'undelivered':
      return accepted([noteUndelivered(chat, facts)]);
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

/** @returns the breach at once where its time has come too; nobody is warned of what has happened */
function ofTarget(chat: Chat, { now, limits: { sla = [] } }: Facts): ChatEvent {
  const minutes = Math.round((now - (chat.waitingSince ?? now)) / 60_000);
  const waited = `The chat has waited ${minutes} minute${minutes === 1 ? '' : 's'}`;
  const at = slaTimes(sla, chat)?.at ?? now;
  if (at <= now) {
    const text = `${waited}: its target is missed.`;
    return { type: 'sla-breached', at: now, line: eventLine(now, 'sla-breached', text) };
  }
  const left = Math.max(1, Math.round((at - now) / 60_000));
  const text = `${waited}: its target is missed in ${left} minute${left === 1 ? '' : 's'} unless an agent accepts it.`;
  return { type: 'sla-warned', at: now, line: eventLine(now, 'sla-warning', text) };
}

/** @returns what the silence of a chat leads to; somebody may have written since the deadline was set */
function ofSilence(kind: 'idle-warning' | 'idle', chat: Chat, facts: Facts): ChatEvent {
  const { now, lastActivityAt, limits } = facts;
  const warning = limits.idleWarningMs ?? 0;
  if (lastActivityAt + limits.idleMs - (kind === 'idle' ? 0 : warning) > now)
    return { type: 'activity-seen', at: now, lastActivityAt };
  if (kind === 'idle')
    return timedOut(chat, now, 'The chat was closed because nobody wrote for a while.', 'idle');
  const minutes = Math.max(1, Math.round(warning / 60_000));
  const text = `Are you still there? The chat is closed in ${minutes} minute${minutes === 1 ? '' : 's'} if nobody writes.`;
  const line = toldLine(now, 'idle-warning', text, 'idleWarning', { minutes });
  return { type: 'idle-warned', at: now, activeAt: Math.max(aliveAt(chat), lastActivityAt), line };
}

function ofAnswer(kind: 'answer-warning' | 'answer', chat: Chat, { now, lastAnswerAt }: Facts): ChatEvent {
  if (lastAnswerAt >= (chat.assignedAt ?? 0)) return { type: 'answer-seen', at: now };
  const { owner } = chat;
  if (kind === 'answer') {
    const told = 'The agent could not answer. You are near the front of the queue for another one.';
    return backToTheFront(chat, toldLine(now, 'answer-missed', told, 'answerMissed'));
  }
  const text = `${owner?.screenName} has not answered the user yet; soon the chat goes back to its queue.`;
  return { type: 'answer-warned', at: now, line: eventLine(now, 'answer-missed', text) };
}

const timedOut = (chat: Chat, now: number, text: string, line: 'idle' | 'waitedTooLong'): ChatEvent => ({
  type: 'chat-closed',
  at: now,
  ...withoutAgent(chat),
  line: toldLine(now, 'chat-timed-out', text, line),
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
      line: eventLine(now, 'ticket-failed', error),
    }),
  );
  return [...failed, abandoned(chat, now)];
}
