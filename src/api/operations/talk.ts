import { z } from 'zod';
import * as requests from '../requests.ts';
import * as views from '../views.ts';
import { oneEntry, operations } from './operation.ts';

/** What staff write into chats: words and files for the user, notes for each other. */
export const TALK = operations({
  sendMessage: {
    who: 'staff',
    chat: 'speaks',
    unread: true,
    summary: 'Write to the user',
    body: requests.MessageRequest,
    status: 201,
    answer: oneEntry,
  },
  addNote: {
    who: 'staff',
    chat: 'owns',
    unread: true,
    summary: 'Write a side note',
    body: requests.NoteRequest,
    status: 201,
    answer: oneEntry,
  },
  typing: {
    who: 'staff',
    chat: 'speaks',
    summary: 'Show the user for a moment that you are writing; kept nowhere',
    status: 204,
  },
  putFile: {
    who: 'staff',
    chat: 'speaks',
    summary: 'Put a file into the chat, for a message to name; the body is the file',
    query: requests.FileQuery,
    bytes: true,
    status: 201,
    answer: z.object({ attachment: views.AttachmentView }),
  },
  takeFileBack: {
    who: 'staff',
    chat: 'speaks',
    summary: 'Take a file back that no message has named yet',
    status: 204,
  },
  filesPolicy: {
    who: 'staff',
    chat: 'sees',
    summary: 'Which files you may send into the chat, and how many more',
    status: 200,
    answer: views.FilesPolicy,
  },
});
