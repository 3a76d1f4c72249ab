import { z } from 'zod';
import { Language } from './status-codes-schema.ts';

/** A prepared text that agents insert and may change before they send it. */
const CannedText = z.strictObject({
  title: z.string().trim().min(1).max(100).describe('What agents find it by.'),
  text: z
    .string()
    .trim()
    .min(1)
    .max(4_000)
    .describe(
      '{user}, {agent}, {queue} and {ticket} are filled in; any other name in braces is the agent’s to fill in: the console does not send it as it stands.',
    ),
  queue: z.string().min(1).max(200).optional().describe('Only for chats of this support queue.'),
  language: Language.optional().describe('Only for users of this language; for all when left out.'),
});

export const CannedTexts = z.array(CannedText).max(500).default([]);
