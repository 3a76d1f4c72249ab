import { z } from 'zod';

const name = z.string().min(1).max(200);
const names = z.record(name, name).default({});

/** Names that the settings have changed; what was stored under an old one is under the new one from the next start on. */
export const Renamed = z
  .strictObject({
    queues: names.describe(
      'Old name -> new name; chats of a queue that stands neither here nor in queues are GENERAL’s.',
    ),
    companies: names.describe(
      'Old name -> new name; also for users and agents that others name by the old one.',
    ),
  })
  .prefault({})
  .describe('Support queues and companies that were renamed while chats were open.');
