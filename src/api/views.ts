import { z } from 'zod';

/** What the HTTP surface answers with. Times are ISO 8601 UTC. */

const time = z.iso.datetime();

const AgentRef = z.object({ id: z.string(), screenName: z.string() });

export const TicketView = z.object({
  n: z.number().int(),
  connector: z.string(),
  type: z.string(),
  kind: z.enum(['incident', 'work-order', 'case', 'request']),
  created: z.boolean(),
  state: z.enum(['creating', 'created', 'failed']),
  displayId: z.string().optional(),
  url: z.string().optional(),
  status: z.string().optional(),
  statusReason: z.string().optional(),
  error: z.string().optional(),
  /** A supervisor has decided that what failed is not tried again. */
  givenUp: z.literal(true).optional(),
  /** An earlier chat of the same user has created it. */
  continued: z.literal(true).optional(),
  /** Numbers of earlier tickets of the same user, which it names. */
  follows: z.array(z.string()).optional(),
});

/** A ticket that an earlier chat of the same user has created and that is not this chat's. */
const EarlierTicketView = z.object({
  connector: z.string(),
  type: z.string(),
  kind: z.enum(['incident', 'work-order', 'case', 'request']),
  displayId: z.string(),
  url: z.string().optional(),
  status: z.string().optional(),
  statusReason: z.string().optional(),
  /** `open`, `reopenable`: the agent can go on with it; `over`: it is finished; `unknown`: the ITSM lets nobody read it; `checking`: it has not told yet. */
  standing: z.enum(['open', 'reopenable', 'over', 'unknown', 'checking']),
});
export type EarlierTicketView = z.infer<typeof EarlierTicketView>;

export type TicketView = z.infer<typeof TicketView>;

export const ChatView = z.object({
  id: z.string(),
  status: z.enum(['queued', 'assigned', 'pending-transfer', 'closed']),
  disposition: z.enum(['resolved', 'unresolved', 'abandoned', 'cancelled']).optional(),
  company: z.string(),
  queue: z.string(),
  topic: z.string().optional(),
  source: z.string(),
  subject: z.string(),
  /** What the user filled in before the chat. */
  form: z.array(z.object({ id: z.string(), label: z.string(), value: z.string() })).optional(),
  /** What the virtual agent sent along with the handoff, beside what decides where it leads. */
  context: z.array(z.object({ label: z.string(), value: z.string() })).optional(),
  user: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string().optional(),
    verified: z.boolean(),
    connected: z
      .enum(['yes', 'no', 'unknown'])
      .describe(
        'Whether the user would see now what is written to them; `unknown` where their channel does not tell',
      ),
    disconnectedAt: time.optional().describe('Since when they are not connected, where that is known'),
  }),
  /** Others may be in the conversation too; the author of each line says who wrote it. */
  group: z.literal(true).optional(),
  agent: AgentRef.optional(),
  transferTo: AgentRef.optional(),
  /** Agents beside the owner: who was asked, or came unasked as supervisors may. */
  invited: z
    .array(
      z.object({
        agent: AgentRef,
        mode: z.enum(['participant', 'monitor']),
        state: z.enum(['invited', 'joined', 'declined', 'left']),
        by: AgentRef,
      }),
    )
    .optional(),
  /** The owner asks a supervisor for help. */
  assistance: z.object({ by: AgentRef, at: time, text: z.string().optional() }).optional(),
  cancelledByUser: z.boolean(),
  userConnected: z
    .boolean()
    .describe('Deprecated, gone in the next version: the chat is open and `user.connected` is not `no`.'),
  createdAt: time,
  waitingSince: time.optional(),
  /** By when an agent should have accepted a waiting chat, where a target is set for it. */
  slaAt: time.optional(),
  /** When people are warned before that, where the target has it. */
  slaWarnAt: time.optional(),
  /** That this is near, or past. */
  sla: z.enum(['warned', 'breached']).optional(),
  closedAt: time.optional(),
  /** The closed chat with which its user goes on in this one; its log comes first here. */
  reopens: z.string().optional(),
  /** What the user thought of it, said after its end; 1 is poor, 5 is very good. */
  rating: z.object({ score: z.number().int(), comment: z.string().optional(), at: time }).optional(),
  tickets: z.array(TicketView),
  /** Of earlier chats of the same user: an agent goes on with one of them, or asks for another ticket. */
  earlier: z.array(EarlierTicketView).optional(),
  /** Articles and outages; `relate` is one that is tied to the tickets, else the user was shown it. */
  links: z
    .array(
      z.object({
        kind: z.enum(['knowledge', 'outage']),
        /** The connector instance whose record it is; absent in chats that were stored before links had one. */
        connector: z.string().optional(),
        id: z.string(),
        title: z.string(),
        url: z.string().optional(),
        relate: z.boolean(),
      }),
    )
    .optional(),
  version: z.number().int(),
});
export type ChatView = z.infer<typeof ChatView>;

