import { EndRequest, TicketRequest } from '../api/requests.ts';
import { isBlank } from '../chat/blank.ts';
import type { Chat, ChatTicket, Owner } from '../chat/chat.ts';
import { type Ending, endingOfAbandon } from '../chat/ending.ts';
import type { FormField } from '../connector/lookup.ts';
import { succeeded } from '../connector/outcome.ts';
import type { Command } from '../handoff/commands.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { actorOf } from '../store/store.ts';
import type { Availability } from './availability.ts';
import { type Caller, type Callers, chatFor } from './caller.ts';
import { input } from './input.ts';
import { createItsmRights } from './itsm-rights.ts';
import { isSupervisor } from './policy.ts';
import type { DeskPorts, OfferedTicket, TicketDeed } from './ports.ts';
import { carriedOut, onceOf } from './refusals.ts';
import { viewOf } from './views.ts';

/** What an agent does with a chat; each is one command, and the rules say whether it may be. */
export function moveRoutes(ports: DeskPorts, callers: Callers, availability: Availability): readonly Route[] {
  const rights = createItsmRights(ports);
  const move =
    <C extends Command>(
      read: (request: Incoming, caller: Caller) => (by: Owner, chat: Chat) => C,
      answer: (chat: ChatView, wish: C, n: number) => Answer = chatAnswer,
      check?: (chat: Chat, wish: C) => Promise<void>,
    ) =>
    async (request: Incoming): Promise<Answer> => {
      const caller = await callers.of(request);
      const command = read(request, caller);
      const once = onceOf(request, caller.account.id);
      const before = await chatFor(ports, caller, request.params.id ?? '');
      const { id } = before;
      const wish = command(await callers.owner(caller), before);
      // A repeat is not checked again: what it asked for is done.
      if (once === undefined || (await ports.known(once)) === undefined) await check?.(before, wish);
      const executed = await ports.execute(id, wish, once);
      carriedOut(executed);
      if (executed.kind === 'done') await auditForeign(before, wish, caller);
      const chat = executed.kind === 'done' ? executed.chat : await chatFor(ports, caller, id);
      const n = executed.kind === 'repeat' ? executed.tickets : chat.tickets.length;
      return answer(await viewOf(ports, chat), wish, n);
    };

  /** Who takes up somebody else's ticket again does more than his own work. */
  async function auditForeign({ id: chat, owner }: Chat, wish: Command, { account }: Caller): Promise<void> {
    if (wish.type !== 'retry-ticket' || owner?.id === account.id) return;
    await ports.audit({ actor: actorOf(account.id), what: 'retried-ticket', chat, n: wish.n });
  }

  const end = (request: Incoming, { account }: Caller) => {
    const thenUnavailable = availability.afterEnd(account);
    const { resolveTicket, tickets = [], resolution, handTo } = input(EndRequest, request.body ?? {});
    return (by: Owner): End => ({
      type: 'end',
      by,
      resolveTicket: resolveTicket ?? false,
      resolve: tickets
        .filter(({ resolve }) => resolve)
        .map(({ ticket, fields }) => ({ n: ticket, ...(fields && { fields }) })),
      ...(resolution !== undefined && !isBlank(resolution) && { resolution }),
      ...(thenUnavailable !== undefined && { thenUnavailable }),
      ...(handTo !== undefined && { handTo: handTo.trim() }),
    });
  };

  const requestTicket = (request: Incoming) => {
    const { type, connector, another, reopen, templateId, fields } = input(TicketRequest, request.body);
    return (by: Owner, chat: Chat): RequestTicket => {
      const offered = ports
        .ticketTypes(chat)
        .find((one) => one.type === type && (connector === undefined || one.connector === connector));
      return {
        type: 'request-ticket',
        by,
        connector: offered?.connector ?? NOWHERE,
        ticketType: type,
        kind: offered?.kind ?? 'request',
        another: another ?? false,
        ...(reopen !== undefined && { reopen }),
        ...((templateId || fields) && {
          wish: { ...(templateId && { templateId }), ...(fields && { fields }) },
        }),
      };
    };
  };

  /** @throws Problem 422 with the fields that the ITSM demands and nobody has filled in */
  async function checkTicket(chat: Chat, wish: RequestTicket): Promise<void> {
    // What the rules refuse they refuse first: nobody fills in a form in vain.
    const { connector, ticketType: type, reopen } = wish;
    if (reopen !== undefined) {
      const before = chat.earlier?.find(({ displayId }) => displayId === reopen);
      const deed = before && { connector: before.connector, type: before.type, what: 'change' as const };
      return rights.checkWish(chat.id, wish, deed === undefined ? [] : [deed]);
    }
    await rights.checkWish(chat.id, wish, [{ connector, type, what: 'create' }]);
    if (connector === NOWHERE) throw unknownType(ports.ticketTypes(chat), type);
    const blank = await ports.itsm.blankFields(chat, wish.connector, wish.ticketType, wish.wish ?? {});
    // An ITSM that cannot be asked now is asked again by the job that opens the ticket.
    if (succeeded(blank) && blank.value.length > 0) throw fieldsRequired(blank.value);
  }

  /**
   * An end that leaves the tickets alone asks nobody.
   * @throws Problem 422 where the ITSM lacks what an ending sets, or demands fields that nobody has filled in
   */
  async function checkEnd(chat: Chat, wish: End): Promise<void> {
    const { resolve = [], resolveTicket, handTo } = wish;
    if (!resolveTicket && resolve.length === 0 && handTo === undefined) return;
    const given = new Map(resolve.map(({ n, fields = {} }) => [n, fields]));
    const concerned = chat.tickets.filter(({ n, created }) => given.has(n) || (resolveTicket && created));
    const handed = chat.tickets.filter(
      (ticket) => handTo !== undefined && ticket.created && !concerned.includes(ticket),
    );
    await rights.checkWish(chat.id, wish, [
      ...concerned.map(changes('resolved')),
      ...handed.map(({ connector, type }) => ({ connector, type, what: 'change' }) as const),
    ]);
    for (const ticket of concerned) {
      const why = await ports.itsm.whyNotResolved(ticket);
      if (why !== undefined) throw new Problem(422, 'ending-unavailable', why, { ticket: ticket.n });
    }
    for (const { n, fields } of await ports.itsm.endForm({ ...chat, tickets: concerned })) {
      const blank = fields.filter(({ name }) => isBlank(given.get(n)?.[name] ?? ''));
      if (blank.length > 0) throw fieldsRequired(blank, n);
    }
  }

  /** Its created tickets would be cancelled. */
  async function checkAbandon(chat: Chat, wish: Abandon): Promise<void> {
    const open = chat.tickets.filter(({ created, state }) => created && state !== 'failed');
    if (open.length > 0) await rights.checkWish(chat.id, wish, open.map(changes(endingOfAbandon(chat))));
  }

  const route = (action: string, handle: Route['handle']): Route => ({
    method: 'POST',
    path: `/api/v1/chats/:id/${action}`,
    handle,
  });
  return [
    route(
      'accept',
      move(() => (by) => ({ type: 'accept', by })),
    ),
    route(
      'release',
      move((_request, { account }) => (by) => ({ type: 'release', by, supervisor: isSupervisor(account) })),
    ),
    route(
      'abandon',
      move(
        () =>
          (by: Owner): Abandon => ({ type: 'abandon', by }),
        chatAnswer,
        checkAbandon,
      ),
    ),
    route('end', move(end, chatAnswer, checkEnd)),
    route('tickets', move(requestTicket, ticketAnswer, checkTicket)),
    route(
      'tickets/:n/retry',
      move(
        (request, { account }) =>
          (by) => ({
            type: 'retry-ticket',
            by,
            n: Number(request.params.n),
            supervisor: isSupervisor(account),
          }),
        ticketAnswer,
      ),
    ),
  ];
}

