import * as requests from '../requests.ts';
import * as views from '../views.ts';
import { type Operation, oneChat, oneEntry } from './operation.ts';

/** Chats as agents read them, write in them and close them. */
export const CHATS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/chats',
    summary: 'A list of chats, or the chats of one ticket',
    query: requests.ChatListQuery,
    status: 200,
    answer: views.ChatList,
  },
  {
    method: 'get',
    path: '/api/v1/chats/{id}',
    summary: 'A chat with its log',
    query: requests.ChatQuery,
    status: 200,
    answer: views.ChatAnswer,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/accept',
    summary: 'Become the owner',
    status: 200,
    answer: oneChat,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/abandon',
    summary: 'Cancel its tickets and close it',
    status: 200,
    answer: oneChat,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/end',
    summary: 'Close it, resolving its tickets or not',
    body: requests.EndRequest,
    status: 200,
    answer: oneChat,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/messages',
    summary: 'Write to the user',
    body: requests.MessageRequest,
    status: 201,
    answer: oneEntry,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/notes',
    summary: 'Write a side note',
    body: requests.NoteRequest,
    status: 201,
    answer: oneEntry,
  },
  {
    method: 'get',
    path: '/api/v1/chats/{id}/past',
    summary: 'Closed chats of the same user, who has to be proven',
    status: 200,
    answer: views.PastChats,
  },
];
