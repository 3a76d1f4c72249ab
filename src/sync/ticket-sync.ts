import type { Ending } from '../chat/ending.ts';
import { done, type Outcome, refused } from '../connector/outcome.ts';
import type { Confirmation } from '../store/store.ts';
import { appendToTicket } from './append-to-ticket.ts';
import { attachFiles } from './attach-files.ts';
import { changeTicket } from './change-ticket.ts';
import { findEarlier } from './find-earlier.ts';
import { handOverTicket } from './hand-over-ticket.ts';
import { linkChat } from './link-chat.ts';
import { linkTicket } from './link-ticket.ts';
import { maskedChat, maskedLog } from './masking/mask-chat.ts';
import { matchCustomer } from './match-customer.ts';
import { noteUndelivered } from './note-undelivered.ts';
import { openTicket } from './open-ticket.ts';
import { patient } from './patient.ts';
import type { SyncPorts } from './ports.ts';
import { reopenTicket } from './reopen-ticket.ts';
import type { Held, TicketWork } from './ticket-work.ts';

/**
 * Keeps chat and ticket alike. Each method may be called again after any crash: a write is done once.
 * A confirmation that it gives is not on record yet: the lane tells it as it goes on.
 */
export function createTicketSync(ports: SyncPorts) {
  /** `write`: the one it will ask for, read along with the chat. */
  const on = async (
    held: Held,
    write: string,
    work: (work: TicketWork) => Promise<Outcome<Confirmation | undefined>>,
  ): Promise<Outcome<Confirmation | undefined>> => {
    const ledger = ports.ledger(held.chat, held.n);
    const [read] = await Promise.all([ports.readChat(held.chat), ledger.readAhead(write)]);
    const chat = read && maskedChat(read, ports.mask);
    const ticket = chat?.tickets.find(({ n }) => n === held.n);
    if (read === undefined || chat === undefined || ticket === undefined) return done(undefined);
    // What still waits in its lane is not written either: that is what the supervisor was told.
    if (ticket.givenUp && chat.status === 'closed') return done(undefined);
    const configured = ports.instance(ticket.connector);
    if (configured === undefined)
      return refused(`The connector ${ticket.connector} is not configured any more. Configure it and retry.`);
    const instance = { ...configured, connector: patient(configured.connector) };
    // The one place where words of a chat come into ticket work: from here on only masked ones are at hand.
    const { report, publicUrl, personOf, mask, files, endingAvailable, notDelivered } = ports;
    const readLog = async (id: string) => maskedLog(await ports.readLog(id), ports.mask);
    const forWork = { report, publicUrl, personOf, mask, files, endingAvailable, notDelivered, readLog };
    const customer = () => matchCustomer(instance, read.user);
    return work({ chat, ticket, instance, ledger, held, customer, ports: forWork });
  };
  return {
    open: (held: Held & { readonly upTo: number }) => on(held, 'open', (work) => openTicket(work, held.upTo)),
    append: (held: Held & { readonly upTo: number; readonly restOnly?: boolean }) =>
      on(held, 'transcript', (work) => appendToTicket(work, held.upTo, held.restOnly)),
    attach: (held: Held & { readonly upTo: number }) =>
      on(held, 'files-1', (work) => attachFiles(work, held.upTo)),
    linkChat: (held: Held) => on(held, 'link-chat', linkChat),
    link: (held: Held & { readonly link: number }) =>
      on(held, `link-${held.link}`, (work) => linkTicket(work, held.link)),
    noteUndelivered: (held: Held & { readonly note: number }) =>
      on(held, `undelivered-${held.note}`, (work) => noteUndelivered(work, held.note)),
    findEarlier: ({ chat, connector }: { readonly chat: string; readonly connector: string }) =>
      findEarlier(ports, chat, connector),
    reopen: (held: Held) => on(held, 'reopen', reopenTicket),
    handOver: (held: Held) => on(held, 'hand-over', handOverTicket),
    change: (held: Held & { readonly ending: Ending }) =>
      on(held, `change-${held.ending}`, (work) => changeTicket(work, held.ending)),
  };
}

export type TicketSync = ReturnType<typeof createTicketSync>;
