import { done, type Outcome, refused } from '../connector/outcome.ts';
import type { Confirmation } from '../store/store.ts';
import { changeOnce } from './change-ticket.ts';
import { orPutOff } from './intend.ts';
import type { TicketWork } from './ticket-work.ts';

/**
 * Gives the ticket to the group that the agent named at the end. Its status stays as it is. The connector says
 * which group that is before anything is intended: a name that means none, or several, is asked about anew by a retry.
 */
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
  return changeOnce(work, 'hand-over', mapping, async () => {
    const { connector } = instance;
    if (connector.handOver === undefined) return { fields: { [group]: handTo }, handedTo: handTo };
    const found = orPutOff(await connector.handOver(ticket.type, handTo, group));
    return { ...found.change, handedTo: found.group };
  });
}
