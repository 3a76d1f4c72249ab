import { z } from 'zod';
import * as requests from '../requests.ts';
import * as views from '../views.ts';
import { oneEntry, oneTicket, operations } from './operation.ts';

/** Tickets of a chat. */
export const TICKETS = operations({
  createTicket: {
    who: 'staff',
    chat: 'owns',
    summary: 'Ask for a ticket',
    body: requests.TicketRequest,
    status: 202,
    answer: oneTicket,
  },
  retryTicket: {
    who: 'staff',
    chat: 'owns-or-supervises',
    summary: 'Try a failed write again',
    status: 202,
    answer: oneTicket,
  },
  relateTicket: {
    who: 'staff',
    chat: 'owns',
    summary: 'Tie a ticket that exists to the chat',
    body: requests.RelateRequest,
    status: 202,
    answer: oneTicket,
  },
});

/** What else is tied to a chat: each leaves a line in its log. */
export const LINKS = operations({
  linkArticle: {
    who: 'staff',
    chat: 'speaks',
    summary: 'Share an article with the user, or pin it to the tickets',
    body: requests.LinkRequest,
    status: 201,
    answer: oneEntry,
  },
  linkOutage: {
    who: 'staff',
    chat: 'speaks',
    summary: 'Name an outage to the user, or relate it to the tickets',
    body: requests.OutageRequest,
    status: 201,
    answer: oneEntry,
  },
  requestControl: {
    who: 'staff',
    chat: 'owns',
    summary: 'The link by which to ask for control of the user’s device',
    body: requests.ControlRequest,
    status: 201,
    answer: z.object({ entry: views.EntryView, url: z.url() }),
  },
});