export const AttachmentView = z.object({
  name: z.string(),
  contentType: z.string(),
  /** `/files/…` on this server, or a link of the channel's. */
  url: z.string(),
  /** Bytes, where the file is kept here. */
  size: z.int().optional(),
});
export type AttachmentView = z.infer<typeof AttachmentView>;

/** A prepared text. */
export const CannedTextView = z.object({
  /** Of the agent's own ones. */
  id: z.string().optional(),
  title: z.string(),
  text: z.string(),
  /** Names in braces that nothing is there to fill in for, as they stand in the text: nobody should send them. */
  gaps: z.array(z.string()).optional(),
  /** Offered in chats of this support queue alone. */
  queue: z.string().optional(),
});
export type CannedTextView = z.infer<typeof CannedTextView>;

/** What users are asked before a chat. */
export const FormView = z.object({
  fields: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      required: z.boolean(),
      /** The only answers; any text when absent. */
      options: z.array(z.string()).optional(),
    }),
  ),
});
export type FormView = z.infer<typeof FormView>;

/** What may be sent beside words. */
export const SendableFiles = z.object({
  /** Content types, by a file's bytes and not by its name. */
  types: z.array(z.string()),
  /** The same as people call them. */
  kinds: z.array(z.string()),
  /** Of one file. */
  maxBytes: z.int(),
  /** Of both sides together. */
  perChat: z.int(),
});
export type SendableFiles = z.infer<typeof SendableFiles>;

/** The same for an agent and a chat. */
export const FilesPolicy = z.object({
  ...SendableFiles.shape,
  maySend: z.boolean(),
  /** Why not: a sentence. */
  why: z.string().optional(),
  /** How many more. */
  left: z.int(),
});
export type FilesPolicy = z.infer<typeof FilesPolicy>;

export const EntryView = z.object({
  seq: z.number().int(),
  at: time,
  author: z.object({
    kind: z.enum(['user', 'bot', 'agent', 'system']),
    id: z.string().optional(),
    name: z.string(),
  }),
  visibility: z.enum(['public', 'internal']),
  /** Whom a supervisor whispered it to. */
  to: z.object({ id: z.string(), name: z.string() }).optional(),
  type: z.enum(['message', 'note', 'event']),
  code: z.string().optional(),
  text: z.string(),
  attachments: z.array(AttachmentView).optional(),
  delivery: z.enum(['pending', 'delivered', 'refused', 'uncertain']).optional(),
});
export type EntryView = z.infer<typeof EntryView>;

export const AgentView = z.object({
  id: z.string(),
  name: z.string(),
  screenName: z.string(),
  roles: z.array(z.enum(['agent', 'supervisor', 'admin', 'alert-admin'])),
  available: z.boolean(),
  statusCode: z.string().optional(),
  capacity: z.number().int(),
  /** What they chose themselves, where the admin's number counts for everybody instead: kept, and not used. */
  ownCapacity: z.number().int().optional(),
  queues: z.array(z.string()),
});
export type AgentView = z.infer<typeof AgentView>;

const TicketTypeView = z.object({
  connector: z.string(),
  type: z.string(),
  title: z.string(),
  kind: z.enum(['incident', 'work-order', 'case', 'request']),
});

