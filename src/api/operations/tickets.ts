import { z } from 'zod';
import * as itsm from '../itsm-views.ts';
import * as requests from '../requests.ts';
import * as views from '../views.ts';
import { type Operation, oneEntry, oneTicket } from './operation.ts';

/** Tickets of a chat, and what the ITSM knows. */
export const TICKETS: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/v1/chats/{id}/tickets',
    summary: 'Ask for a ticket',
    body: requests.TicketRequest,
    status: 202,
    answer: oneTicket,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/tickets/{n}/retry',
    summary: 'Try a failed write again',
    status: 202,
    answer: oneTicket,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/tickets/{n}/give-up',
    summary: 'Leave what failed as it is (supervisors)',
    status: 200,
    answer: oneTicket,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/relate',
    summary: 'Tie a ticket that exists to the chat',
    body: requests.RelateRequest,
    status: 202,
    answer: oneTicket,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/knowledge',
    summary: 'Share an article with the user, or pin it to the tickets',
    body: requests.LinkRequest,
    status: 201,
    answer: oneEntry,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/outages',
    summary: 'Name an outage to the user, or relate it to the tickets',
    body: requests.OutageRequest,
    status: 201,
    answer: oneEntry,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/request-control',
    summary: 'The link by which to ask for control of the user’s device',
    body: requests.ControlRequest,
    status: 201,
    answer: z.object({ entry: views.EntryView, url: z.url() }),
  },
  {
    method: 'get',
    path: '/api/v1/chats/{id}/end-form',
    summary: 'What ending would do to each ticket, and what the ITSM asks for',
    status: 200,
    answer: itsm.EndForm,
  },
  {
    method: 'get',
    path: '/api/v1/chats/{id}/customer',
    summary: 'The user as the ITSM knows him, with open tickets and assets',
    status: 200,
    answer: itsm.CustomerAnswer,
  },
  {
    method: 'get',
    path: '/api/v1/knowledge',
    summary: 'Published articles by words',
    query: requests.KnowledgeQuery,
    status: 200,
    answer: itsm.ArticleList,
  },
  {
    method: 'get',
    path: '/api/v1/templates',
    summary: 'Templates to open a ticket of a type with',
    query: requests.TemplateQuery,
    status: 200,
    answer: itsm.TemplateList,
  },
  {
    method: 'get',
    path: '/api/v1/outages',
    summary: 'Outages that hold now, or are about to',
    query: requests.OutageQuery,
    status: 200,
    answer: itsm.OutageList,
  },
  {
    method: 'get',
    path: '/api/v1/admin/tickets',
    summary: 'Tickets that need a hand (supervisors)',
    query: requests.PageQuery,
    status: 200,
    answer: views.TicketsNeedingHand,
  },
  {
    method: 'get',
    path: '/api/v1/admin/checks',
    summary: 'Whether each ITSM has what its mapping needs (supervisors)',
    status: 200,
    answer: itsm.Checks,
  },
];
