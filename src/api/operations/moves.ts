import { z } from 'zod';
import * as requests from '../requests.ts';
import * as views from '../views.ts';
import { type Operation, oneChat } from './operation.ts';

/** How a chat gets to others, and others to a chat. */
export const MOVES: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/v1/chats/{id}/release',
    who: 'staff',
    chat: 'owns-or-supervises',
    summary: 'Give the chat back to its queue',
    status: 200,
    answer: oneChat,
  },
  {
    method: 'get',
    path: '/api/v1/chats/{id}/transfer-targets',
    who: 'staff',
    chat: 'sees',
    summary: 'To whom it can be handed on',
    status: 200,
    answer: z.object({ agents: z.array(views.AgentFigures), queues: z.array(z.string()) }),
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/transfer',
    who: 'staff',
    chat: 'owns-or-supervises',
    summary: 'Offer it to an agent, or put it into another queue',
    body: requests.TransferRequest,
    status: 200,
    answer: oneChat,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/invites',
    who: 'staff',
    chat: 'owns',
    summary: 'Ask another agent into the chat',
    body: requests.InviteRequest,
    status: 200,
    answer: oneChat,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/invites/answer',
    who: 'agent',
    chat: 'invited',
    summary: 'Accept or decline an invitation',
    body: requests.InviteAnswerRequest,
    status: 200,
    answer: oneChat,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/leave',
    who: 'staff',
    chat: 'invited',
    summary: 'Leave a chat that one has joined',
    status: 200,
    answer: oneChat,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/assistance',
    who: 'staff',
    chat: 'owns',
    summary: 'Ask a supervisor for assistance',
    body: requests.AssistanceRequest,
    status: 200,
    answer: oneChat,
  },
];
