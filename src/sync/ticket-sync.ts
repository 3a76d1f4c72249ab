import type { Ending } from '../chat/ending.ts';
import { done, type Outcome, refused } from '../connector/outcome.ts';
import { appendToTicket } from './append-to-ticket.ts';
import { changeTicket } from './change-ticket.ts';
import { maskedChat, maskedLog } from './masking/mask-chat.ts';
import { openTicket } from './open-ticket.ts';
import type { SyncPorts } from './ports.ts';
import type { Held, TicketWork } from './ticket-work.ts';

/** Keeps chat and ticket alike. Each method may be called again after any crash: a write is done once. */
export function createTicketSync(ports: SyncPorts) {
  const on = async (
    held: Held,
    work: (work: TicketWork) => Promise<Outcome<undefined>>,
  ): Promise<Outcome<undefined>> => {
    const read = await ports.readChat(held.chat);
    const chat = read && maskedChat(read, ports.mask);
    const ticket = chat?.tickets.find(({ n }) => n === held.n);
    if (chat === undefined || ticket === undefined) return done(undefined);
    const instance = ports.instance(ticket.connector);
    if (instance === undefined)
      return refused(`The connector ${ticket.connector} is not configured any more. Configure it and retry.`);
    // The one place where words of a chat come into ticket work: from here on only masked ones are at hand.
    const { report, personOf } = ports;
    const readLog = async (id: string) => maskedLog(await ports.readLog(id), ports.mask);
    const ledger = ports.ledger(held.chat, held.n);
    return work({ chat, ticket, instance, ledger, held, ports: { report, personOf, readLog } });
  };
  return {
    open: (held: Held) => on(held, openTicket),
    append: (held: Held & { readonly upTo: number }) => on(held, (work) => appendToTicket(work, held.upTo)),
    change: (held: Held & { readonly ending: Ending }) => on(held, (work) => changeTicket(work, held.ending)),
  };
}

export type TicketSync = ReturnType<typeof createTicketSync>;
