import { EndRequest, TicketRequest } from '../api/requests.ts';
import type { Owner } from '../chat/chat.ts';
import type { Command } from '../handoff/commands.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { type Callers, chatFor } from './caller.ts';
import { input } from './input.ts';
import type { DeskPorts, OfferedTicket } from './ports.ts';
import { carriedOut, onceOf, problemOf } from './refusals.ts';
import { chatView } from './views.ts';

/** What an agent does with a chat; each is one command, and the rules say whether it may be. */
export function moveRoutes(ports: DeskPorts, callers: Callers): readonly Route[] {
  const move =
    (command: (by: Owner, request: Incoming) => Command, answer = chatAnswer) =>
    async (request: Incoming): Promise<Answer> => {
      const caller = await callers.of(request);
      const wish = command(await callers.owner(caller), request);
      const once = onceOf(request, caller.account.id);
      const { id } = await chatFor(ports, caller, request.params.id ?? '');
      await checkType(id, wish);
      const executed = await ports.execute(id, wish, once);
      carriedOut(executed);
      const chat = executed.kind === 'done' ? executed.chat : await chatFor(ports, caller, id);
      const n = executed.kind === 'repeat' ? executed.tickets : chat.tickets.length;
      return answer(chatView(chat), wish, n);
    };

  const end = (by: Owner, request: Incoming): Command => {
    const { resolveTicket, resolution } = input(EndRequest, request.body ?? {});
    return {
      type: 'end',
      by,
      resolveTicket: resolveTicket ?? false,
      ...(resolution !== undefined && { resolution }),
    };
  };

  const requestTicket = (by: Owner, request: Incoming): Command => {
    const { type, connector, another } = input(TicketRequest, request.body);
    const offered = ports
      .ticketTypes()
      .find((one) => one.type === type && (connector === undefined || one.connector === connector));
    return {
      type: 'request-ticket',
      by,
      connector: offered?.connector ?? NOWHERE,
      ticketType: type,
      kind: offered?.kind ?? 'request',
      another: another ?? false,
    };
  };

  /** A type that cannot be had is said last: after what is not there, not theirs, or not in a state for it. */
  async function checkType(id: string, wish: Command): Promise<void> {
    if (wish.type !== 'request-ticket' || wish.connector !== NOWHERE) return;
    const refusal = await ports.ask(id, wish);
    throw refusal === undefined ? unknownType(ports.ticketTypes(), wish.ticketType) : problemOf(refusal);
  }

  const route = (action: string, handle: Route['handle']): Route => ({
    method: 'POST',
    path: `/api/v1/chats/:id/${action}`,
    handle,
  });
  return [
    route(
      'accept',
      move((by) => ({ type: 'accept', by })),
    ),
    route(
      'release',
      move((by) => ({ type: 'release', by })),
    ),
    route(
      'abandon',
      move((by) => ({ type: 'abandon', by })),
    ),
    route('end', move(end)),
    route('tickets', move(requestTicket, ticketAnswer)),
    route(
      'tickets/:n/retry',
      move((by, request) => ({ type: 'retry-ticket', by, n: Number(request.params.n) }), ticketAnswer),
    ),
  ];
}

type ChatView = ReturnType<typeof chatView>;

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
