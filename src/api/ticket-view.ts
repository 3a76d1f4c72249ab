import type { ChatTicket } from '../chat/chat.ts';
import type { TicketView } from './views.ts';

/** A ticket of a chat as the HTTP surface shows it. */
export const ticketView = ({
  describedUpTo: _upTo,
  externalId: _id,
  failedJob: _job,
  byItself: _itself,
  continues,
  follows,
  ...ticket
}: ChatTicket): TicketView => ({
  ...ticket,
  ...(continues !== undefined && { continued: true }),
  ...(follows !== undefined && { follows: follows.map(({ displayId }) => displayId) }),
});