type ChatView = Awaited<ReturnType<typeof viewOf>>;
type End = Extract<Command, { type: 'end' }>;
type Abandon = Extract<Command, { type: 'abandon' }>;
type RequestTicket = Extract<Command, { type: 'request-ticket' }>;

const changes =
  (ending: Ending) =>
  ({ connector, type }: ChatTicket): TicketDeed => ({ connector, type, what: 'change', ending });

const fieldsRequired = (fields: readonly FormField[], ticket?: number): Problem =>
  new Problem(422, 'fields-required', `The ITSM asks for: ${fields.map(({ label }) => label).join(', ')}.`, {
    fields,
    ...(ticket !== undefined && { ticket }),
  });

const chatAnswer = (chat: ChatView, _wish: Command, _n: number): Answer => ({ status: 200, body: { chat } });

/** The ticket that was retried, or the one that the wish made: the chat's last when it was carried out. */
function ticketAnswer(chat: ChatView, wish: Command, last: number): Answer {
  const wanted = wish.type === 'retry-ticket' ? wish.n : last;
  return { status: 202, body: { ticket: chat.tickets.find(({ n }) => n === wanted) } };
}

/** No connector instance is called so. */
const NOWHERE = '';

function unknownType(offered: readonly OfferedTicket[], type: string): Problem {
  const types = offered.map((one) => one.type).join(', ') || 'none; no connector is configured';
  return new Problem(
    422,
    'unknown-ticket-type',
    `No ticket of type ${type} can be created here. There are: ${types}.`,
  );
}
