import type { DeadlineKind } from '../../../src/chat/errand.ts';
import type { Limits } from '../../../src/handoff/commands.ts';
import type { ModelChat } from './model-chat.ts';

/** What closes a chat, and what an offer or an abandon waits for; everything else comes in sixths of it. Milliseconds. */
export const LIMIT = 3_600_000;
const SIXTH = LIMIT / 6;
const minutes = (sixths: number): number => (sixths * SIXTH) / 60_000;

export const LIMITS: Limits = {
  waitingMs: LIMIT,
  idleMs: LIMIT,
  abandoningMs: LIMIT,
  transferMs: LIMIT,
  reopenMs: 1e12,
  answerWarningMs: SIXTH,
  answerMs: 2 * SIXTH,
  idleWarningMs: 3 * SIXTH,
  sla: [{ queue: 'Network', minutes: minutes(4), warnBeforeMinutes: minutes(2) }],
  overflow: [{ queue: 'Network', overflowTo: 'Access', afterMs: 5 * SIXTH }],
};

interface ModelDeadline {
  readonly kind: DeadlineKind;
  readonly at: number;
}

/** The last sign of life that a deadline knows of. */
const alive = (c: ModelChat): number => Math.max(c.assignedAt, c.active);

/** What the chat is under, all of it; the earliest counts, and of equal ones the first. */
function all(c: ModelChat): readonly (ModelDeadline | false)[] {
  if (!c.open) return [];
  if (c.abandoning) return [{ kind: 'abandoning', at: c.abandonedAt + LIMIT }];
  if (c.owner !== undefined)
    return [
      { kind: 'idle', at: alive(c) + LIMIT },
      !c.left && c.idleWarnedFor !== alive(c) && { kind: 'idle-warning', at: alive(c) + 3 * SIXTH },
      !c.left && !c.answered && { kind: 'answer', at: c.assignedAt + 2 * SIXTH },
      !c.left && !c.answered && !c.answerWarned && { kind: 'answer-warning', at: c.assignedAt + SIXTH },
    ];
  if (c.offered) return [{ kind: 'transfer', at: c.offered.at + LIMIT }];
  const target = c.queue === 'Network' && c.breachedFor < c.waitingSince;
  return [
    { kind: 'waiting', at: c.queuedAt + LIMIT },
    c.queue === 'Network' && { kind: 'overflow', at: c.queuedAt + 5 * SIXTH },
    target && { kind: 'sla-breach', at: c.waitingSince + 4 * SIXTH },
    target && c.warnedFor < c.waitingSince && { kind: 'sla-warning', at: c.waitingSince + 2 * SIXTH },
  ];
}

export function nextDeadline(c: ModelChat): ModelDeadline | undefined {
  let next: ModelDeadline | undefined;
  for (const one of all(c)) if (one && one.at < (next?.at ?? Number.POSITIVE_INFINITY)) next = one;
  return next;
}

/** What a deadline of the model does that is due; the rest is the model's own. @returns false where it ends what it was for */
export function passWarning(c: ModelChat, { kind }: ModelDeadline, now: number): boolean {
  switch (kind) {
    case 'idle-warning':
      if (c.wrote + 3 * SIXTH > now) c.active = c.wrote;
      else {
        c.active = Math.max(alive(c), c.wrote);
        c.idleWarnedFor = c.active;
      }
      return true;
    case 'idle':
      if (c.wrote + LIMIT <= now) return false;
      c.active = c.wrote;
      return true;
    case 'answer-warning':
    case 'answer':
      if (c.spoke >= c.assignedAt) c.answered = true;
      else if (kind === 'answer') return false;
      else c.answerWarned = true;
      return true;
    case 'sla-warning':
    case 'sla-breach':
      if (c.waitingSince + 4 * SIXTH <= now) c.breachedFor = c.waitingSince;
      else c.warnedFor = c.waitingSince;
      return true;
    case 'overflow':
      c.queue = 'Access';
      return true;
    default:
      return false;
  }
}
