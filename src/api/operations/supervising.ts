import * as requests from '../requests.ts';
import * as views from '../views.ts';
import { oneChat, oneEntry, operations } from './operation.ts';

/** What supervisors do in the chats of others. */
export const SUPERVISING = operations({
  join: {
    who: 'supervisor',
    chat: 'sees',
    summary: 'Take part or read along without an invitation',
    body: requests.JoinRequest,
    status: 200,
    answer: oneChat,
  },
  monitor: {
    who: 'supervisor',
    chat: 'sees',
    summary: 'Read a chat silently; each look is a row of the audit',
    query: requests.ChatQuery,
    status: 200,
    answer: views.ChatAnswer,
  },
  whisper: {
    who: 'supervisor',
    chat: 'sees',
    summary: 'Words to the owner that the user never sees',
    body: requests.WhisperRequest,
    status: 201,
    answer: oneEntry,
  },
  callsForAssistance: {
    who: 'supervisor',
    summary: 'Chats whose owners ask for assistance',
    query: requests.PageQuery,
    status: 200,
    answer: views.AssistanceList,
  },
  moveAll: {
    who: 'supervisor',
    summary: 'Move all chats of an agent, each by itself',
    body: requests.TransferRequest,
    status: 200,
    answer: views.MovedChats,
  },
  assign: {
    who: 'supervisor',
    chat: 'sees',
    summary: 'Give a waiting chat to an agent',
    body: requests.AssignRequest,
    status: 200,
    answer: oneChat,
  },
  forceClose: {
    who: 'supervisor',
    chat: 'sees',
    summary: 'Close what is stuck',
    body: requests.ForceCloseRequest,
    status: 200,
    answer: oneChat,
  },
});
