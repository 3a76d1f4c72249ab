import { z } from 'zod';

/** Types that a file's first bytes prove it to be; nothing else can be allowed. */
const FILE_TYPES = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'application/pdf',
  'application/zip',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'text/plain',
] as const;

/** What users may send beside words. */
export const FileSettings = z
  .strictObject({
    types: z
      .array(z.enum(FILE_TYPES))
      .default([...FILE_TYPES])
      .describe('What a file may be, by its first bytes and not by its name; an empty list takes none.'),
    maxBytes: z
      .number()
      .int()
      .min(1)
      .max(50 * 1024 * 1024)
      .default(10 * 1024 * 1024)
      .describe('Most bytes of one file.'),
    perChat: z.number().int().min(0).max(100).default(10).describe('Most files of one chat.'),
  })
  .prefault({});
