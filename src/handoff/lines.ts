import type { ChatUser, Owner } from '../chat/chat.ts';
import type { Attachment, Author, EventCode, NewEntry, Visibility } from '../chat/entry.ts';

const SYSTEM: Author = { kind: 'system', name: 'System' };

const authorOf = (agent: Owner): Author => ({ kind: 'agent', id: agent.id, name: agent.screenName });

/** A line that says what happened. Public ones are told to the user. */
export const eventLine = (at: number, code: EventCode, text: string, visibility: Visibility): NewEntry => ({
  at,
  author: SYSTEM,
  visibility,
  type: 'event',
  code,
  text,
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
