import { z } from 'zod';
import * as itsm from '../itsm-views.ts';
import * as requests from '../requests.ts';
import * as views from '../views.ts';
import { oneTicket, operations } from './operation.ts';

/** What supervisors and admins see of the whole desk. */
export const OFFICE = operations({
  agents: {
    who: 'supervisor',
    summary: 'Agents with load and status',
    status: 200,
    answer: z.object({ agents: z.array(views.AgentFigures) }),
  },
  figures: {
    who: 'supervisor',
    summary: 'What is open, assigned and waiting',
    status: 200,
    answer: views.DeskFigures,
  },
  ticketsNeedingHand: {
    who: 'supervisor',
    summary: 'Tickets that need a hand',
    query: requests.PageQuery,
    status: 200,
    answer: views.TicketsNeedingHand,
  },
  giveUpTicket: {
    who: 'supervisor',
    chat: 'sees',
    summary: 'Leave what failed as it is',
    status: 200,
    answer: oneTicket,
  },
  checks: {
    who: 'supervisor',
    summary: 'Whether each ITSM has what its mapping needs',
    status: 200,
    answer: itsm.Checks,
  },
  report: {
    who: 'supervisor',
    summary: 'Events for reports: requests for an agent and what became of them; also as CSV',
    query: requests.ReportQuery,
    status: 200,
    answer: views.ReportRows,
  },
  audit: {
    who: 'admin',
    summary: 'Who did and saw what; each look is a row of it',
    query: requests.AuditQuery,
    status: 200,
    answer: views.AuditRows,
  },
});
