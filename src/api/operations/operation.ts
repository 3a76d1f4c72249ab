import { z } from 'zod';
import { ChatView, EntryView, TicketView } from '../views.ts';

/**
 * Whom an operation is for. `staff` are agents, supervisors and admins; an admin may what a supervisor
 * may. `user` is whoever holds the token of a user's conversation.
 */
export type Who = 'anyone' | 'user' | 'signed-in' | 'staff' | 'agent' | 'supervisor' | 'admin';

/**
 * What one has to be to a chat. Whoever is not of its queue and company does not see it at all; the
 * owner writes, and so does who was invited to speak.
 */
export type Bond = 'sees' | 'speaks' | 'owns' | 'owns-or-supervises' | 'invited';

/** One method of one path, as its readers see it. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it: `/api/v1/chats/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly who: Who;
  /** Of operations on one chat. */
  readonly chat?: Bond;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The body is a file. */
  readonly bytes?: true;
  readonly status: number;
  readonly answer?: z.ZodType;
}

export const oneChat = z.object({ chat: ChatView });
export const oneEntry = z.object({ entry: EntryView });
export const oneTicket = z.object({ ticket: TicketView });
