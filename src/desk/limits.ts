import type { Settings } from '../../config/schema.ts';
import { GENERAL } from '../chat/chat.ts';
import type { Limits } from '../handoff/commands.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What the admin has set, as the rules take it. */
export function limitsOf({ chat, chats, desk, queues, queueRules, sla }: Settings): Limits {
  const times = (unit: number, given: number | undefined) => given && given * unit;
  return {
    waitingMs: chat.waitingMinutes * MINUTE,
    idleMs: chat.idleMinutes * MINUTE,
    abandoningMs: chat.abandoningSeconds * SECOND,
    transferMs: desk.transferSeconds * SECOND,
    placeEveryMs: times(SECOND, chats.placeEverySeconds || undefined),
    idleWarningMs: times(MINUTE, desk.idleWarningMinutes),
    answerMs: times(SECOND, desk.answerSeconds),
    answerWarningMs: times(SECOND, desk.answerWarningSeconds),
    reopenMs: chats.reopenHours * HOUR,
    rateMs: chats.rating ? chats.ratingHours * HOUR : 0,
    undeliveredMs: chats.undeliveredMinutes * MINUTE,
    // A queue that does not exist is GENERAL.
    overflow: queueRules.map(({ queue, overflowTo, afterMinutes }) => ({
      queue,
      overflowTo: queues.includes(overflowTo) ? overflowTo : GENERAL,
      afterMs: afterMinutes * MINUTE,
    })),
    sla,
  };
}
