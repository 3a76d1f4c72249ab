import { z } from 'zod';

/** What a user sees of his own chats. Times are ISO 8601 UTC. */

const time = z.iso.datetime();

export const UserChat = z.object({
  id: z.string(),
  status: z.enum(['queued', 'assigned', 'pending-transfer', 'closed']),
  disposition: z.enum(['resolved', 'unresolved', 'abandoned', 'cancelled']).optional(),
  /** The user has left it; its agent has yet to close it. */
  left: z.literal(true).optional(),
  subject: z.string(),
  createdAt: time,
  closedAt: time.optional(),
  /** Whoever has it, or had it last. */
  agent: z.object({ screenName: z.string() }).optional(),
  /** It is held in the conversation that the token is for. */
  here: z.boolean(),
  /** The closed chat with which it goes on. */
  reopens: z.string().optional(),
  mayReopen: z.boolean(),
  mayRate: z.boolean(),
  rating: z.object({ score: z.number().int(), comment: z.string().optional() }).optional(),
});
export type UserChat = z.infer<typeof UserChat>;

/** Open chats first, then closed ones; the newest of each first. */
export const UserChats = z.object({ sessions: z.array(UserChat) });

/** A line as everybody may read it. */
export const TranscriptLine = z.object({
  seq: z.number().int(),
  at: time,
  author: z.object({ kind: z.enum(['user', 'bot', 'agent', 'system']), name: z.string() }),
  type: z.enum(['message', 'note', 'event']),
  code: z.string().optional(),
  text: z.string(),
  attachments: z
    .array(
      z.object({
        name: z.string(),
        contentType: z.string(),
        url: z.string(),
        size: z.int().optional(),
      }),
    )
    .optional(),
});
export type TranscriptLine = z.infer<typeof TranscriptLine>;

export const UserChatAnswer = z.object({
  session: UserChat,
  /** While it waits: 1 for the next one, and how long it may take where the last chats tell. */
  place: z.object({ n: z.int(), minutes: z.int().optional() }).optional(),
  transcript: z.array(TranscriptLine),
});

export const OneUserChat = z.object({ session: UserChat });

/** Without a session where the user has to choose first: the conversation has asked him what to do. */
export const ReopenAnswer = z.object({ session: UserChat.optional() });

export const TranscriptQuery = z.object({ format: z.enum(['text', 'json']).optional() });

/** The file where JSON is asked for; plain text is what comes otherwise. */
export const TranscriptFile = z.object({
  chat: z.object({ id: z.string(), subject: z.string(), createdAt: time, closedAt: time.optional() }),
  lines: z.array(TranscriptLine),
});
