import { z } from 'zod';

const text = (words: string, when: string) =>
  z.string().trim().min(1).max(1000).default(words).describe(when);
const choice = (words: string, when: string) =>
  z.string().trim().min(1).max(100).default(words).describe(when);

/** What users read, where an admin may word it. A name in braces is replaced. */
export const Texts = z
  .strictObject({
    overflowed: text(
      'Nobody of {queue} is free yet, so you are in the queue of {overflowTo} now. You keep your place.',
      'A waiting chat has gone to another queue.',
    ),
    closed: text('Our agents are not here at this hour.', 'The user asks for an agent outside the hours.'),
    nobody: text('No agent is here at the moment.', 'The user asks for an agent and none is online.'),
    full: text('No more chats can be taken at the moment. Please try again later.', 'There is no room.'),
    offer: text('What would you like to do?', 'Follows `closed` or `nobody`; the choices come after it.'),
    wait: choice('Wait for an agent', 'A choice: the chat waits in its queue.'),
    again: choice('Try again', 'A choice where nobody is online: look once more.'),
    ticket: choice('Leave a ticket', 'A choice: a ticket is opened from what was said.'),
    back: choice('Back to the virtual agent', 'A choice.'),
    ticketLeft: text(
      'Thank you. The service desk has your request and will come back to you.',
      'The user has left a ticket.',
    ),
  })
  .prefault({});
