import { z } from 'zod';
import { isBlank } from '../chat/blank.ts';
import { Locale } from './locale.ts';

/** What the HTTP surface takes. Strings are bounded; unknown members are refused where they could mislead. */

const id = z.string().min(1).max(200);
const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => !isBlank(value), 'must not be empty');

/** ITSM field -> value, as an agent filled it in. */
const fields = z.record(z.string().min(1).max(200), z.string().max(32_000));

/** Longest message an agent sends, in characters; the reference product allows 1,500. */
const MAX_MESSAGE = 8000;

/** Whatever a browser has kept; what is wrong with it, its use shows. */
const resume = z.string().max(1000);

export const ChatSessionRequest = z.object({
  userName: z.string().max(1000).optional(),
  userEmail: z.email().max(320).optional(),
  company: z.string().max(200).optional(),
  region: z.string().max(200).optional(),
  topic: z.string().max(200).optional(),
  locale: Locale,
  form: z
    .record(id, z.string().max(2000))
    .describe('Answers to what `GET /chat/form` asks, by id')
    .optional(),
  identity: z
    .string()
    .min(1)
    .max(20_000)
    .describe('What the portal signed, where it is not sent as Authorization: Bearer')
    .optional(),
  resume: resume
    .describe(
      'What the last answer of this door gave: the same user goes on in the same conversation, and what else is sent does not count',
    )
    .optional(),
});
export const LeaveSessionRequest = z.object({ resume });
export const FormQuery = z.object({ locale: Locale });
export type ChatSessionRequest = z.infer<typeof ChatSessionRequest>;
export const ChatSessionAnswer = z.object({
  token: z.string(),
  conversationId: z.string(),
  userId: z.string(),
  resume: z
    .string()
    .describe(
      'A secret of this browser, good for a day after its last use: keep it in place of the one before, and show it to come back',
    ),
});

export const SignInRequest = z.object({ username: id, password: z.string().min(1).max(1000) });
/** The issuer has vouched for who uses this browser; the cookie that it holds stands for that. */
export const ExchangeRequest = z.object({ exchange: z.literal(true) });
export const OidcSignInQuery = z.object({
  returnTo: z
    .string()
    .max(2000)
    .refine(isOwnPath, 'must be a path of this server, as /console')
    .default('/console'),
});
/** What the issuer sends the browser back with. */
export const OidcCallbackQuery = z.object({
  state: z.string().min(1).max(200),
  code: z.string().min(1).max(4000).optional(),
  error: z.string().max(200).optional(),
  iss: z.string().max(2000).optional(),
});
export const SignInAnswer = z.object({
  token: z.string(),
  agent: z.object({ id: z.string(), name: z.string(), roles: z.array(z.string()) }),
});

export const AvailabilityRequest = z.object({
  available: z.boolean(),
  capacity: z.number().int().min(0).max(1000).optional(),
  statusCode: z.string().max(100).optional(),
});
export const ScreenNameRequest = z.object({ screenName: text(100) });

