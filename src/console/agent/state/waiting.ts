import { isMine } from './rights.ts';
import type { Chat, Log, State } from './state.ts';

/**
 * Since when the user waits for an answer: their first line after the last that an agent wrote, or the moment
 * at which an agent came to the chat, whichever is later.
 * @returns epoch milliseconds; absent while it is the user's turn
 */
export function waitsSince({ entries }: Log): number | undefined {
  let since: number | undefined;
  for (const { type, visibility, author, code, at } of entries) {
    if (code === 'chat-accepted' && visibility === 'public') since = Date.parse(at);
    if (type !== 'message' || visibility !== 'public') continue;
    if (author.kind === 'agent') since = undefined;
    if (author.kind === 'user') since ??= Date.parse(at);
  }
  return since;
}

/**
 * An own chat whose user has waited for an answer as long as the settings allow.
 * @returns since when, epoch milliseconds
 */
export function inactiveSince(state: State, chat: Chat, now: number): number | undefined {
  const minutes = state.me?.desk?.inactiveMinutes;
  const log = state.logs[chat.id];
  if (minutes === undefined || !log || !isMine(state, chat) || chat.cancelledByUser) return undefined;
  const since = waitsSince(log);
  return since !== undefined && now - since >= minutes * 60_000 ? since : undefined;
}

/** Whether any own chat is left without an answer. */
export const anyInactive = (state: State, now: number): boolean =>
  state.lists.mine.ids.some((id) => {
    const chat = state.chats[id];
    return chat !== undefined && inactiveSince(state, chat, now) !== undefined;
  });
