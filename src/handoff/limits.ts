import { GENERAL } from '../chat/chat.ts';
import type { Limits } from './commands.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** As much of the settings as limits are made of, in the admin's units. */
export interface LimitSettings {
  readonly chat: Readonly<Record<'waitingMinutes' | 'idleMinutes' | 'abandoningSeconds', number>>;
  readonly chats: Readonly<
    Record<'placeEverySeconds' | 'reopenHours' | 'ratingHours' | 'undeliveredMinutes', number>
  > & { readonly rating: boolean };
  readonly desk: { readonly transferSeconds: number } & {
    readonly [member in 'idleWarningMinutes' | 'answerSeconds' | 'answerWarningSeconds']?: number | undefined;
  };
  readonly queues: readonly string[];
  readonly queueRules: readonly {
    readonly queue: string;
    readonly overflowTo: string;
    readonly afterMinutes: number;
  }[];
  readonly sla: NonNullable<Limits['sla']>;
}

/** What the admin has set, as the rules take it: in milliseconds. */
export function limitsOf({ chat, chats, desk, queues, queueRules, sla }: LimitSettings): Limits {
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
