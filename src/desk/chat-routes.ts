import { ChatListQuery, ChatQuery } from '../api/requests.ts';
import { type Chat, isOpen } from '../chat/chat.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import type { Page, Place } from '../store/store.ts';
import { type Caller, type Callers, chatFor } from './caller.ts';
import { input } from './input.ts';
import type { Looks } from './looks.ts';
import { isSupervisor, maySee, maySeeChat } from './policy.ts';
import type { DeskPorts } from './ports.ts';
import { chatViews, entryView, viewOf } from './views.ts';

/** A chat as whoever opens it gets it. */
export async function readWithLog(
  { store, settings, ticketTypes }: Pick<DeskPorts, 'store' | 'settings' | 'ticketTypes'>,
  chat: Chat,
  { after, limit }: { readonly after: number; readonly limit?: number | undefined },
) {
  const [shown, entries, delivery] = await Promise.all([
    viewOf({ store, settings }, chat),
    store.chats.log(chat.id, after, limit),
    store.chats.delivery(chat.id),
  ]);
  return {
    chat: shown,
    entries: entries.map((entry) => entryView(entry, delivery)),
    ticketTypes: ticketTypes(chat),
  };
}

/** Reading chats: the lists and one chat with its log. */
export function chatRoutes(ports: DeskPorts, callers: Callers, looks: Looks): readonly Route[] {
  const { store } = ports;

  async function list(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const { view, ticket, after, limit } = input(ChatListQuery, request.query);
    const places = (await store.lists.places()).filter((place) => maySee(caller.account, place));
    const [page, counts] = await Promise.all([
      ticket === undefined ? pageOf(view, caller, places, after, limit) : withTicket(ticket),
      store.lists.counts(caller.account.id, places),
    ]);
    const chats = (await store.chats.readAll(page.ids)).filter((chat) => maySeeChat(caller.account, chat));
    if (ticket !== undefined) chats.sort((a, b) => b.createdAt - a.createdAt);
    return {
      status: 200,
      body: {
        chats: await chatViews(ports, chats),
        counts,
        ...(page.next !== undefined && { next: page.next }),
      },
    };
  }

  async function withTicket(ticket: string): Promise<Page> {
    const slash = ticket.indexOf('/');
    const number = { connector: ticket.slice(0, slash), displayId: ticket.slice(slash + 1) };
    return { ids: await store.lists.withTicket(number) };
  }

  function pageOf(
    view: 'queue' | 'transferred' | 'invites' | 'mine' | 'all',
    { account }: Caller,
    places: readonly Place[],
    after: string | undefined,
    limit: number,
  ): Promise<Page> {
    switch (view) {
      case 'queue':
        return store.lists.waiting(places, after, limit);
      case 'transferred':
        return store.lists.transferred(account.id, after, limit);
      case 'invites':
        return store.lists.invites(account.id, after, limit);
      case 'mine':
        return store.lists.mine(account.id, after, limit);
      case 'all':
        return store.lists.open(after, limit);
    }
  }

  async function read(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const { after, limit } = input(ChatQuery, request.query);
    const chat = await chatFor(ports, caller, request.params.id ?? '');
    await looks.atChat(caller.account, chat);
    const [body, monitors] = await Promise.all([
      readWithLog(ports, chat, { after, limit }),
      isSupervisor(caller.account) && isOpen(chat) ? monitorsOf(chat.id) : [],
    ]);
    return { status: 200, body: { ...body, ...(monitors.length > 0 && { monitors }) } };
  }

  /** Who reads it silently is for supervisors to know. */
  async function monitorsOf(chat: string) {
    const ids = await store.monitors.of(chat);
    return ids.map((id) => ({ id, name: ports.accounts().get(id)?.name ?? id }));
  }

  return [
    { method: 'GET', path: '/api/v1/chats', handle: list },
    { method: 'GET', path: '/api/v1/chats/:id', handle: read },
  ];
}
