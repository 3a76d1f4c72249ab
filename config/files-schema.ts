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

/** Whether agents may send files, by the channel that the user sits on; one that does not stand here takes none. */
const Sources = z
  .object({
    directline: z.boolean().default(true).describe('Our own page, and Web Chat on a site of yours.'),
    webchat: z.boolean().default(true).describe('Azure’s Web Chat.'),
    emulator: z.boolean().default(true),
  })
  .catchall(z.boolean())
  .prefault({});

/** What users and agents may send each other beside words. */
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
    perChat: z
      .number()
      .int()
      .min(0)
      .max(100)
      .default(10)
      .describe('Most files of one chat, both sides together.'),
    keepFreeBytes: z
      .number()
      .int()
      .min(0)
      .default(512 * 1024 * 1024)
      .describe('Of the disk under DATA_DIR; where less would be left, no file is taken.'),
    agentsMaySend: Sources.describe(
      'Into which chats agents may send files, by Bot Framework’s name of the channel. The channel has to fetch them from PUBLIC_URL and to show them.',
    ),
  })
  .prefault({});