/** What the settings make of an agent's work here. */
const DeskRules = z.object({
  /** Chats are given to free agents: an agent says how many they take. */
  autoAccept: z.boolean(),
  /** The most that they may say. */
  mostCapacity: z.number().int(),
  /** Chats can be transferred to queues. */
  supportQueues: z.boolean(),
  /** Supervisors may read open chats silently. */
  silentMonitoring: z.boolean(),
  /** A user who waits for an answer so long is pointed out. */
  inactiveMinutes: z.number(),
  /** Reasons for being available or not; the first is what is meant where none is given. */
  statusCodes: z.object({ available: z.array(z.string()), unavailable: z.array(z.string()) }),
});

/** The agent who asks, and what they may beyond what everybody may. */
export const MeView = z.object({
  ...AgentView.shape,
  desk: DeskRules,
  /** What may be created for chats that no route fits. */
  ticketTypes: z.array(TicketTypeView),
  may: z.object({ requestControl: z.boolean() }),
  /** Where a link for remote control is configured: what agents know it as. */
  requestControl: z.object({ title: z.string() }).optional(),
});
export type MeView = z.infer<typeof MeView>;

/** A chat with its log. */
export const ChatAnswer = z.object({
  chat: ChatView,
  entries: z.array(EntryView),
  /** What may be created for this chat. */
  ticketTypes: z.array(TicketTypeView),
  /** Who reads it silently just now; supervisors alone are told. */
  monitors: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
});

/** Chats whose owners ask for assistance, the longest first. */
export const AssistanceList = z.object({ chats: z.array(ChatView), next: z.string().optional() });

/** What became of each chat of an agent: moved, or why not. */
export const MovedChats = z.object({
  chats: z.array(
    z.object({
      id: z.string(),
      moved: z.boolean(),
      chat: ChatView.optional(),
      code: z.string().optional(),
      detail: z.string().optional(),
    }),
  ),
});
export type MovedChats = z.infer<typeof MovedChats>;

/** Closed chats; a page that has `next` may be short, or empty. */
export const ClosedChats = z.object({ chats: z.array(ChatView), next: z.string().optional() });

/** Closed chats of the same user, newest first; `why` where nobody can be told to be the same. */
export const PastChats = z.object({ chats: z.array(ChatView), why: z.string().optional() });

export const ChatList = z.object({
  chats: z.array(ChatView),
  counts: z.object({
    queue: z.number().int(),
    transferred: z.number().int(),
    invites: z.number().int(),
    /** Owned and joined. */
    mine: z.number().int(),
  }),
  next: z.string().optional(),
});
export type ChatList = z.infer<typeof ChatList>;

/** An agent as colleagues and supervisors see them. */
export const AgentFigures = z.object({
  id: z.string(),
  screenName: z.string(),
  online: z.boolean(),
  available: z.boolean(),
  statusCode: z.string().optional(),
  /** Chats they own. */
  load: z.number().int(),
  capacity: z.number().int(),
  /** The settings have no such account any more; what it owns can be moved, and goes back to its queue by itself. */
  removed: z.literal(true).optional(),
});
export type AgentFigures = z.infer<typeof AgentFigures>;

/** The desk now. Waits are seconds; `warned` and `breached` count waiting chats whose target is near, or missed. */
export const DeskFigures = z.object({
  open: z.number().int(),
  assigned: z.number().int(),
  queued: z.number().int(),
  warned: z.number().int(),
  breached: z.number().int(),
  waiting: z.array(
    z.object({
      queue: z.string(),
      company: z.string(),
      queued: z.number().int(),
      longestWait: z.number().int(),
      averageWait: z.number().int(),
      warned: z.number().int(),
      breached: z.number().int(),
    }),
  ),
});
export type DeskFigures = z.infer<typeof DeskFigures>;

/** Tickets whose last write failed or has waited too long for its confirmation, of open and closed chats. */
export const TicketsNeedingHand = z.object({
  tickets: z.array(
    z.object({
      chat: ChatView.pick({ id: true, status: true, subject: true }),
      ticket: TicketView,
      reason: z.string(),
    }),
  ),
  next: z.string().optional(),
});

