import { z } from 'zod';
import { RatingRequest } from '../explicit-choice.ts';
import { ChatSessionAnswer } from '../requests.ts';
import * as views from '../user-chats.ts';
import type { Operation } from './operation.ts';

/** What users do with their own chats, open and over. */
export const USER_CHATS: readonly Operation[] = [
  {
    method: 'get',
    path: '/chat/sessions',
    who: 'user',
    summary: 'Open and earlier chats: of the token’s conversation, and of others where the user is proven',
    status: 200,
    answer: views.UserChats,
  },
  {
    method: 'get',
    path: '/chat/sessions/{id}',
    who: 'user',
    summary: 'One of them, with what was said',
    status: 200,
    answer: views.UserChatAnswer,
  },
  {
    method: 'get',
    path: '/chat/sessions/{id}/transcript',
    who: 'user',
    summary: 'The transcript as a file: plain text, or JSON where it is asked for',
    query: views.TranscriptQuery,
    status: 200,
    answer: views.TranscriptFile,
  },
  {
    method: 'post',
    path: '/chat/sessions/{id}/continue',
    who: 'user',
    summary: 'A token for the conversation of that chat, with all that was said in it',
    status: 200,
    answer: ChatSessionAnswer.omit({ resume: true }).extend({ userName: z.string() }),
  },
  {
    method: 'post',
    path: '/chat/sessions/{id}/reopen',
    who: 'user',
    summary: 'Go on with a chat that was closed; 202 where its conversation asks what to do instead',
    status: 200,
    answer: views.ReopenAnswer,
  },
  {
    method: 'post',
    path: '/chat/sessions/{id}/rating',
    who: 'user',
    summary: 'What the user thought of a chat that is over',
    body: RatingRequest,
    status: 200,
    answer: views.OneUserChat,
  },
];
