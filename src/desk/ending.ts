import type { ENDING } from '../api/operations/ending.ts';
import { isBlank } from '../chat/blank.ts';
import type { Chat, ChatTicket } from '../chat/chat.ts';
import { type Ending, endingOfAbandon } from '../chat/ending.ts';
import type { Command } from '../handoff/commands.ts';
import type { Handlers } from '../people/serve.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Availability } from './availability.ts';
import type { Commands } from './commands.ts';
import { fieldsRequired } from './itsm-answers.ts';
import type { ItsmRights } from './itsm-rights.ts';
import type { DeskPorts, TicketDeed } from './ports.ts';

type End = Extract<Command, { type: 'end' }>;
type Abandon = Extract<Command, { type: 'abandon' }>;

/** How the owner closes a chat, and what the ITSM has to say to it before. */
export function ending(
  { itsm }: DeskPorts,
  { move, isRepeat }: Commands,
  rights: ItsmRights,
  availability: Availability,
): Handlers<typeof ENDING> {
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
      const why = await itsm.whyNotResolved(ticket);
      if (why !== undefined) throw new Problem(422, 'ending-unavailable', why, { ticket: ticket.n });
    }
    for (const { n, fields } of await itsm.endForm({ ...chat, tickets: concerned })) {
      const blank = fields.filter(({ name }) => isBlank(given.get(n)?.[name] ?? ''));
      if (blank.length > 0) throw fieldsRequired(blank, n);
    }
  }

  /** Its created tickets would be cancelled. */
  async function checkAbandon(chat: Chat, wish: Abandon): Promise<void> {
    const open = chat.tickets.filter(({ created, state }) => created && state !== 'failed');
    if (open.length > 0) await rights.checkWish(chat.id, wish, open.map(changes(endingOfAbandon(chat))));
  }

  return {
    endForm: async ({ chat }) => ({ tickets: await itsm.endForm(chat) }),

    async end(call) {
      const { resolveTicket = false, tickets = [], resolution, handTo } = call.body;
      const thenUnavailable = availability.afterEnd(call.caller.account);
      const wish: End = {
        type: 'end',
        by: await call.by(),
        resolveTicket,
        resolve: tickets
          .filter(({ resolve }) => resolve)
          .map(({ ticket, fields }) => ({ n: ticket, ...(fields && { fields }) })),
        ...(resolution !== undefined && !isBlank(resolution) && { resolution }),
        ...(thenUnavailable !== undefined && { thenUnavailable }),
        ...(handTo !== undefined && { handTo: handTo.trim() }),
      };
      if (!(await isRepeat(call))) await checkEnd(call.chat, wish);
      return move(call, wish);
    },

    async abandon(call) {
      const wish: Abandon = { type: 'abandon', by: await call.by() };
      if (!(await isRepeat(call))) await checkAbandon(call.chat, wish);
      return move(call, wish);
    },
  };
}

const changes =
  (ending: Ending) =>
  ({ connector, type }: ChatTicket): TicketDeed => ({ connector, type, what: 'change', ending });