/** Rows of the audit; what else a row holds depends on `what`. */
export const AuditRows = z.object({
  rows: z.array(
    z.looseObject({
      id: z.string(),
      at: z.string(),
      actor: z.string(),
      what: z.string(),
      hash: z.string().describe('SHA-256 of the hash before, the id and the row'),
    }),
  ),
  next: z.string().optional(),
});

/** One event for reports; as CSV these are the columns. Durations are whole seconds. */
export const ReportRowView = z.object({
  id: z.string(),
  event: z
    .enum(['live-agent-request', 'transfer-to-agent'])
    .describe('The wish for an agent until its chat is closed; the way from the virtual agent to an agent'),
  status: z
    .enum(['open', 'complete', 'succeeded', 'failed'])
    .describe('A request is open, then complete; a transfer succeeded or failed'),
  start: time.describe('The user asked for an agent'),
  end: time
    .optional()
    .describe(
      'A request: its chat was closed. A transfer: an agent accepted, or it was known that none will',
    ),
  duration: z.number().int().optional().describe('From start to end'),
  wait: z.number().int().optional().describe('From start to the first accept'),
  firstAnswer: z.number().int().optional().describe('From start to the first words of the agent'),
  company: z.string(),
  region: z.string().optional(),
  queue: z.string(),
  topic: z.string().optional(),
  source: z.string().describe('The channel as agents know it'),
  channel: z.string(),
  agent: z.string().optional().describe('The account that accepted; of a complete request, that had it last'),
  transfers: z.number().int().optional().describe('How often an agent handed the chat on'),
  disposition: z.enum(['resolved', 'unresolved', 'abandoned', 'cancelled']).optional(),
  reason: z
    .enum(['closed', 'nobody', 'no-room', 'timed-out', 'cancelled', 'closed-unanswered'])
    .optional()
    .describe(
      'Why a transfer failed: outside the hours; nobody online; no room for more chats; nobody accepted in time; the user left; closed before anybody accepted',
    ),
  chat: z.string().optional().describe('Joins the rows of one chat; absent where none began'),
});
export const ReportRows = z.object({ rows: z.array(ReportRowView), next: z.string().optional() });

/** A row of the feed: says what changed, never its text. Fetch the chat to read it. */
export const FeedFrame = z.discriminatedUnion('kind', [
  /** First frame of a connection, and the answer to an outdated cursor: refetch the lists. */
  z.object({ kind: z.literal('resync'), cursor: z.string() }),
  /** First frame of a connection whose cursor still holds; later, that all up to `cursor` was said. */
  z.object({ kind: z.literal('ready'), cursor: z.string() }),
  /** Lines up to `seq` are in the log. */
  z.object({ kind: z.literal('entry'), cursor: z.string(), chat: z.string(), seq: z.number().int() }),
  /** The chat itself changed: status, owner, tickets. */
  z.object({ kind: z.literal('chat'), cursor: z.string(), chat: z.string(), version: z.number().int() }),
  /** The owner of the chat asks for assistance; supervisors alone are told. */
  z.object({
    kind: z.literal('assistance'),
    cursor: z.string(),
    chat: z.string(),
    version: z.number().int(),
  }),
  /** How far the line at `seq` got on its way to the user has changed. */
  z.object({ kind: z.literal('delivery'), cursor: z.string(), chat: z.string(), seq: z.number().int() }),
  /** Whether the user of the chat is connected has changed. */
  z.object({
    kind: z.literal('connected'),
    cursor: z.string(),
    chat: z.string(),
    connected: z.enum(['yes', 'no', 'unknown']),
    disconnectedAt: time.optional(),
  }),
  /** Somebody else in the chat is writing; only those who are in it are told, and nobody afterwards. */
  z.object({
    kind: z.literal('typing'),
    chat: z.string(),
    who: z.object({ kind: z.enum(['user', 'agent']), id: z.string(), name: z.string() }),
  }),
]);
export type FeedFrame = z.infer<typeof FeedFrame>;
