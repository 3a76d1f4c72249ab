import { z } from 'zod';
import { type OperationName, PATHS } from '../paths.ts';
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

/** What a row says of an operation, beside its name. */
interface Row {
  readonly summary: string;
  readonly who: Who;
  /** Of operations on one chat, which is the `id` of their path. */
  readonly chat?: Bond;
  /** The chat is not read before the handler, because what the handler writes is held against the chat in one step. */
  readonly unread?: true;
  /** Parts of the path that have a form of their own; the others are any text. */
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The body is a file. */
  readonly bytes?: true;
  readonly status: number;
  readonly answer?: z.ZodType;
}

/** One method of one path, as its readers see it. */
export interface Operation extends Row {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it: `/api/v1/chats/{id}`. */
  readonly path: string;
}

type At<S> = S extends `${infer M extends Operation['method']} ${infer P}`
  ? { readonly method: M; readonly path: P }
  : never;

type Rows = Readonly<Partial<Record<OperationName, Row>>>;

/** The rows of one theme; method and path of each stand in `paths.ts` under its name. */
export function operations<const R extends Rows>(
  rows: R & { readonly [K in Exclude<keyof R, OperationName>]: never },
): { readonly [K in keyof R & OperationName]: R[K] & At<(typeof PATHS)[K]> } {
  const located = Object.entries<Row>(rows).map(([name, row]) => {
    const [method, path] = PATHS[name as OperationName].split(' ');
    return [name, { method, path, ...row }];
  });
  return Object.fromEntries(located);
}

/** Names of the parts of a path that stand in braces. */
export type InPath<P> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | InPath<Rest> : never;

/** The same, for whoever only reads it. */
export type Unchanging<T> = T extends object ? { readonly [K in keyof T]: Unchanging<T[K]> } : T;

export const oneChat = z.object({ chat: ChatView });
export const oneEntry = z.object({ entry: EntryView });
export const oneTicket = z.object({ ticket: TicketView });
