import { z } from 'zod';
import { perLanguage } from './language-schema.ts';

const MOST = 1000;
/** A choice stands on a button. */
const MOST_CHOICE = 100;

/** @param words in English; the names in braces that they hold are those that other words for it may hold */
const line = (words: string, when: string, most = MOST) => ({ words, when, most });
const choice = (words: string, when: string) => line(words, `A choice: ${when}`, MOST_CHOICE);

/** Every line that a user reads and that is nobody's own words. `{minutes}` reads as “5 minutes”. */
const LINES = {
  // What happens to the user's chat.
  requested: line(
    'You are in the queue for a live agent. An agent will answer here as soon as possible.',
    'Their chat waits.',
  ),
  place: line('You are number {place} in the queue.', 'Their place is known, or has become better.'),
  placeAndTime: line(
    'You are number {place} in the queue. Judging by the last chats it may take about {minutes}.',
    'The same, where the last chats tell how long it may take.',
  ),
  accepted: line('{agent} has joined the chat.', 'An agent has their chat.'),
  released: line(
    '{agent} has released the chat. You are in the queue for another agent.',
    'Their agent has given the chat back.',
  ),
  offered: line('{agent} is transferring you to {to}.', 'The chat is offered to another agent.'),
  transferred: line(
    '{agent} has transferred you to {queue}. You are in the queue for another agent.',
    'The chat was transferred to another queue.',
  ),
  overflowed: line(
    'Nobody of {queue} is free yet, so you are in the queue of {overflowTo} now. The time that you have waited counts there.',
    'A waiting chat has gone to another queue.',
  ),
  notTaken: line(
    'The agent could not take your chat in time. You are near the front of the queue.',
    'A transfer was not taken in time.',
  ),
  agentGone: line(
    '{agent} has lost the connection. You are near the front of the queue for another agent.',
    'Their agent is not connected any more.',
  ),
  agentRemoved: line(
    '{agent} is not available any more. You are near the front of the queue for another agent.',
    'The settings have no such agent any more.',
  ),
  answerMissed: line(
    'The agent could not answer. You are near the front of the queue for another one.',
    'Their agent did not write in time.',
  ),
  joined: line('{agent} has joined the chat.', 'One more agent may write to them.'),
  left: line('{agent} has left the chat.', 'An agent who had joined has gone again.'),
  outage: line('There is an outage that we know of and work on: {title}', 'The agent tells of an outage.'),
  idleWarning: line(
    'Are you still there? The chat is closed in {minutes} if nobody writes.',
    'Nobody has written for long.',
  ),
  idle: line('The chat was closed because nobody wrote for a while.', 'The chat is closed.'),
  waitedTooLong: line(
    'No agent could take your chat in time. Please try again later.',
    'The chat is closed: nobody accepted it.',
  ),
  ended: line('{agent} has ended the chat.', 'The chat is closed.'),
  abandoned: line(
    'The chat was closed because nobody answered any more.',
    'The chat is closed: the agent abandoned it.',
  ),
  forceClosed: line('The chat was closed by the service desk.', 'A supervisor has closed the chat.'),
  cancelled: line('You have left the live chat.', 'They have cancelled the chat.'),

  undelivered: line(
    'The following could not be delivered to you in the chat:',
    'In their ticket, above what an agent wrote and the channel did not take.',
  ),

  // What does not work.
  botFailed: line(
    'Something went wrong. Please try again, or ask for an agent.',
    'The virtual agent has failed at what was written.',
  ),
  withAgent: line(
    'You are with a live agent. Please write to them here.',
    'A button of the virtual agent is pressed while an agent has the chat.',
  ),
  personalOnly: line(
    'Live agents can be reached in a personal chat alone. Please write to me there.',
    'An agent is asked for in a group, and `bot.groups` is `personal-only`.',
  ),

  // What users cannot send.
  tooLong: line(
    'Your message was not passed on: it has {length} characters, and {most} are the limit. Please send it in parts.',
    'More than `chats.mostCharacters` was written to an agent, or more than 16,000 characters to the virtual agent.',
  ),
  fileEmpty: line(
    '“{file}” was not sent: it is empty. Choose a file that has something in it.',
    'One of their files has nothing in it.',
  ),
  fileTooLarge: line(
    '“{file}” was not sent: it is larger than {size}. Send a smaller file.',
    'One of their files is too large.',
  ),
  fileType: line(
    '“{file}” was not sent: files of its kind are not taken here. Send one of: {kinds}.',
    'Files of its kind are not taken.',
  ),
  noFiles: line('“{file}” was not sent: no files are taken here. Describe it in words.', 'None are.'),
  tooManyFiles: line(
    '“{file}” was not sent: a chat may have {most} files, and this one has them. Describe it in words.',
    'The chat has all the files that it may have.',
  ),
  noRoomForFiles: line(
    '“{file}” was not sent: there is no room for files at the moment. Describe it in words.',
    'The server’s disk is nearly full.',
  ),
  filesUnavailable: line(
    '“{file}” was not sent: files cannot be kept at the moment. Describe it in words, or try again later.',
    'The server’s folder for files cannot be written.',
  ),
  fileUnreadable: line('“{file}” was not sent: there is no file in it.', 'What came is no file.'),

  // After its end.
  rate: line('How was the chat? 1 is poor, 5 is very good.', 'Five buttons follow.'),
  rated: line('Thank you for your rating.', 'They have rated the chat.'),
  reopen: choice('Reopen chat', 'they go on with a chat that was closed.'),
  alreadyOpen: line('You are in a live chat already.', 'They wish to reopen a chat while another is open.'),
  tooLate: line('That chat was closed too long ago.', 'They wish to reopen or to rate it.'),
  notPossible: line('That is not possible with this chat.', 'They wish to reopen or to rate it.'),

  // In place of an agent.
  closed: line('Our agents are not here at this hour.', 'They ask for an agent outside the hours.'),
  nobody: line('No agent is here at the moment.', 'They ask for an agent and none is online.'),
  full: line('No more chats can be taken at the moment. Please try again later.', 'There is no room.'),
  offer: line('What would you like to do?', 'Follows `closed` or `nobody`; the choices come after it.'),
  wait: choice('Wait for an agent', 'the chat waits in its queue.'),
  again: choice('Try again', 'where nobody is online, look once more.'),
  ticket: choice('Leave a ticket', 'a ticket is opened from what was said.'),
  back: choice('Back to the virtual agent', 'they go back.'),
  ticketLeft: line(
    'Thank you. The service desk has your request and will come back to you.',
    'They have left a ticket.',
  ),
};
type Lines = typeof LINES;

const each = <T>(make: (one: Lines[keyof Lines]) => T) =>
  Object.fromEntries(Object.entries(LINES).map(([name, one]) => [name, make(one)])) as {
    [L in keyof Lines]: T;
  };

/** Words for one line. A name in braces that nothing would replace is a mistake. */
const wordsOf = ({ words, most }: Lines[keyof Lines]) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .superRefine((text, context) => {
      const known = namesIn(words);
      for (const name of namesIn(text)) {
        if (known.includes(name)) continue;
        const may = known.length === 0 ? 'no names' : known.map((one) => `{${one}}`).join(', ');
        context.addIssue({ code: 'custom', message: `knows no {${name}}; this line may hold ${may}` });
      }
    });

const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

/** What users read. Each line may stand in several languages; a user reads their own where it is there. */
export const Texts = z
  .strictObject({
    ...each((one) => wordsOf(one).default(one.words).describe(one.when)),
    languages: perLanguage(z.strictObject(each((one) => wordsOf(one).optional())))
      .default({})
      .describe(
        'Tag -> lines in that language. A user of de-AT reads what stands under de-AT, else de, else above.',
      ),
  })
  .prefault({});
