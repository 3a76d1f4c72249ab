import * as requests from '../requests.ts';
import { TranscriptFile, TranscriptQuery } from '../user-chats.ts';
import * as views from '../views.ts';
import { operations } from './operation.ts';

/** Chats as staff read them, open and closed. */
export const READING = operations({
  chats: {
    who: 'staff',
    summary: 'A list of chats, or the chats of one ticket',
    query: requests.ChatListQuery,
    status: 200,
    answer: views.ChatList,
  },
  chat: {
    who: 'staff',
    chat: 'sees',
    summary: 'A chat with its log',
    query: requests.ChatQuery,
    status: 200,
    answer: views.ChatAnswer,
  },
  transcript: {
    who: 'staff',
    chat: 'sees',
    summary: 'Its public lines as a file: plain text, or JSON where it is asked for',
    query: TranscriptQuery,
    status: 200,
    answer: TranscriptFile,
  },
  past: {
    who: 'staff',
    chat: 'sees',
    summary: 'Closed chats of the same user, who has to be proven',
    status: 200,
    answer: views.PastChats,
  },
  closedChats: {
    who: 'supervisor',
    summary: 'Closed chats by ticket, user and day',
    query: requests.ClosedQuery,
    status: 200,
    answer: views.ClosedChats,
  },
});
