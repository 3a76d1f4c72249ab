import type { ChatUser, Owner } from '../chat/chat.ts';
import type { Attachment, Author, EventCode, NewEntry } from '../chat/entry.ts';
import type { Told } from '../chat/told.ts';

const SYSTEM: Author = { kind: 'system', name: 'System' };

const authorOf = (agent: Owner): Author => ({ kind: 'agent', id: agent.id, name: agent.screenName });

/** A line that says to agents what happened. */
export const eventLine = (at: number, code: EventCode, text: string): NewEntry => ({
  at,
  author: SYSTEM,
  visibility: 'internal',
  type: 'event',
  code,
  text,
});

/** The same where the user is told too: `text` is the log's and the ticket's, he reads `told`. */
export const toldLine = (
  at: number,
  code: EventCode,
  text: string,
  line: Told['line'],
  names?: Told['names'],
): NewEntry => ({
  ...eventLine(at, code, text),
  visibility: 'public',
  told: names === undefined ? { line } : { line, names },
});

export const userLine = (
  at: number,
  user: ChatUser,
  text: string,
  attachments: readonly Attachment[] = [],
): NewEntry => ({
  at,
  author: { kind: 'user', id: user.id, name: user.name },
  visibility: 'public',
  type: 'message',
  text,
  ...(attachments.length > 0 && { attachments }),
});

export const agentLine = (at: number, by: Owner, text: string): NewEntry => ({
  at,
  author: authorOf(by),
  visibility: 'public',
  type: 'message',
  text,
});

/** Internal by construction: no transcript can hold it. */
export const noteLine = (at: number, by: Owner, text: string): NewEntry => ({
  at,
  author: authorOf(by),
  visibility: 'internal',
  type: 'note',
  text,
});
