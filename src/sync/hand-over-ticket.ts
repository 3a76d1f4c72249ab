import { done, type Outcome, refused } from '../connector/outcome.ts';
import type { Confirmation } from '../store/store.ts';
import { changeOnce } from './change-ticket.ts';
import type { TicketWork } from './ticket-work.ts';

/** Gives the ticket to the group that the agent named at the end. Its status stays as it is. */
export async function handOverTicket(work: TicketWork): Promise<Outcome<Confirmation | undefined>> {
  const { chat, ticket, instance } = work;
  const { handTo } = chat;
  if (handTo === undefined) return done(undefined);
  const mapping = instance.mapping[ticket.type];
  const group = mapping?.groupField;
  if (mapping === undefined || group === undefined)
    return refused(
      `It was not handed to ${handTo}: no field is mapped for the group of a ${ticket.type}. Set groupField and retry.`,
    );
  return changeOnce(work, 'hand-over', mapping, async () => ({ fields: { [group]: handTo } }));
}
