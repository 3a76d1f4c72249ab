import type { Settings } from '../../config/schema.ts';
import { choiceValue, type ExplicitChoice } from '../api/explicit-choice.ts';
import type { Chat } from '../chat/chat.ts';
import type { Refusal } from '../chat/decision.ts';
import type { Entry, EventCode } from '../chat/entry.ts';
import { takesCards } from './article-card.ts';
import type { Words } from './words-for-user.ts';

/** Lines that tell a user that his chat is over. A chat that he has left himself tells him nothing more. */
const ENDS: ReadonlySet<EventCode | undefined> = new Set(['chat-ended', 'chat-abandoned', 'chat-timed-out']);

const SCORES = [1, 2, 3, 4, 5];

/**
 * What a user may do once his chat is over, as a card under the line that says so. A card stays where it is:
 * suggested actions would be gone with the virtual agent's next words, which come at once.
 */
export function cardAfterEnd(
  chat: Pick<Chat, 'id'> & Partial<Pick<Chat, 'owner'>>,
  { code, told }: Entry,
  channelId: string,
  { reopenHours, rating }: Settings['chats'],
  words: Words,
): Record<string, unknown> {
  // Whoever has left a ticket has what he chose.
  if (!ENDS.has(code) || told?.line === 'ticketLeft' || !takesCards(channelId)) return {};
  const rate = rating && chat.owner !== undefined;
  const buttons = [
    ...(rate ? SCORES.map((score) => button(String(score), { do: 'rate', chat: chat.id, score })) : []),
    ...(reopenHours > 0 ? [button(words('reopen'), { do: 'reopen', chat: chat.id })] : []),
  ];
  if (buttons.length === 0) return {};
  const content = { ...(rate && { text: words('rate') }), buttons };
  return { attachments: [{ contentType: 'application/vnd.microsoft.card.hero', content }] };
}

const button = (title: string, choice: ExplicitChoice) => ({
  type: 'messageBack',
  title,
  text: title,
  displayText: title,
  value: choiceValue(choice),
});

/** Why a choice is not carried out, as its user reads it. */
export function refusedInWords({ code }: Refusal, words: Words): string {
  if (code === 'too-late') return words('tooLate');
  return words(code === 'already-open' ? 'alreadyOpen' : 'notPossible');
}
