import type { Chat } from '../src/chat/chat.ts';
import type { Deadline } from '../src/chat/errand.ts';
import type { ChatDeadline, DueDeadline, Executed } from '../src/store/store.ts';

export interface DeadlineTools {
  readonly pass: (deadline: DueDeadline) => Promise<Executed>;
  readonly deadlineOf: (chat: Chat) => Deadline | undefined;
  /** Sees to it that a deadline stands. */
  readonly keep: (deadline: ChatDeadline) => Promise<void>;
}

/**
 * Passes a deadline. A chat that is under another one by now, because the settings are others, has that one
 * before this one goes.
 * @returns false where it has to be tried again; a time where it stands then: a limit was raised, or the
 * clock here is behind the store's
 */
export async function passDeadline(
  deadline: DueDeadline,
  { pass, deadlineOf, keep }: DeadlineTools,
): Promise<boolean | number> {
  const executed = await pass(deadline);
  if (executed.kind === 'refused') return executed.refusal.code !== 'conflict';
  const chat = executed.kind === 'done' ? executed.chat : undefined;
  const next = chat && deadlineOf(chat);
  if (chat === undefined || next === undefined) return true;
  if (next.kind === deadline.kind && chat.epoch === deadline.epoch) return next.at;
  await keep({ ...next, chat: chat.id, epoch: chat.epoch, version: chat.version });
  return true;
}
