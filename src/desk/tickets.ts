import type { TICKETS } from '../api/operations/tickets.ts';
import type { TicketView } from '../api/views.ts';
import type { Chat } from '../chat/chat.ts';
import { succeeded } from '../connector/outcome.ts';
import type { Command } from '../handoff/commands.ts';
import { isSupervisor } from '../people/policy.ts';
import type { Handlers } from '../people/serve.ts';
import { Problem } from '../shared/http/problem.ts';
import { actorOf } from '../store/store.ts';
import type { Commands } from './commands.ts';
import { answered, fieldsRequired } from './itsm-answers.ts';
import type { ItsmRights } from './itsm-rights.ts';
import type { DeskPorts, OfferedTicket } from './ports.ts';
import { ticketIn } from './views.ts';

type RequestTicket = Extract<Command, { type: 'request-ticket' }>;

/** No connector instance is called so. */
const NOWHERE = '';

/** Tickets of a chat: asked for, tried again, or tied to it. What the rules refuse they refuse before the ITSM is asked. */
export function tickets(
  ports: DeskPorts,
  { carryOut, askFirst, isRepeat }: Commands,
  rights: ItsmRights,
): Handlers<typeof TICKETS> {
  const { itsm } = ports;

  /** @throws Problem 422 with the fields that the ITSM demands and nobody has filled in */
  async function checkTicket(chat: Chat, wish: RequestTicket): Promise<void> {
    const { connector, ticketType: type, reopen } = wish;
    if (reopen !== undefined) {
      const before = chat.earlier?.find(({ displayId }) => displayId === reopen);
      const deed = before && { connector: before.connector, type: before.type, what: 'change' as const };
      return rights.checkWish(chat.id, wish, deed === undefined ? [] : [deed]);
    }
    await rights.checkWish(chat.id, wish, [{ connector, type, what: 'create' }]);
    if (connector === NOWHERE) throw unknownType(ports.ticketTypes(chat), type);
    const blank = await itsm.blankFields(chat, connector, type, wish.wish ?? {});
    // An ITSM that cannot be asked now is asked again by the job that opens the ticket.
    if (succeeded(blank) && blank.value.length > 0) throw fieldsRequired(blank.value);
  }

  return {
    async createTicket(call) {
      const { type, connector, another = false, reopen, templateId, fields } = call.body;
      const offered = ports
        .ticketTypes(call.chat)
        .find((one) => one.type === type && (connector === undefined || one.connector === connector));
      const wish: RequestTicket = {
        type: 'request-ticket',
        by: await call.by(),
        connector: offered?.connector ?? NOWHERE,
        ticketType: type,
        kind: offered?.kind ?? 'request',
        another,
        ...(reopen !== undefined && { reopen }),
        ...((templateId || fields) && {
          wish: { ...(templateId && { templateId }), ...(fields && { fields }) },
        }),
      };
      if (!(await isRepeat(call))) await checkTicket(call.chat, wish);
      return made(await carryOut(call, wish));
    },

    async retryTicket(call) {
      const { account } = call.caller;
      const { id, owner } = call.chat;
      const n = Number(call.params.n);
      const wish = {
        type: 'retry-ticket',
        by: await call.by(),
        n,
        supervisor: isSupervisor(account),
      } as const;
      const { chat, executed } = await carryOut(call, wish);
      // Who takes up somebody else's ticket again does more than their own work.
      if (executed.kind === 'done' && owner?.id !== account.id)
        await ports.audit({ actor: actorOf(account.id), what: 'retried-ticket', chat: id, n });
      return { ticket: ticketIn(chat, n) };
    },

    async relateTicket(call) {
      const { displayId } = call.body;
      const unknown = { connector: '', type: '', kind: 'request', displayId } as const;
      const carried = await askFirst(
        call,
        (by) => ({ type: 'relate-ticket', by, ticket: unknown }),
        async (by) => {
          const connector = itsm.connector(call.chat);
          const [found] = answered(await itsm.lookUp(connector, 'ticket', { displayId }));
          if (found === undefined)
            throw new Problem(
              422,
              'no-such-ticket',
              `The ITSM has no ticket ${displayId}. Check the number.`,
            );
          const { ref, status, statusReason } = found;
          await rights.check(by, [{ connector, type: ref.type, what: 'change' }]);
          const ticket = {
            connector,
            type: ref.type,
            kind: itsm.kindOf(connector, ref.type),
            externalId: ref.id,
            displayId: ref.displayId,
            ...(ref.url !== undefined && { url: ref.url }),
            status,
            statusReason,
          };
          return { type: 'relate-ticket', by, ticket };
        },
      );
      return made(carried);
    },
  };
}

/** The ticket that a wish made: the chat's last when it was carried out. */
function made({ chat, executed }: Awaited<ReturnType<Commands['carryOut']>>): { ticket: TicketView } {
  return { ticket: ticketIn(chat, executed.kind === 'repeat' ? executed.tickets : chat.tickets.length) };
}

function unknownType(offered: readonly OfferedTicket[], type: string): Problem {
  const types = offered.map((one) => one.type).join(', ') || 'none; no connector is configured';
  return new Problem(
    422,
    'unknown-ticket-type',
    `No ticket of type ${type} can be created here. There are: ${types}.`,
  );
}
