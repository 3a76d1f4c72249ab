import { z } from 'zod';
import * as requests from '../requests.ts';
import * as views from '../views.ts';
import { type Operation, oneChat, oneEntry } from './operation.ts';

/** What only those who look after the work of others do. */
export const SUPERVISING: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/v1/chats/{id}/join',
    summary: 'Take part or read along without an invitation (supervisors)',
    body: requests.JoinRequest,
    status: 200,
    answer: oneChat,
  },
  {
    method: 'get',
    path: '/api/v1/chats/{id}/monitor',
    summary: 'Read a chat silently (supervisors); each look is a row of the audit',
    query: requests.ChatQuery,
    status: 200,
    answer: views.ChatAnswer,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/whisper',
    summary: 'Words to the owner that the user never sees (supervisors)',
    body: requests.WhisperRequest,
    status: 201,
    answer: oneEntry,
  },
  {
    method: 'get',
    path: '/api/v1/admin/assistance',
    summary: 'Chats whose owners ask for assistance (supervisors)',
    query: requests.PageQuery,
    status: 200,
    answer: views.AssistanceList,
  },
  {
    method: 'get',
    path: '/api/v1/admin/chats',
    summary: 'Closed chats by ticket, user and day (supervisors)',
    query: requests.ClosedQuery,
    status: 200,
    answer: views.ClosedChats,
  },
  {
    method: 'post',
    path: '/api/v1/admin/agents/{id}/move-chats',
    summary: 'Move all chats of an agent, each by itself (supervisors)',
    body: requests.TransferRequest,
    status: 200,
    answer: views.MovedChats,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/assign',
    summary: 'Give a waiting chat to an agent (supervisors)',
    body: requests.AssignRequest,
    status: 200,
    answer: oneChat,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/force-close',
    summary: 'Close what is stuck (supervisors)',
    body: requests.ForceCloseRequest,
    status: 200,
    answer: oneChat,
  },
  {
    method: 'get',
    path: '/api/v1/admin/agents',
    summary: 'Agents with load and status (supervisors)',
    status: 200,
    answer: z.object({ agents: z.array(views.AgentFigures) }),
  },
  {
    method: 'get',
    path: '/api/v1/admin/figures',
    summary: 'What is open, assigned and waiting (supervisors)',
    status: 200,
    answer: views.DeskFigures,
  },
  {
    method: 'get',
    path: '/api/v1/admin/audit',
    summary: 'Who did and saw what (admins); each look is a row of it',
    query: requests.AuditQuery,
    status: 200,
    answer: views.AuditRows,
  },
];
