import type { Chat, ChatTicket, EarlierTicket } from '../chat/chat.ts';
import type { Ticket, TicketRef } from '../connector/connector.ts';
import type { TypeMapping } from '../connector/mapping.ts';
import { done, type Outcome, settling, succeeded } from '../connector/outcome.ts';
import type { EarlierFound } from '../handoff/commands.ts';
import type { SyncPorts } from './ports.ts';

const DAY_MS = 86_400_000;

/** What the chat of before has still to write may change how its ticket stands, milliseconds. */
const AT_WORK_MS = 1_000;

type Ports = Pick<SyncPorts, 'readChat' | 'instance' | 'ledger' | 'report'>;

/** Asks the ITSM of one connector how tickets of the user's earlier chats stand, and tells the chat. */
export async function findEarlier(ports: Ports, id: string, connector: string): Promise<Outcome<undefined>> {
  const chat = await ports.readChat(id);
  const asked = (chat?.earlier ?? []).filter(
    (ticket) => ticket.connector === connector && ticket.standing === undefined,
  );
  if (chat === undefined || asked.length === 0) return done(undefined);
  const found: EarlierFound[] = [];
  for (const ticket of asked) {
    const one = await lookAt(ports, chat, ticket);
    if (!succeeded(one)) return one;
    found.push(one.value);
  }
  await ports.report(id, { type: 'record-earlier-tickets', found });
  return done(undefined);
}

async function lookAt(ports: Ports, now: Chat, ticket: EarlierTicket): Promise<Outcome<EarlierFound>> {
  const { chat, n, connector, type } = ticket;
  const before = await ports.readChat(chat);
  // Its number may have come after this chat began.
  const facts = before?.tickets.find((one) => one.n === n) ?? ticket;
  const found = (standing: EarlierFound['standing'], more: object = {}) =>
    done({ chat, n, standing, ...numberOf(facts), ...more });
  const open = isWanted(facts) && (await ports.ledger(chat, n).hasWork(connector));
  if (open || ('state' in facts && facts.state === 'creating'))
    return settling('the chat before is still writing to its ticket', AT_WORK_MS);
  const { externalId, displayId, url } = facts;
  // It was never created.
  if (externalId === undefined || displayId === undefined) return found('over');
  const instance = ports.instance(connector);
  const mapping = instance?.mapping[type];
  if (instance === undefined || mapping === undefined) return found('unknown');
  const ref: TicketRef = { type, id: externalId, displayId, ...(url !== undefined && { url }) };
  const read = await instance.connector.read(ref);
  if (read.kind === 'missing') return found('over');
  if (!succeeded(read)) return read.kind === 'busy' || read.kind === 'unknown' ? read : found('unknown');
  const { status, statusReason } = read.value;
  return found(standingOf(read.value, mapping, now.createdAt - ticket.closedAt), { status, statusReason });
}

/** @param agoMs how long ago its chat was closed */
function standingOf({ status }: Ticket, mapping: TypeMapping, agoMs: number): EarlierFound['standing'] {
  if (!mapping.finished.includes(status)) return 'open';
  return isReopened(status, mapping) && agoMs <= (mapping.reopen?.days ?? 0) * DAY_MS ? 'reopenable' : 'over';
}

/** Only what is resolved is taken back; what is closed or cancelled is not. */
export const isReopened = (status: string, { reopen, endings }: TypeMapping): boolean =>
  reopen !== undefined && status === endings.resolved?.status;

/** A supervisor has given it up: nothing more is written. */
const isWanted = (ticket: ChatTicket | EarlierTicket): boolean => !('givenUp' in ticket && ticket.givenUp);

const numberOf = ({ externalId, displayId, url }: ChatTicket | EarlierTicket) => ({
  ...(externalId !== undefined && { externalId }),
  ...(displayId !== undefined && { displayId }),
  ...(url !== undefined && { url }),
});
