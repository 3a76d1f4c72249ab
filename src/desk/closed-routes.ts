import { ClosedQuery } from '../api/requests.ts';
import { type Chat, isOpen } from '../chat/chat.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { namesUser } from '../store/store.ts';
import { type Callers, chatFor } from './caller.ts';
import { input } from './input.ts';
import type { Looks } from './looks.ts';
import { maySeeChat } from './policy.ts';
import type { DeskPorts } from './ports.ts';
import { chatView } from './views.ts';

const DAY_MS = 86_400_000;
/** Days are counted from 1970. */
const LAST_DAY = 10_000_000;
const MOST_PAST = 50;

/** Chats that are over: found again by supervisors, and by the agent whose user had them. */
export function closedRoutes(ports: DeskPorts, callers: Callers, looks: Looks): readonly Route[] {
  const { store } = ports;

  async function search(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const { ticket, user, from, to, score, after, limit } = input(ClosedQuery, request.query);
    const { account } = caller;
    const asked = Object.entries({ ticket, user, from, to, score }).filter(
      ([, value]) => value !== undefined,
    );
    await looks.atClosed(
      account,
      asked.map(([name]) => name),
      ticket,
    );
    const days = { from: dayOf(from) ?? 0, to: dayOf(to) ?? LAST_DAY };
    const keep = (chat: Chat) =>
      maySeeChat(account, chat) && (score === undefined || chat.rating?.score === score);
    if (ticket !== undefined) {
      const chats = (await withTicket(ticket)).filter(
        (chat) => keep(chat) && isOf(chat, days) && (user === undefined || namesUser(chat.user, user)),
      );
      return { status: 200, body: { chats: chats.map((chat) => chatView(chat)) } };
    }
    const { chats, next } = await store.closed.search({ ...days, user, keep }, after, limit);
    return {
      status: 200,
      body: { chats: chats.map((chat) => chatView(chat)), ...(next !== undefined && { next }) },
    };
  }

  /** By `<connector>/<number>`, or by the number alone in whatever ITSM; newest first. */
  async function withTicket(ticket: string): Promise<readonly Chat[]> {
    const connectors = ports.settings.current().connectors.map(({ id }) => id);
    const slash = ticket.indexOf('/');
    const named = slash > 0 && connectors.includes(ticket.slice(0, slash));
    const numbers = named
      ? [{ connector: ticket.slice(0, slash), displayId: ticket.slice(slash + 1) }]
      : connectors.map((connector) => ({ connector, displayId: ticket.trim() }));
    const ids = await Promise.all(numbers.map((number) => store.lists.withTicket(number)));
    const chats = await store.chats.readAll([...new Set(ids.flat())]);
    return chats.filter((chat) => !isOpen(chat)).toSorted((a, b) => closedAt(b) - closedAt(a));
  }

  /** What this user was here for before; a name that anyone may type tells nobody anything. */
  async function past(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const chat = await chatFor(ports, caller, request.params.id ?? '');
    if (!chat.user.verified)
      return { status: 200, body: { chats: [], why: 'The user’s identity is not verified.' } };
    await looks.atPast(caller.account, chat);
    const chats = (await store.closed.past(chat.user, MOST_PAST)).filter(
      (one) => one.id !== chat.id && maySeeChat(caller.account, one),
    );
    return { status: 200, body: { chats: chats.map((chat) => chatView(chat)) } };
  }

  return [
    { method: 'GET', path: '/api/v1/admin/chats', handle: search },
    { method: 'GET', path: '/api/v1/chats/:id/past', handle: past },
  ];
}

const dayOf = (date: string | undefined): number | undefined =>
  date === undefined ? undefined : Math.floor(Date.parse(date) / DAY_MS);

const closedAt = (chat: Chat): number => chat.closedAt ?? chat.createdAt;

const isOf = (chat: Chat, { from, to }: { readonly from: number; readonly to: number }): boolean => {
  const day = Math.floor(closedAt(chat) / DAY_MS);
  return day >= from && day <= to;
};
