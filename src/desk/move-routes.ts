import { EndRequest, TicketRequest } from '../api/requests.ts';
import type { Owner } from '../chat/chat.ts';
import type { Command } from '../handoff/commands.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { type Callers, chatFor } from './caller.ts';
import { input } from './input.ts';
import type { DeskPorts, OfferedTicket } from './ports.ts';
import { carriedOut, onceOf } from './refusals.ts';
import { chatView } from './views.ts';

/** What an agent does with a chat; each is one command, and the rules say whether it may be. */
export function moveRoutes(ports: DeskPorts, callers: Callers): readonly Route[] {
  const move =
    (command: (by: Owner, request: Incoming) => Command, answer = chatAnswer) =>
    async (request: Incoming): Promise<Answer> => {
      const caller = await callers.of(request);
      const wish = command(await callers.owner(caller), request);
      const { id } = await chatFor(ports, caller, request.params.id ?? '');
      const executed = await ports.execute(id, wish, onceOf(request, caller.account.id));
      carriedOut(executed);
      const chat = executed.kind === 'done' ? executed.chat : await chatFor(ports, caller, id);
      return answer(chatView(chat), wish);
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
    const offered = offer(ports.ticketTypes(), type, connector);
    return {
      type: 'request-ticket',
      by,
      connector: offered.connector,
      ticketType: offered.type,
      kind: offered.kind,
      another: another ?? false,
    };
  };

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

const chatAnswer = (chat: ChatView, _wish: Command): Answer => ({ status: 200, body: { chat } });

function ticketAnswer(chat: ChatView, wish: Command): Answer {
  const ticket =
    wish.type === 'retry-ticket'
      ? chat.tickets.find(({ n }) => n === wish.n)
      : wish.type === 'request-ticket'
        ? chat.tickets.findLast(({ type }) => type === wish.ticketType)
        : undefined;
  return { status: 202, body: { ticket } };
}

/** @throws Problem 422 that lists the types there are */
function offer(
  offered: readonly OfferedTicket[],
  type: string,
  connector: string | undefined,
): OfferedTicket {
  const found = offered.find(
    (one) => one.type === type && (connector === undefined || one.connector === connector),
  );
  if (found !== undefined) return found;
  const types = offered.map((one) => one.type).join(', ') || 'none; no connector is configured';
  throw new Problem(
    422,
    'unknown-ticket-type',
    `No ticket of type ${type} can be created here. There are: ${types}.`,
  );
}
