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
    mostCharacters: z
      .number()
      .int()
      .min(1)
      .max(16_000)
      .default(1500)
      .describe(
        'A user’s message to an agent may be so long; they are told if it is longer, and send it in parts.',
      ),
    placeEverySeconds: z
      .number()
      .min(0)
      .max(86_400)
      .default(60)
      .describe(
        'Users hear of their place in the queue, and when they have moved up no more often than this; 0: never.',
      ),
    reopenHours: z
      .number()
      .min(0)
      .max(8760)
      .default(24)
      .describe('So long a user may go on with a chat that was closed; 0 switches it off.'),
    rating: z.boolean().default(true).describe('Users are asked how their chat was once it is over.'),
    ratingHours: z
      .number()
      .positive()
      .max(8760)
      .default(24)
      .describe('So long a chat can be rated; a later rating takes the place of the one before.'),
    undeliveredMinutes: z
      .number()
      .positive()
      .max(1_440)
      .default(5)
      .describe(
        'What an agent wrote and the channel has not taken by then goes to the ticket as a public note.',
      ),
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

/** Every member that a row names has to be the chat's; the first row that fits wins. */
export const SlaTarget = z
  .strictObject({
    company: name.optional(),
    queue: name.optional(),
    minutes: z.number().positive().max(100_000).describe('An agent should have accepted a chat by then.'),
    warnBeforeMinutes: z
      .number()
      .positive()
      .max(100_000)
      .optional()
      .describe('Agents and supervisors are warned so long before; never when left out.'),
  })
  .refine(({ minutes, warnBeforeMinutes = 0 }) => warnBeforeMinutes < minutes, {
    path: ['warnBeforeMinutes'],
    message: 'the warning would come before the chat; it has to be less than minutes',
  });
