import { type Chat, isOpen, type Rating } from '../chat/chat.ts';
import type { Refusal, RefusalCode } from '../chat/decision.ts';
import { accepted, type Decided, unchanged } from './answers.ts';
import type { Asker, Command, Facts } from './commands.ts';
import { eventLine } from './lines.ts';

type Now = Pick<Facts, 'now' | 'limits'>;

/** What stands between a user and going on with a closed chat; undefined where nothing does. */
export function whyNotReopened(chat: Chat, by: Asker, { now, limits }: Now): Refusal | undefined {
  if (!isHis(chat, by)) return no('not-yours', 'This chat is not yours.');
  if (isOpen(chat)) return no('already-open', 'This chat is open already.');
  if (!limits.reopenMs) return no('switched-off', 'Closed chats are not reopened here.');
  if (isOver(chat, limits.reopenMs, now))
    return no('too-late', 'This chat was closed too long ago to be reopened. Ask for a live agent anew.');
  return undefined;
}

/** What stands between a user and rating a chat; undefined where nothing does. */
export function whyNotRated(chat: Chat, by: Asker, { now, limits }: Now): Refusal | undefined {
  if (!isHis(chat, by)) return no('not-yours', 'This chat is not yours.');
  if (isOpen(chat)) return no('chat-not-closed', 'A chat is rated after its end.');
  if (!limits.rateMs) return no('switched-off', 'Chats are not rated here.');
  // A user who has met no agent has nothing to rate.
  if (chat.owner === undefined)
    return no('not-ratable', 'No agent had this chat, so there is nothing to rate.');
  if (isOver(chat, limits.rateMs, now))
    return no('too-late', 'This chat was closed too long ago to be rated.');
  return undefined;
}

/** As long as a chat can be rated, a later rating takes the place of the one before. */
export function rate(command: Extract<Command, { type: 'rate' }>, chat: Chat, facts: Facts): Decided {
  const refusal = whyNotRated(chat, command.asker, facts);
  if (refusal !== undefined) return { ok: false, refusal };
  const { score, comment } = command;
  if (chat.rating?.score === score && chat.rating.comment === comment) return unchanged;
  const { now } = facts;
  const rating: Rating = { score, ...(comment !== undefined && { comment }), at: now };
  const said = comment === undefined ? '.' : `: ${comment}`;
  const line = eventLine(now, 'chat-rated', `The user rated the chat ${score} of 5${said}`);
  return accepted([{ type: 'chat-rated', at: now, rating, line }]);
}

const isHis = ({ conversation, user }: Chat, by: Asker): boolean =>
  conversation.channel === by.conversation.channel &&
  conversation.id === by.conversation.id &&
  user.id === by.userId;

const isOver = (chat: Chat, ms: number, now: number): boolean => now - (chat.closedAt ?? 0) > ms;

const no = (code: RefusalCode, message: string): Refusal => ({ code, message });