export const PageQuery = z.object({
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const AuditQuery = z.object({
  after: z.union([z.literal(''), z.string().regex(/^\d{1,15}-\d{1,15}$/, 'the id of a row')]).default(''),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});
const ChatListView = z.enum(['queue', 'transferred', 'invites', 'mine', 'all']);
export const ChatListQuery = z.object({
  view: ChatListView.default('queue'),
  /** `<connector>/<number>`: the chats of that ticket, open or closed, newest first, in place of a list. */
  ticket: z
    .string()
    .max(400)
    .regex(/^[^/]+\/.+$/s, 'must be a connector, a slash and the number of a ticket')
    .optional(),
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const ChatQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(5000).optional(),
});

/** Words, files of this chat by their `url`, or both. */
export const MessageRequest = z
  .object({
    text: z.string().max(MAX_MESSAGE).default(''),
    attachments: z
      .array(z.object({ url: z.string().min(1).max(2_000) }))
      .max(100)
      .optional(),
  })
  .refine(({ text, attachments = [] }) => attachments.length > 0 || !isBlank(text), {
    path: ['text'],
    message: 'must not be empty',
  });
/** What the file is called; the body is its bytes, of any content type. */
export const FileQuery = z.object({ name: text(1_000) });
/** Filled in for this chat; without one as they were written. */
export const CannedTextsQuery = z.object({ chat: id.optional() });
export const OwnTextId = z.string().regex(/^[\w-]{1,40}$/, 'letters, digits, _ and -, 40 at most');
export const CannedTextRequest = z.object({ title: text(100), text: text(4_000) });
export const NoteRequest = z.object({ text: text(MAX_MESSAGE) });
/** Exactly one of the two. */
export const TransferRequest = z
  .object({ agentId: id.optional(), queue: id.optional(), note: text(MAX_MESSAGE).optional() })
  .refine(({ agentId, queue }) => (agentId === undefined) !== (queue === undefined), {
    message: 'name an agentId or a queue',
  });
const mode = z.enum(['participant', 'monitor']);
export const InviteRequest = z.object({ agentId: id, mode });
export const InviteAnswerRequest = z.object({ accept: z.boolean() });
export const JoinRequest = z.object({ mode: mode.default('participant') }).default({ mode: 'participant' });
export const WhisperRequest = z.object({ text: text(MAX_MESSAGE) });
export const AssistanceRequest = z.object({ text: text(500).optional() }).default({});
/** Closed chats: a ticket's number, how the user's name or address begins, days (UTC, both included), their rating. */
export const ClosedQuery = z
  .object({
    ticket: text(100).optional(),
    user: text(200).optional(),
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
    score: z.coerce.number().int().min(1).max(5).optional(),
    after: z.string().max(2_000).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['from'],
    message: 'must not be after `to`',
  });
/** Rows for reports that were written on these days (UTC, both included). */
export const ReportQuery = z
  .object({
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
    after: z
      .string()
      .regex(/^\d{1,15}-\d{1,15}$/, 'the id of a row')
      .optional(),
    limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
    format: z.enum(['json', 'csv']).default('json'),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['from'],
    message: 'must not be after `to`',
  });
export const AssignRequest = z.object({ agentId: id });
export const ForceCloseRequest = z.object({ reason: text(500) });
export const EndRequest = z
  .object({
    resolveTicket: z.boolean().optional(),
    tickets: z
      .array(z.object({ ticket: z.number().int().min(1), resolve: z.boolean(), fields: fields.optional() }))
      .max(50)
      .optional(),
    resolution: z.string().max(MAX_MESSAGE).optional(),
    handTo: text(200).describe('Group of the ITSM that takes over the tickets left unresolved').optional(),
  })
  .default({});
export const TicketRequest = z
  .object({
    type: id,
    connector: id.optional(),
    another: z.boolean().describe('One more, although the chat or its user has a ticket already').optional(),
    reopen: id
      .describe(
        'The number of a ticket of an earlier chat of this user: the chat goes on with it, and it is reopened where it is resolved; no new ticket is made',
      )
      .optional(),
    templateId: id.optional(),
    fields: fields.optional(),
  })
  .refine(({ another, reopen }) => reopen === undefined || another !== true, {
    path: ['reopen'],
    message: 'goes on with a ticket that exists, and another asks for a new one: leave one of them out',
  });
export const RelateRequest = z.object({ displayId: id });
export const LinkRequest = z.object({ articleId: id, action: z.enum(['share', 'pin']) });
export const OutageRequest = z.object({ outageId: id, action: z.enum(['tell', 'relate']) });
export const ControlRequest = z.object({ asset: id.optional() }).default({});

/** Whose ITSM is asked; without one, that of chats which no route fits. */
const chat = id.optional();
export const TemplateQuery = z.object({ q: z.string().max(200).default(''), type: id, chat });
export const KnowledgeQuery = z.object({ q: text(200), chat });
export const OutageQuery = z.object({ chat });

/** A path of our own, whatever a browser makes of its signs: no other server, no other protocol. */
function isOwnPath(path: string): boolean {
  const here = 'http://here.invalid';
  if (!path.startsWith('/') || !URL.canParse(path, here)) return false;
  const { origin, pathname } = new URL(path, here);
  return origin === here && !pathname.startsWith('//');
}
