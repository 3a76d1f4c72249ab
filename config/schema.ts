import { z } from 'zod';
import { Masking } from './masking-schema.ts';

const name = z.string().min(1).max(200);
const minutes = z.number().positive().max(100_000);

const Agent = z
  .strictObject({
    id: name.describe('What the agent signs in with.'),
    name: name.describe('Shown to users unless the agent chooses a screen name.'),
    roles: z.array(z.enum(['agent', 'supervisor', 'admin'])).min(1),
    queues: z
      .union([z.literal('all'), z.array(name)])
      .default('all')
      .describe('Support queues of this agent; GENERAL is everybody’s.'),
    companies: z.union([z.literal('all'), z.array(name)]).default('all'),
    passwordHash: z.string().describe('As printed by `deskbridge hash-password`.'),
    itsm: z
      .strictObject({ name, login: name })
      .optional()
      .describe('The person that this agent is in the ITSM; tickets are assigned to it.'),
  })
  .describe('An account of an agent.');
export type AgentAccount = z.infer<typeof Agent>;

const Connector = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'small letters, digits and hyphens')
    .describe('Name of this instance.'),
  use: name.describe('A connector: bmc-helix, memory.'),
  atOnce: z
    .number()
    .int()
    .min(1)
    .max(50)
    .default(2)
    .describe('Calls at once with this account, over all processes.'),
  settings: z.record(z.string(), z.unknown()).default({}).describe('Checked by the connector itself.'),
});

/** Accounts and instances are found by their id, so no two may share one. */
const withOwnIds = <T extends z.ZodType<{ readonly id: string }>>(one: T) =>
  z.array(one).superRefine((all, context) => {
    const ids = all.map(({ id }) => id);
    const twice = ids.find((id, i) => ids.indexOf(id) !== i);
    if (twice !== undefined)
      context.addIssue({ code: 'custom', message: `the id ${twice} stands there twice` });
  });

/** Everything an admin may set. Every member has a default, so that an empty file works. */
export const Settings = z
  .strictObject({
    company: name.default('Calbro Services').describe('The company of users who name none.'),
    queues: z
      .array(name)
      .default(['Network', 'Hardware', 'Software', 'Access'])
      .describe('Support queues beside GENERAL.'),
    topics: z
      .array(z.strictObject({ name, queue: name }))
      .default([])
      .describe('Topic -> queue. A topic that is not listed leads to the queue of its name, or to GENERAL.'),
    chat: z
      .strictObject({
        waitingMinutes: minutes.default(720).describe('A chat that nobody accepts is closed after this.'),
        idleMinutes: minutes
          .default(60)
          .describe('An accepted chat in which nobody writes is closed after this.'),
        abandoningSeconds: z
          .number()
          .positive()
          .max(300)
          .default(15)
          .describe('How long Abandon waits for the ITSM.'),
        keepDays: z
          .number()
          .int()
          .positive()
          .max(3650)
          .default(30)
          .describe('How long a closed chat is kept.'),
        cancelWords: z
          .array(name)
          .default(['cancel live chat', 'cancel chat', 'end chat'])
          .describe('What a user may type to leave a live chat.'),
      })
      .prefault({}),
    agents: withOwnIds(Agent).default([]),
    capacity: z
      .strictObject({
        default: z.number().int().min(1).default(4),
        most: z.number().int().min(1).default(10),
      })
      .prefault({})
      .describe('Chats at once that automatic assignment may give an agent.'),
    masking: Masking,
    bot: z
      .strictObject({
        module: z
          .string()
          .optional()
          .describe('Your virtual agent: a file whose default export makes an ActivityHandler.'),
        serviceHosts: z
          .array(name)
          .default([])
          .describe('Hosts that may use the messaging endpoint beside Microsoft’s.'),
      })
      .prefault({}),
    connectors: withOwnIds(Connector).default([]),
    tickets: z
      .strictObject({
        connector: name
          .optional()
          .describe('The instance in which agents create tickets; the first one when left out.'),
      })
      .prefault({}),
  })
  .superRefine(({ connectors, tickets }, context) => {
    const { connector } = tickets;
    if (connector === undefined || connectors.length === 0 || connectors.some(({ id }) => id === connector))
      return;
    const message = `no connector has the id ${connector}`;
    context.addIssue({ code: 'custom', path: ['tickets', 'connector'], message });
  });
export type Settings = z.infer<typeof Settings>;

/** Settings as rooms get them: immutable, with a version that rises with every change. */
export interface SettingsSource {
  current(): Settings & { readonly version: number };
}
