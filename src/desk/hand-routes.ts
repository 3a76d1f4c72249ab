import { PageQuery } from '../api/requests.ts';
import type { TicketView } from '../api/views.ts';
import type { Chat } from '../chat/chat.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { actorOf } from '../store/store.ts';
import { type Callers, chatFor } from './caller.ts';
import { input } from './input.ts';
import type { Looks } from './looks.ts';
import { maySeeChat } from './policy.ts';
import type { DeskPorts } from './ports.ts';
import { carriedOut, onceOf } from './refusals.ts';
import { chatView } from './views.ts';

/** Tickets that need a hand: what a supervisor sees of them, and that he gives one up. A retry is the chat's own route. */
export function handRoutes(ports: DeskPorts, callers: Callers, looks: Looks): readonly Route[] {
  const { store } = ports;

  async function list(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const { after, limit } = input(PageQuery, request.query);
    const { account } = caller;
    await looks.atHandList(account);
    const page = await store.lists.needsHand(after, limit);
    const chats = (await store.chats.readAll(page.ids)).filter((chat) => maySeeChat(account, chat));
    const tickets = await Promise.all(chats.map(rowsOf));
    return {
      status: 200,
      body: { tickets: tickets.flat(), ...(page.next !== undefined && { next: page.next }) },
    };
  }

  /** A row a ticket; one that has no error waits for the ITSM to confirm a write. */
  async function rowsOf(chat: Chat): Promise<readonly object[]> {
    const { id, status, subject, tickets } = chatView(chat);
    const waits = async ({ n, error, state }: TicketView) =>
      error ?? unproven(state === 'creating' ? ['open'] : await store.ledger(chat.id, n).unconfirmed());
    const rows = await Promise.all(
      tickets.map(async (ticket) => ({ chat: { id, status, subject }, ticket, reason: await waits(ticket) })),
    );
    return rows.filter(({ reason }) => reason !== undefined);
  }

  async function giveUp(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const { id } = await chatFor(ports, caller, request.params.id ?? '');
    const n = Number(request.params.n);
    const command = { type: 'give-up-ticket', by: await callers.owner(caller), n } as const;
    const executed = await ports.execute(id, command, onceOf(request, caller.account.id));
    carriedOut(executed);
    if (executed.kind === 'done')
      await ports.audit({ actor: actorOf(caller.account.id), what: 'gave-up-ticket', chat: id, n });
    const chat = executed.kind === 'done' ? executed.chat : await chatFor(ports, caller, id);
    return { status: 200, body: { ticket: chatView(chat).tickets.find((ticket) => ticket.n === n) } };
  }

  return [
    { method: 'GET', path: '/api/v1/admin/tickets', handle: list },
    { method: 'POST', path: '/api/v1/chats/:id/tickets/:n/give-up', handle: giveUp },
  ];
}

const unproven = (writes: readonly string[]): string | undefined =>
  writes.length === 0
    ? undefined
    : `The ITSM has not confirmed yet: ${writes.join(', ')}. It is tried again by itself.`;
