import { publicTranscript } from '../chat/transcript.ts';
import type { Ticket } from '../connector/connector.ts';
import { done, type Outcome, refused } from '../connector/outcome.ts';
import type { Confirmation } from '../store/store.ts';
import { changeOnce } from './change-ticket.ts';
import { contextFor } from './context-for.ts';
import { isReopened } from './find-earlier.ts';
import { orPutOff } from './intend.ts';
import { renderFields } from './render.ts';
import type { TicketWork } from './ticket-work.ts';
import { remembered } from './touched.ts';

const NAME = 'reopen';

/**
 * Takes a resolved ticket back, because its user has returned. One that somebody else has reopened meanwhile is
 * left as it is; one that cannot be reopened any more is a failure that says what to do.
 */
export async function reopenTicket(work: TicketWork): Promise<Outcome<Confirmation | undefined>> {
  const { ticket, instance } = work;
  const mapping = instance.mapping[ticket.type];
  const reopen = mapping?.reopen;
  if (ticket.continues?.reopen === undefined) return done(undefined);
  const closed = (status: string): string =>
    `It is ${status} and cannot be reopened. Ask for another ticket: it will name this one.`;
  if (mapping === undefined || reopen === undefined) return refused(closed(ticket.status ?? 'finished'));
  const change = async () => {
    const { status, statusReason, fields = {} } = reopen;
    const context = orPutOff(await contextFor(work, publicTranscript(work.chat, []), Object.values(fields)));
    return { status, statusReason, fields: renderFields(fields, mapping.limits, context) };
  };
  const instead = async (now: Ticket): Promise<Outcome<undefined> | undefined> => {
    if (isReopened(now.status, mapping)) return undefined;
    await work.ledger.leave(NAME);
    if (mapping.finished.includes(now.status)) return refused(closed(now.status));
    await work.ledger.saw(remembered(now, mapping));
    const { status, statusReason } = now;
    await work.ports.report(work.chat.id, {
      type: 'record-ticket-updated',
      n: ticket.n,
      status,
      statusReason,
    });
    return done(undefined);
  };
  return changeOnce(work, NAME, mapping, change, { instead });
}
