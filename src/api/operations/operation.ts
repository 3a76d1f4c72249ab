import { z } from 'zod';
import { ChatView, EntryView, TicketView } from '../views.ts';

/** One method of one path, as its readers see it. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it: `/api/v1/chats/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly open?: true;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly status: number;
  readonly answer?: z.ZodType;
}

export const oneChat = z.object({ chat: ChatView });
export const oneEntry = z.object({ entry: EntryView });
export const oneTicket = z.object({ ticket: TicketView });
