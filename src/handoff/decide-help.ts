import { type Chat, isOpen } from '../chat/chat.ts';
import { accepted, type Decided, refuse, unchanged } from './answers.ts';
import type { Command, Facts } from './commands.ts';
import { notAssigned } from './decide-invite.ts';
import { eventLine, noteLine } from './lines.ts';
import { closed, mayEnd, ownerOf } from './may.ts';

/** A supervisor's words to the owner: internal, so neither the user nor a ticket gets them. */
export function whisper(
  { by, text }: Extract<Command, { type: 'whisper' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  if (!isOpen(chat)) return closed(chat);
  const { owner } = chat;
  if (owner === undefined) return notAssigned(chat) ?? unchanged;
  if (owner.id === by.id)
    return refuse('whisper-to-self', 'The chat is yours: write a side note for the next agent instead.');
  const to = { id: owner.id, name: owner.screenName };
  return accepted([{ type: 'note-added', at: now, line: { ...noteLine(now, ownerOf(by, chat), text), to } }]);
}

/** Stands until a supervisor joins, or the chat has another owner or none. */
export function requestAssistance(
  { by, text }: Extract<Command, { type: 'request-assistance' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  const no = mayEnd(by, chat);
  if (no !== undefined) return no;
  if (chat.assistance !== undefined) return unchanged;
  const asker = ownerOf(by, chat);
  const why = text === undefined ? '.' : `: ${text}`;
  const line = eventLine(
    now,
    'assistance-requested',
    `${asker.screenName} asks a supervisor for assistance${why}`,
  );
  const assistance = { by: asker, at: now, ...(text !== undefined && { text }) };
  return accepted([{ type: 'assistance-requested', at: now, assistance, line }]);
}
