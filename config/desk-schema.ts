import { z } from 'zod';

/** How chats and agents find each other. */
export const Desk = z
  .strictObject({
    autoAccept: z
      .boolean()
      .default(false)
      .describe('Agent Auto Accept: waiting chats are given to free agents; off, agents accept by hand.'),
    distribution: z
      .enum(['even', 'random'])
      .default('even')
      .describe(
        'Who gets a chat of those with the fewest: `even`: whoever has gone longest without a new one; `random`: anybody.',
      ),
    supportQueues: z
      .boolean()
      .default(true)
      .describe('Only members of a chat’s queue take it, and a chat can be transferred to another queue.'),
    companyFilter: z.boolean().default(true).describe('Only agents of the user’s company take a chat.'),
    unavailableOnStart: z
      .boolean()
      .default(false)
      .describe(
        'Agents get no chats by themselves until they have said that they are available. Supervisors and admins never do.',
      ),
    unavailableOnClose: z
      .boolean()
      .default(false)
      .describe('An agent who ends a chat is unavailable until they say otherwise.'),
    silentMonitoring: z
      .boolean()
      .default(false)
      .describe('Supervisors may read open chats without the agent knowing; the audit has each look.'),
    graceSeconds: z
      .number()
      .positive()
      .max(86_400)
      .default(60)
      .describe('The chats of an agent who is not connected any more wait for them so long.'),
    transferSeconds: z
      .number()
      .positive()
      .max(86_400)
      .default(120)
      .describe('A chat is offered to a named agent so long, then it goes back to its queue.'),
    answerSeconds: z
      .number()
      .positive()
      .max(86_400)
      .optional()
      .describe('An agent who has not written to the user by then loses the chat; never when left out.'),
    answerWarningSeconds: z
      .number()
      .positive()
      .max(86_400)
      .optional()
      .describe('They are reminded after this.'),
    inactiveMinutes: z
      .number()
      .positive()
      .max(100_000)
      .default(5)
      .describe('The console points out chats whose users have waited for an answer so long.'),
    reservedNames: z
      .array(z.string().min(1).max(100))
      .default(['System', 'Virtual agent', 'Bot', 'Admin', 'Administrator', 'Support', 'Service desk'])
      .describe('Screen names that no agent may choose, nor anything that looks like them.'),
    idleWarningMinutes: z
      .number()
      .positive()
      .max(100_000)
      .optional()
      .describe('The user of a silent chat is asked so long before it is closed; never when left out.'),
  })
  .prefault({});
