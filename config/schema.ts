import { z } from 'zod';
import { CannedTexts } from './canned-texts-schema.ts';
import { Desk } from './desk-schema.ts';
import { FileSettings } from './files-schema.ts';
import { PreChat } from './form-schema.ts';
import { Chats, Priority, QueueRule, SlaTarget, Topic } from './handoff-schema.ts';
import { Schedule } from './hours-schema.ts';
import { Companies, Oidc, Portal, Queues, Rights, Role } from './identity-schema.ts';
import { MappingOverride, Route } from './mapping-schema.ts';
import { Masking } from './masking-schema.ts';
import { Metrics } from './metrics-schema.ts';
import { Renamed } from './renamed-schema.ts';
import { RequestControl } from './request-control-schema.ts';
import { Language, StatusCodes } from './status-codes-schema.ts';
import { Texts } from './texts-schema.ts';

const name = z.string().min(1).max(200);
const minutes = z.number().positive().max(100_000);

const Agent = z
  .strictObject({
    id: name.describe('What the agent signs in with.'),
    name: name.describe('Shown to users unless the agent chooses a screen name.'),
    screenName: name.optional().describe('Shown to users instead; the agent chooses none then.'),
    roles: z.array(Role).min(1),
    queues: Queues.default('all'),
    companies: Companies.default('all'),
    language: Language.optional().describe('Chooses among sets of status codes.'),
    rights: Rights.optional(),
    passwordHash: z.string().describe('As printed by `deskbridge hash-password`.'),
    email: z
      .email()
      .max(320)
      .optional()
      .describe('Finds the agent’s person where agents are linked by mail.'),
    itsm: z
      .strictObject({ name, login: name })
      .optional()
      .describe('The person that this agent is in the ITSM; tickets are assigned to it.'),
  })
  .describe('An account of an agent.');

/** An account, of these settings or of an issuer that vouched for the agent as they last signed in. */
export interface AgentAccount extends Omit<z.infer<typeof Agent>, 'passwordHash'> {
  /** Without one nobody signs in with a password. */
  passwordHash?: string;
  /** Who the agent is to the issuer. */
  subject?: string;
}

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
    .describe(
      'Calls of background work at once with this account, over all processes; what agents look up adds two of each server.',
    ),
  settings: z.record(z.string(), z.unknown()).default({}).describe('Checked by the connector itself.'),
  persons: z
    .strictObject({
      by: z
        .enum(['login', 'mail', 'table'])
        .default('table')
        .describe('`login`: the agent’s id is the login there. `mail`: whoever has the agent’s email.'),
      table: z.record(name, name).default({}).describe('Agent’s id -> login there; goes before all else.'),
    })
    .optional()
    .describe(
      'Which persons of this ITSM the agents are; an account’s own `itsm` goes before login and mail.',
    ),
  mapping: MappingOverride.optional().describe('What differs from the connector’s own mapping.'),
});

export type ConnectorSettings = z.infer<typeof Connector>;

/** Everything an admin may set. Every member has a default, so that an empty file works. */
export const Settings = z
  .strictObject({
    company: name.default('Calbro Services').describe('The company of users who name none.'),
    queues: z
      .array(name)
      .default(['Network', 'Hardware', 'Software', 'Access'])
      .describe('Support queues beside GENERAL.'),
    renamed: Renamed,
    topics: z
      .array(Topic)
      .default([])
      .describe('What chats are about, and where each leads. Without any, the queues are what there is.'),
    chats: Chats,
    priorities: z
      .array(Priority)
      .default([])
      .describe('Which chats are taken before others; the first row that fits wins.'),
    queueRules: z
      .array(QueueRule)
      .default([])
      .describe('What becomes of chats that wait too long in a queue.'),
    sla: z
      .array(SlaTarget)
      .default([])
      .describe('How long chats should wait for an agent at most; the first row that fits wins.'),
    hours: z
      .array(Schedule)
      .default([])
      .describe('When agents can be reached; always, where no schedule is set.'),
    texts: Texts,
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
    agents: z.array(Agent).default([]),
    oidc: Oidc,
    portal: Portal,
    desk: Desk,
    statusCodes: StatusCodes,
    capacity: z
      .strictObject({
        default: z.number().int().min(1).default(4),
        most: z.number().int().min(1).default(10),
        override: z
          .number()
          .int()
          .min(1)
          .optional()
          .describe('Every agent gets so many, whatever they or the other two settings say.'),
      })
      .prefault({})
      .describe('Chats at once that automatic assignment may give an agent.'),
    bot: z
      .strictObject({
        module: z
          .string()
          .optional()
          .describe(
            'Your virtual agent: a file whose default export makes an ActivityHandler; its path goes from the settings file.',
          ),
        channels: z
          .enum(['all', 'direct-line-only'])
          .default('all')
          .describe(
            '`direct-line-only`: users come by our own Direct Line (the page /chat, Web Chat) alone. /api/messages is closed, and no bot registration is needed wherever the server listens.',
          ),
        serviceHosts: z
          .array(name)
          .default([])
          .describe('Hosts that may use the messaging endpoint beside Microsoft’s.'),
        groups: z
          .enum(['chat', 'personal-only'])
          .default('chat')
          .describe(
            'Whether live agents can be reached out of groups and channels (`chat`), or in personal conversations alone: users are told so then.',
          ),
      })
      .prefault({}),
    http: z
      .strictObject({
        trustedProxies: z
          .number()
          .int()
          .min(0)
          .max(10)
          .default(0)
          .describe(
            'How many proxies of yours stand before the server, each adding to X-Forwarded-For and the last one setting X-Forwarded-Proto. Whoever reaches it past them can choose his address.',
          ),
      })
      .prefault({}),
    metrics: Metrics,
    connectors: z.array(Connector).default([]),
    routing: z
      .array(Route)
      .default([])
      .describe('Which instance serves which company, queue or topic; the first row that fits wins.'),
    masking: Masking,
    requestControl: RequestControl.optional(),
    files: FileSettings,
    preChat: PreChat,
    cannedTexts: CannedTexts.describe('Prepared texts that agents insert; each keeps more for themselves.'),
    audit: z
      .strictObject({
        keepDays: z
          .number()
          .int()
          .min(1)
          .max(3650)
          .default(400)
          .describe('How long a row of the audit is kept.'),
      })
      .prefault({}),
    reporting: z
      .strictObject({
        keepDays: z
          .number()
          .int()
          .min(0)
          .max(3650)
          .default(90)
          .describe('How long rows for reports are kept, about 1 KB a chat; 0 keeps them for good.'),
      })
      .prefault({}),
    tickets: z
      .strictObject({
        connector: name
          .optional()
          .describe('The instance in which agents create tickets; the first one when left out.'),
        open: z
          .enum(['agent', 'accept', 'handoff'])
          .default('agent')
          .describe(
            'When a chat gets its ticket: as an agent asks, as one accepts it, or as it is handed off.',
          ),
        type: name
          .optional()
          .describe(
            'Type of the tickets that are opened by themselves; the connector’s first incident type.',
          ),
      })
      .prefault({}),
  })
  .describe('The settings of an installation.');
export type Settings = z.infer<typeof Settings>;

/** Settings as rooms get them: immutable, with a version that rises with every change. */
export interface SettingsSource {
  current(): Settings & { readonly version: number };
}
