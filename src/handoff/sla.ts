import type { Chat } from '../chat/chat.ts';
import { fits } from './priority.ts';

/** How long chats of a place may wait for an agent; every member that a row names has to be the chat's. */
export interface SlaTarget {
  readonly company?: string | undefined;
  readonly queue?: string | undefined;
  readonly minutes: number;
  /** People are warned so long before. */
  readonly warnBeforeMinutes?: number | undefined;
}

type Place = Pick<Chat, 'company' | 'queue'>;

/** The target of a place, milliseconds of waiting: the first row that fits. */
export function slaOf(
  targets: readonly SlaTarget[],
  place: Place,
): { readonly breachedMs: number; readonly warnedMs?: number } | undefined {
  const row = targets.find(({ company, queue }) => fits(company, place.company) && fits(queue, place.queue));
  if (row === undefined) return undefined;
  const { minutes, warnBeforeMinutes } = row;
  return {
    breachedMs: Math.round(minutes * 60_000),
    ...(warnBeforeMinutes !== undefined && { warnedMs: Math.round((minutes - warnBeforeMinutes) * 60_000) }),
  };
}

/** By when an agent should have accepted a waiting chat, and when people are warned; epoch milliseconds. */
export function slaTimes(
  targets: readonly SlaTarget[],
  chat: Chat,
): { readonly at: number; readonly warnAt?: number } | undefined {
  const target = chat.waitingSince === undefined ? undefined : slaOf(targets, chat);
  if (chat.waitingSince === undefined || target === undefined) return undefined;
  const { breachedMs, warnedMs } = target;
  return {
    at: chat.waitingSince + breachedMs,
    ...(warnedMs !== undefined && { warnAt: chat.waitingSince + warnedMs }),
  };
}

/** What was told of a waiting chat: one that waits anew is measured anew, one that goes on is not told of again. */
export function slaState({
  waitingSince = Number.POSITIVE_INFINITY,
  slaWarnedFor = -1,
  slaBreachedFor = -1,
}: Chat): 'warned' | 'breached' | undefined {
  if (slaBreachedFor >= waitingSince) return 'breached';
  return slaWarnedFor >= waitingSince ? 'warned' : undefined;
}
