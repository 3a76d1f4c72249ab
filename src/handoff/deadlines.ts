import type { Chat } from '../chat/chat.ts';
import type { Deadline } from '../chat/errand.ts';
import type { Limits, Overflow } from './commands.ts';
import { slaState, slaTimes } from './sla.ts';

/** The next deadline that a chat is under; a closed one has none but for what did not reach its user. */
export function deadlineOf(chat: Chat, limits: Limits): Deadline | undefined {
  return earliest([ofStatus(chat, limits), ofDelivery(chat, limits)].filter((one) => one !== undefined));
}

function ofDelivery({ undelivered }: Chat, { undeliveredMs }: Limits): Deadline | undefined {
  if (undelivered === undefined || undeliveredMs === undefined) return undefined;
  return { kind: 'undelivered', at: undelivered.since + undeliveredMs };
}

function ofStatus(chat: Chat, limits: Limits): Deadline | undefined {
  if (chat.status === 'closed') return undefined;
  if (chat.abandoning !== undefined)
    return { kind: 'abandoning', at: chat.abandoning.since + limits.abandoningMs };
  if (chat.status === 'assigned') return earliest([...ofSilence(chat, limits), ...ofAnswer(chat, limits)]);
  if (chat.transfer !== undefined) return { kind: 'transfer', at: chat.transfer.at + limits.transferMs };
  return earliest([
    { kind: 'waiting', at: queuedAt(chat) + limits.waitingMs },
    ...ofQueue(chat, limits),
    ...ofTarget(chat, limits),
  ]);
}

/** Since when nobody has the chat. */
const queuedAt = (chat: Chat): number => chat.requeuedAt ?? chat.waitingSince ?? chat.createdAt;

/** The row by which a waiting chat leaves its queue; none where it has left that one so before. */
export function overflowOf(chat: Chat, { overflow = [] }: Limits): Overflow | undefined {
  if (chat.overflowed?.includes(chat.queue)) return undefined;
  return overflow.find(({ queue, overflowTo }) => queue === chat.queue && overflowTo !== chat.queue);
}

function ofQueue(chat: Chat, limits: Limits): readonly Deadline[] {
  const row = overflowOf(chat, limits);
  if (row === undefined) return [];
  return [{ kind: 'overflow', at: Math.max(queuedAt(chat), chat.overflowedAt ?? 0) + row.afterMs }];
}

function ofTarget(chat: Chat, { sla = [] }: Limits): readonly Deadline[] {
  const times = slaTimes(sla, chat);
  const known = slaState(chat);
  if (times === undefined || known === 'breached') return [];
  const breach: Deadline = { kind: 'sla-breach', at: times.at };
  if (times.warnAt === undefined || known === 'warned') return [breach];
  return [breach, { kind: 'sla-warning', at: times.warnAt }];
}

/** The last sign of life that is known without looking into the log. */
export const aliveAt = (chat: Chat): number =>
  Math.max(chat.assignedAt ?? chat.createdAt, chat.activeAt ?? 0);

function ofSilence(chat: Chat, { idleMs, idleWarningMs }: Limits): readonly Deadline[] {
  const close: Deadline = { kind: 'idle', at: aliveAt(chat) + idleMs };
  // Nobody is asked who has left already.
  const asked = chat.cancelledByUser || chat.idleWarnedFor === aliveAt(chat);
  if (idleWarningMs === undefined || idleWarningMs >= idleMs || asked) return [close];
  return [close, { kind: 'idle-warning', at: close.at - idleWarningMs }];
}

function ofAnswer(chat: Chat, { answerMs, answerWarningMs }: Limits): readonly Deadline[] {
  if (answerMs === undefined || chat.answered || chat.cancelledByUser) return [];
  const since = chat.assignedAt ?? chat.createdAt;
  const lost: Deadline = { kind: 'answer', at: since + answerMs };
  const warned = chat.answerWarnedAt !== undefined;
  if (answerWarningMs === undefined || answerWarningMs >= answerMs || warned) return [lost];
  return [lost, { kind: 'answer-warning', at: since + answerWarningMs }];
}

const earliest = (deadlines: readonly Deadline[]): Deadline | undefined =>
  deadlines.toSorted((a, b) => a.at - b.at)[0];
