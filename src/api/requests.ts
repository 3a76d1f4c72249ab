import { z } from 'zod';

/** What the HTTP surface takes. Strings are bounded; unknown members are refused where they could mislead. */

const id = z.string().min(1).max(200);
const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => value.trim().length > 0, 'must not be empty');

/** Longest message an agent sends, in characters; the reference product allows 1,500. */
const MAX_MESSAGE = 8000;

export const ChatSessionRequest = z.object({
  userName: z.string().max(1000).optional(),
  userEmail: z.email().max(320).optional(),
  company: z.string().max(200).optional(),
  topic: z.string().max(200).optional(),
});
export const ChatSessionAnswer = z.object({
  token: z.string(),
  conversationId: z.string(),
  userId: z.string(),
});

export const SignInRequest = z.object({ username: id, password: z.string().min(1).max(1000) });
export const SignInAnswer = z.object({
  token: z.string(),
  agent: z.object({ id: z.string(), name: z.string(), roles: z.array(z.string()) }),
});

export const AvailabilityRequest = z.object({
  available: z.boolean(),
  capacity: z.number().int().min(0).max(1000).optional(),
  statusCode: z.string().max(100).optional(),
});
export const ScreenNameRequest = z.object({ screenName: text(100) });

const ChatListView = z.enum(['queue', 'transferred', 'mine', 'all']);
export const ChatListQuery = z.object({
  view: ChatListView.default('queue'),
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const ChatQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(5000).optional(),
});

export const MessageRequest = z.object({ text: text(MAX_MESSAGE) });
export const NoteRequest = z.object({ text: text(MAX_MESSAGE) });
export const EndRequest = z
  .object({ resolveTicket: z.boolean().optional(), resolution: z.string().max(MAX_MESSAGE).optional() })
  .default({});
export const TicketRequest = z.object({
  type: id,
  connector: id.optional(),
  another: z.boolean().optional(),
});
