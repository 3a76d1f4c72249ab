import { z } from 'zod';
import * as itsm from './itsm-views.ts';
import * as requests from './requests.ts';
import * as views from './views.ts';

interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it: `/api/v1/chats/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly open?: true;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly status: number;
  readonly answer?: z.ZodType;
}

const chat = z.object({ chat: views.ChatView });
const entry = z.object({ entry: views.EntryView });
const ticket = z.object({ ticket: views.TicketView });

/** The agents' surface, one row an operation. A test holds it against the routes that are served. */
export const OPERATIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/chat/session',
    summary: 'A conversation and a Direct Line token for a user',
    open: true,
    body: requests.ChatSessionRequest,
    status: 200,
    answer: requests.ChatSessionAnswer,
  },
  {
    method: 'post',
    path: '/api/v1/session',
    summary: 'Sign in',
    open: true,
    body: requests.SignInRequest,
    status: 200,
    answer: requests.SignInAnswer,
  },
  { method: 'delete', path: '/api/v1/session', summary: 'Sign out', status: 204 },
  { method: 'get', path: '/api/v1/me', summary: 'The agent', status: 200, answer: views.MeView },
  {
    method: 'put',
    path: '/api/v1/me/availability',
    summary: 'Be available or not',
    body: requests.AvailabilityRequest,
    status: 200,
    answer: views.MeView,
  },
  {
    method: 'put',
    path: '/api/v1/me/screen-name',
    summary: 'Choose the name users see, from the next accepted chat on',
    body: requests.ScreenNameRequest,
    status: 200,
    answer: views.MeView,
  },
  {
    method: 'get',
    path: '/api/v1/chats',
    summary: 'A list of chats, or the chats of one ticket',
    query: requests.ChatListQuery,
    status: 200,
    answer: views.ChatList,
  },
  {
    method: 'get',
    path: '/api/v1/chats/{id}',
    summary: 'A chat with its log',
    query: requests.ChatQuery,
    status: 200,
    answer: views.ChatAnswer,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/accept',
    summary: 'Become the owner',
    status: 200,
    answer: chat,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/release',
    summary: 'Give the chat back to its queue',
    status: 200,
    answer: chat,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/abandon',
    summary: 'Cancel its tickets and close it',
    status: 200,
    answer: chat,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/end',
    summary: 'Close it, resolving its tickets or not',
    body: requests.EndRequest,
    status: 200,
    answer: chat,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/messages',
    summary: 'Write to the user',
    body: requests.MessageRequest,
    status: 201,
    answer: entry,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/notes',
    summary: 'Write a side note',
    body: requests.NoteRequest,
    status: 201,
    answer: entry,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/tickets',
    summary: 'Ask for a ticket',
    body: requests.TicketRequest,
    status: 202,
    answer: ticket,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/tickets/{n}/retry',
    summary: 'Try a failed write again',
    status: 202,
    answer: ticket,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/tickets/{n}/give-up',
    summary: 'Leave what failed as it is (supervisors)',
    status: 200,
    answer: ticket,
  },
  {
    method: 'get',
    path: '/api/v1/chats/{id}/transfer-targets',
    summary: 'To whom it can be handed on',
    status: 200,
    answer: z.object({ agents: z.array(views.AgentFigures), queues: z.array(z.string()) }),
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/transfer',
    summary: 'Offer it to an agent, or put it into another queue',
    body: requests.TransferRequest,
    status: 200,
    answer: chat,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/invites',
    summary: 'Ask another agent into the chat',
    body: requests.InviteRequest,
    status: 200,
    answer: chat,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/invites/answer',
    summary: 'Accept or decline an invitation',
    body: requests.InviteAnswerRequest,
    status: 200,
    answer: chat,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/leave',
    summary: 'Leave a chat that one has joined',
    status: 200,
    answer: chat,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/assistance',
    summary: 'Ask a supervisor for assistance',
    body: requests.AssistanceRequest,
    status: 200,
    answer: chat,
  },
  {
    method: 'get',
    path: '/api/v1/chats/{id}/past',
    summary: 'Closed chats of the same user, who has to be proven',
    status: 200,
    answer: views.PastChats,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/join',
    summary: 'Take part or read along without an invitation (supervisors)',
    body: requests.JoinRequest,
    status: 200,
    answer: chat,
  },
  {
    method: 'get',
    path: '/api/v1/chats/{id}/monitor',
    summary: 'Read a chat silently (supervisors); each look is a row of the audit',
    query: requests.ChatQuery,
    status: 200,
    answer: views.ChatAnswer,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/whisper',
    summary: 'Words to the owner that the user never sees (supervisors)',
    body: requests.WhisperRequest,
    status: 201,
    answer: entry,
  },
  {
    method: 'get',
    path: '/api/v1/admin/assistance',
    summary: 'Chats whose owners ask for assistance (supervisors)',
    query: requests.PageQuery,
    status: 200,
    answer: views.AssistanceList,
  },
  {
    method: 'get',
    path: '/api/v1/admin/chats',
    summary: 'Closed chats by ticket, user and day (supervisors)',
    query: requests.ClosedQuery,
    status: 200,
    answer: views.ClosedChats,
  },
  {
    method: 'post',
    path: '/api/v1/admin/agents/{id}/move-chats',
    summary: 'Move all chats of an agent, each by itself (supervisors)',
    body: requests.TransferRequest,
    status: 200,
    answer: views.MovedChats,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/assign',
    summary: 'Give a waiting chat to an agent (supervisors)',
    body: requests.AssignRequest,
    status: 200,
    answer: chat,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/force-close',
    summary: 'Close what is stuck (supervisors)',
    body: requests.ForceCloseRequest,
    status: 200,
    answer: chat,
  },
  {
    method: 'get',
    path: '/api/v1/admin/agents',
    summary: 'Agents with load and status (supervisors)',
    status: 200,
    answer: z.object({ agents: z.array(views.AgentFigures) }),
  },
  {
    method: 'get',
    path: '/api/v1/admin/figures',
    summary: 'What is open, assigned and waiting (supervisors)',
    status: 200,
    answer: views.DeskFigures,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/relate',
    summary: 'Tie a ticket that exists to the chat',
    body: requests.RelateRequest,
    status: 202,
    answer: ticket,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/knowledge',
    summary: 'Share an article with the user, or pin it to the tickets',
    body: requests.LinkRequest,
    status: 201,
    answer: entry,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/outages',
    summary: 'Name an outage to the user, or relate it to the tickets',
    body: requests.OutageRequest,
    status: 201,
    answer: entry,
  },
  {
    method: 'post',
    path: '/api/v1/chats/{id}/request-control',
    summary: 'The link by which to ask for control of the user’s device',
    body: requests.ControlRequest,
    status: 201,
    answer: z.object({ entry: views.EntryView, url: z.url() }),
  },
  {
    method: 'get',
    path: '/api/v1/chats/{id}/end-form',
    summary: 'What ending would do to each ticket, and what the ITSM asks for',
    status: 200,
    answer: itsm.EndForm,
  },
  {
    method: 'get',
    path: '/api/v1/chats/{id}/customer',
    summary: 'The user as the ITSM knows him, with open tickets and assets',
    status: 200,
    answer: itsm.CustomerAnswer,
  },
  {
    method: 'get',
    path: '/api/v1/knowledge',
    summary: 'Published articles by words',
    query: requests.KnowledgeQuery,
    status: 200,
    answer: itsm.ArticleList,
  },
  {
    method: 'get',
    path: '/api/v1/templates',
    summary: 'Templates to open a ticket of a type with',
    query: requests.TemplateQuery,
    status: 200,
    answer: itsm.TemplateList,
  },
  {
    method: 'get',
    path: '/api/v1/outages',
    summary: 'Outages that hold now, or are about to',
    query: requests.OutageQuery,
    status: 200,
    answer: itsm.OutageList,
  },
  {
    method: 'get',
    path: '/api/v1/admin/tickets',
    summary: 'Tickets that need a hand (supervisors)',
    query: requests.PageQuery,
    status: 200,
    answer: views.TicketsNeedingHand,
  },
  {
    method: 'get',
    path: '/api/v1/admin/checks',
    summary: 'Whether each ITSM has what its mapping needs (supervisors)',
    status: 200,
    answer: itsm.Checks,
  },
  {
    method: 'get',
    path: '/api/v1/admin/audit',
    summary: 'Who did and saw what (admins); each look is a row of it',
    query: requests.AuditQuery,
    status: 200,
    answer: views.AuditRows,
  },
  {
    method: 'post',
    path: '/api/v1/events/ticket',
    summary: 'A single-use ticket for the WebSocket /api/v1/events',
    status: 200,
    answer: z.object({ ticket: z.string() }),
  },
];

const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
});

/** OpenAPI 3.1, made from the schemas that the server itself checks with. */
export function openApi(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Deskbridge', version: '1', description: 'Every POST honours Idempotency-Key.' },
    components: { securitySchemes: { session: { type: 'http', scheme: 'bearer' } } },
    paths,
  };
}

function describe({ path, summary, open, query, body, status, answer }: Operation): Record<string, unknown> {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    schema: jsonSchema(schema as z.ZodType, 'input'),
  }));
  return {
    summary,
    ...(open === undefined && { security: [{ session: [] }] }),
    parameters: [...inPath, ...inQuery],
    ...(body && { requestBody: { content: { 'application/json': { schema: jsonSchema(body, 'input') } } } }),
    responses: {
      [status]: {
        description: 'Done',
        ...(answer && { content: { 'application/json': { schema: jsonSchema(answer, 'output') } } }),
      },
      default: {
        description: 'Refused',
        content: { 'application/problem+json': { schema: jsonSchema(Problem, 'output') } },
      },
    },
  };
}

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any' });
