import type { Ticket } from '../connector/connector.ts';
import type { TypeMapping } from '../connector/mapping.ts';
import { done, type Outcome, succeeded } from '../connector/outcome.ts';
import type { Confirmation } from '../store/store.ts';
import { appendLast } from './append-to-ticket.ts';
import { personFor } from './context-for.ts';
import { orPutOff } from './intend.ts';
import type { TicketWork } from './ticket-work.ts';

/** What a change is told by: status with reason, and the group where the mapping hands tickets over. */
export function stateOf({ status, statusReason, fields }: Ticket, { groupField }: TypeMapping): string {
  const state = [status, statusReason].filter((word) => word !== '').join(' / ');
  const group = groupField === undefined ? '' : (fields[groupField] ?? '');
  return group === '' ? state : `${state}, group ${group}`;
}

/**
 * Says in the ticket who changed it, from what to what. The change itself stands: a ticket that
 * takes no entries any more is left without the note.
 */
export async function noteChange(
  work: TicketWork,
  name: string,
  from: string,
  to: string,
): Promise<Outcome<Confirmation | undefined>> {
  const { chat, ledger } = work;
  const by = chat.owner ?? chat.abandoning?.by;
  const note = `note-${name}`;
  const noted = await appendLast(work, note, async () => {
    const agent = orPutOff(await personFor(work))?.name ?? by?.screenName;
    const who = agent === undefined ? 'Deskbridge' : `${agent} via Deskbridge`;
    return {
      summary: `Live chat: ${to}`,
      text: `${who}, chat ${chat.id}: ${from} -> ${to}`,
      visibility: 'internal',
    };
  });
  if (succeeded(noted) || noted.kind === 'busy' || noted.kind === 'unknown') return noted;
  await ledger.leave(note);
  return done(undefined);
}
