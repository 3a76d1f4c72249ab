import { type Chat, type EarlierTicket, isOpen } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import { accepted, type Decided, unchanged } from './answers.ts';
import type { Command, Facts } from './commands.ts';
import { openByItself } from './decide-ticket.ts';
import { continued } from './earlier-tickets.ts';
import { evolve } from './evolve.ts';

/**
 * What the ITSM says of tickets that earlier chats of the user have created. Once it has told of all of them, one
 * that is open is this chat's: all of the chat that is gone on with, else the only one. Where several could be
 * meant, or one is resolved, the agent chooses. What opens by itself does so only where nothing is left to choose.
 */
export function recordEarlier(
  { found }: Extract<Command, { type: 'record-earlier-tickets' }>,
  chat: Chat,
  facts: Facts,
): Decided {
  const { now } = facts;
  const news = found.filter(
    (one) => known(chat, one) !== undefined && known(chat, one)?.standing === undefined,
  );
  if (news.length === 0) return unchanged;
  const earlier = (chat.earlier ?? []).map((ticket) => ({
    ...ticket,
    ...news.find(({ chat: of, n }) => of === ticket.chat && n === ticket.n),
  }));
  const checked: ChatEvent = { type: 'earlier-tickets-checked', at: now, earlier };
  if (earlier.some(({ standing }) => standing === undefined)) return accepted([checked]);
  let after = evolve(chat, checked);
  const events: ChatEvent[] = [checked];
  for (const ticket of ownOf(chat, earlier)) {
    const event = continued(
      ticket,
      after,
      now,
      `${ticket.displayId} of an earlier chat is still open and goes on here.`,
    );
    after = evolve(after, event);
    events.push(event);
  }
  return accepted([...events, ...openedNow(after, facts)]);
}

const known = (
  { earlier = [] }: Chat,
  { chat, n }: Pick<EarlierTicket, 'chat' | 'n'>,
): EarlierTicket | undefined => earlier.find((ticket) => ticket.chat === chat && ticket.n === n);

/** Those that are this chat's without a word. A chat that is over already takes only what it was to go on with. */
function ownOf(chat: Chat, earlier: readonly EarlierTicket[]): readonly EarlierTicket[] {
  const open = earlier.filter(({ standing }) => standing === 'open');
  if (chat.reopens !== undefined) return open.filter((ticket) => ticket.chat === chat.reopens);
  return isOpen(chat) && open.length === 1 ? open : [];
}

/** The ticket that would have been opened before, had the ITSM told sooner that there is none to go on with. */
function openedNow(chat: Chat, facts: Facts): readonly ChatEvent[] {
  const at = facts.opening?.at;
  if (at === undefined || chat.abandoning !== undefined || chat.disposition === 'cancelled') return [];
  return at === 'handoff' || chat.status === 'assigned' ? openByItself(at, chat, 0, facts) : [];
}
