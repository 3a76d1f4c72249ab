import { z } from 'zod';

const name = z.string().min(1).max(200);

export const Topic = z.strictObject({
  name: name.describe('What the user picks.'),
  queue: name.describe('The support queue it leads to; one that does not exist is GENERAL.'),
  synonyms: z
    .array(name)
    .optional()
    .describe(
      'Whole words by which the topic is found in what the user wrote; case and accents do not count.',
    ),
  company: name.optional().describe('The row is for users of this company alone.'),
  region: name.optional().describe('The row is for users of this region alone.'),
});

const without = z
  .enum(['offer', 'wait', 'refuse'])
  .describe('`offer`: the user chooses. `wait`: the chat waits. `refuse`: back to the virtual agent.');

export const Chats = z
  .strictObject({
    fixedTopic: name
      .optional()
      .describe('Users are not asked for a topic: all chats are of this one. Its rows may differ by region.'),
    agentOnly: z
      .boolean()
      .default(false)
      .describe('The virtual agent is never heard: every question goes to the agents at once.'),
    whenClosed: without.default('offer').describe('Outside the hours.'),
    whenNobody: without.default('wait').describe('Where no agent is online who may take the chat.'),
    ticketType: name
      .optional()
      .describe('Type of the tickets that users leave; the one that is opened by itself when left out.'),
  })
  .prefault({})
  .describe('What becomes of a user’s wish for an agent.');

export const QueueRule = z.strictObject({
  queue: name.describe('Chats that nobody of this queue has taken'),
  overflowTo: name.describe('go to this one,'),
  afterMinutes: z.number().positive().max(100_000).describe('once, after so long. They keep their turn.'),
});

/** Every member that a row names has to be the chat's; the first row that fits wins. */
export const Priority = z.strictObject({
  company: name.optional(),
  queue: name.optional(),
  topic: name.optional(),
  vip: z.boolean().optional().describe('Whether the virtual agent or the portal calls the user important.'),
  priority: z.number().int().min(0).max(9).describe('0 is usual, 9 the most urgent.'),
});
