import { z } from 'zod';
import * as requests from '../requests.ts';
import * as views from '../views.ts';
import { oneChat, operations } from './operation.ts';

/** How a chat gets to others, and others to a chat. */
export const MOVES = operations({
  accept: { who: 'agent', chat: 'sees', summary: 'Become the owner', status: 200, answer: oneChat },
  release: {
    who: 'staff',
    chat: 'owns-or-supervises',
    summary: 'Give the chat back to its queue',
    status: 200,
    answer: oneChat,
  },
  transferTargets: {
    who: 'staff',
    chat: 'sees',
    summary: 'To whom it can be handed on',
    status: 200,
    answer: z.object({ agents: z.array(views.AgentFigures), queues: z.array(z.string()) }),
  },
  transfer: {
    who: 'staff',
    chat: 'owns-or-supervises',
    summary: 'Offer it to an agent, or put it into another queue',
    body: requests.TransferRequest,
    status: 200,
    answer: oneChat,
  },
  invite: {
    who: 'staff',
    chat: 'owns',
    summary: 'Ask another agent into the chat',
    body: requests.InviteRequest,
    status: 200,
    answer: oneChat,
  },
  answerInvite: {
    who: 'agent',
    chat: 'invited',
    summary: 'Accept or decline an invitation',
    body: requests.InviteAnswerRequest,
    status: 200,
    answer: oneChat,
  },
  leave: {
    who: 'staff',
    chat: 'invited',
    summary: 'Leave a chat that one has joined',
    status: 200,
    answer: oneChat,
  },
  askForAssistance: {
    who: 'staff',
    chat: 'owns',
    summary: 'Ask a supervisor for assistance',
    body: requests.AssistanceRequest,
    status: 200,
    answer: oneChat,
  },
});
