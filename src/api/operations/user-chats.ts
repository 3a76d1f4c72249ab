import { z } from 'zod';
import { RatingRequest } from '../explicit-choice.ts';
import * as requests from '../requests.ts';
import * as views from '../user-chats.ts';
import { FormView, SendableFiles } from '../views.ts';
import { operations } from './operation.ts';

/** How users come in, and what they do with their own chats, open and over. */
export const USER_CHATS = operations({
  startSession: {
    who: 'anyone',
    summary:
      'A conversation and a Direct Line token for a user, or the ones of before where its browser shows `resume`',
    body: requests.ChatSessionRequest,
    status: 200,
    answer: requests.ChatSessionAnswer,
  },
  leaveSession: {
    who: 'anyone',
    summary: 'Nobody comes back by what this browser has kept',
    body: requests.LeaveSessionRequest,
    status: 204,
  },
  sendableFiles: {
    who: 'anyone',
    summary: 'Which files users may send',
    status: 200,
    answer: SendableFiles,
  },
  form: {
    who: 'anyone',
    summary: 'What users are asked before a chat',
    query: requests.FormQuery,
    status: 200,
    answer: FormView,
  },
  userChats: {
    who: 'user',
    summary: 'Open and earlier chats: of the token’s conversation, and of others where the user is proven',
    status: 200,
    answer: views.UserChats,
  },
  userChat: {
    who: 'user',
    summary: 'One of them, with what was said',
    status: 200,
    answer: views.UserChatAnswer,
  },
  userTranscript: {
    who: 'user',
    summary: 'The transcript as a file: plain text, or JSON where it is asked for',
    query: views.TranscriptQuery,
    status: 200,
    answer: views.TranscriptFile,
  },
  continueUserChat: {
    who: 'user',
    summary: 'A token for the conversation of that chat, with all that was said in it',
    status: 200,
    answer: requests.ChatSessionAnswer.omit({ resume: true }).extend({ userName: z.string() }),
  },
  reopenUserChat: {
    who: 'user',
    summary: 'Go on with a chat that was closed; 202 where its conversation asks what to do instead',
    status: 200,
    answer: views.ReopenAnswer,
  },
  rateUserChat: {
    who: 'user',
    summary: 'What the user thought of a chat that is over',
    body: RatingRequest,
    status: 200,
    answer: views.OneUserChat,
  },
});
