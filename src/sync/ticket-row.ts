import type { ChatTicket } from '../chat/chat.ts';
import { cut } from '../chat/cut.ts';
import type { TicketRef } from '../connector/connector.ts';
import type { Failed } from '../connector/outcome.ts';
import { type AuditRow, actorOf } from '../store/store.ts';
import { type TicketWork, writeKey } from './ticket-work.ts';

/** What a write had in it that the audit may know: names and values of status, no texts. */
export interface Written {
  readonly fields?: Readonly<Record<string, string>>;
  readonly status?: string;
  readonly statusReason?: string;
}

/** A field's name may come from whoever filled in a form; names are short. */
const LONGEST_NAME = 100;

/** One write to a ticket as the audit keeps it. */
export function ticketRow(
  work: TicketWork,
  write: string,
  result: 'confirmed' | 'refused',
  { fields = {}, status, statusReason }: Written = {},
  ref?: TicketRef,
): AuditRow {
  const { chat, ticket, ports } = work;
  const names = Object.keys(fields).map((name) => cut(ports.mask(name), LONGEST_NAME));
  const displayId = ref?.displayId ?? ticket.displayId;
  return {
    actor: chat.owner !== undefined && isWish(write, ticket) ? actorOf(chat.owner.id) : 'system',
    what: 'ticket-write',
    result,
    connector: ticket.connector,
    chat: chat.id,
    n: ticket.n,
    ...(displayId !== undefined && { ticket: displayId }),
    write,
    key: writeKey(work, write),
    ...(names.length > 0 && { fields: names.sort() }),
    ...(status !== undefined && { status }),
    ...(statusReason !== undefined && { statusReason }),
  };
}

/** What an agent wished for. Notes and transcripts are written by the system, whoever owns the chat. */
const isWish = (write: string, { byItself }: ChatTicket): boolean =>
  write === 'open' ? !byItself : /^(?:link-\d+$|change-|hand-|reopen$)/.test(write);

/**
 * A try that will not succeed by itself goes into the audit. What was refused is mapped anew when
 * somebody retries: the mapping may have been mended. An entry stays as it was meant, and so does a
 * ticket that is there although it cannot be read. That an ITSM took a change keeps it from being sent
 * again by itself; once it is refused a retry sends it anew, as a record is made once but a field may be set again.
 */
export async function settleRefused(
  work: TicketWork,
  write: string,
  attempt: number,
  outcome: Failed,
  written?: Written,
): Promise<void> {
  const { ledger, held } = work;
  const { kind } = outcome;
  if (kind === 'busy' || kind === 'unknown') return;
  const row = ticketRow(work, write, 'refused', written);
  const forget = kind === 'refused' && outcome.ref === undefined && written !== undefined;
  await ledger.refused(write, attempt, row, forget && write !== 'open' ? 'all' : forget, held);
}
