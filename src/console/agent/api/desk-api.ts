import type { CannedTextView as CannedText } from '../../../api/views.ts';
import type { Attachment, FilesPolicy } from '../state/enclosures.ts';
import type { EndRow, EndWish, Template, Values } from '../state/ending.ts';
import type { ConnectorCheck, HandPage } from '../state/hand.ts';
import type { Article, CustomerAnswer, Outage } from '../state/side.ts';
import type {
  Agent,
  Availability,
  Chat,
  ChatPage,
  Colleague,
  Entry,
  ListName,
  Mode,
  Moved,
  PendingLine,
  Session,
  Target,
  Targets,
  Ticket,
} from '../state/state.ts';
import type { Overview } from '../state/watch.ts';
import type { Client } from './client.ts';

const chatPath = (id: string, rest = '') => `/api/v1/chats/${encodeURIComponent(id)}${rest}`;

/** A ticket that an agent asks for. */
export interface NewTicket {
  readonly type: string;
  readonly templateId?: string;
  readonly fields?: Values;
  /** Beside one that the chat has already. */
  readonly another?: true;
  /** In place of a new one: the number of a ticket of an earlier chat. */
  readonly reopen?: string;
}

/** What is known of this place before anybody has signed in. */
export interface Site {
  /** The identity provider that agents may sign in at. */
  readonly oidc?: { readonly title: string };
}

/** A file on its way to the server. */
export interface Upload {
  readonly path: string;
  readonly token: string | undefined;
  /** Idempotency-Key. */
  readonly key: string;
  readonly file: Blob;
  readonly signal: AbortSignal;
  /** How much has left this machine, 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** The routes that the console uses, one line each. */
export const deskApi = (call: Client, upload: <T>(sent: Upload) => Promise<T>) => ({
  signIn: (username: string, password: string) =>
    call<Session>({ method: 'POST', path: '/api/v1/session', body: { username, password } }),
  /** What the identity provider has vouched for, as this browser's cookie knows, becomes a session. */
  exchange: () =>
    call<Session>({ method: 'POST', path: '/api/v1/session', body: { exchange: true }, cookie: true }),
  site: () => call<Site>({ method: 'GET', path: '/site.json' }),
  signOut: () => call<void>({ method: 'DELETE', path: '/api/v1/session' }),
  me: () => call<Agent>({ method: 'GET', path: '/api/v1/me' }),
  setAvailability: (wish: Availability) =>
    call<Agent>({ method: 'PUT', path: '/api/v1/me/availability', body: wish }),
  setScreenName: (screenName: string) =>
    call<Agent>({ method: 'PUT', path: '/api/v1/me/screen-name', body: { screenName } }),
  list: (view: ListName | 'all', limit: number, after?: string) =>
    call<ChatPage>({
      method: 'GET',
      path: `/api/v1/chats?${new URLSearchParams({ view, limit: String(limit), ...(after !== undefined && { after }) })}`,
    }),
  chatsOf: (ticket: string) =>
    call<{ chats: Chat[] }>({ method: 'GET', path: `/api/v1/chats?${new URLSearchParams({ ticket })}` }),
  chat: (id: string, after: number) =>
    call<{ chat: Chat; entries: Entry[] }>({ method: 'GET', path: chatPath(id, `?after=${after}`) }),
  accept: (id: string) => call<{ chat: Chat }>({ method: 'POST', path: chatPath(id, '/accept') }),
  release: (id: string) => call<{ chat: Chat }>({ method: 'POST', path: chatPath(id, '/release') }),
  targets: (id: string) => call<Targets>({ method: 'GET', path: chatPath(id, '/transfer-targets') }),
  transfer: (id: string, to: Target, key: string) =>
    call<{ chat: Chat }>({ method: 'POST', path: chatPath(id, '/transfer'), body: to, key }),
  invite: (id: string, agentId: string, mode: Mode, key: string) =>
    call<{ chat: Chat }>({ method: 'POST', path: chatPath(id, '/invites'), body: { agentId, mode }, key }),
  answerInvite: (id: string, accept: boolean) =>
    call<{ chat: Chat }>({ method: 'POST', path: chatPath(id, '/invites/answer'), body: { accept } }),
  leave: (id: string) => call<{ chat: Chat }>({ method: 'POST', path: chatPath(id, '/leave') }),
  askForAssistance: (id: string, text: string, key: string) =>
    call<{ chat: Chat }>({
      method: 'POST',
      path: chatPath(id, '/assistance'),
      body: text === '' ? {} : { text },
      key,
    }),
  join: (id: string, mode: Mode) =>
    call<{ chat: Chat }>({ method: 'POST', path: chatPath(id, '/join'), body: { mode } }),
  monitor: (id: string, after: number) =>
    call<{ chat: Chat; entries: Entry[] }>({ method: 'GET', path: chatPath(id, `/monitor?after=${after}`) }),
  whisper: (id: string, text: string, key: string) =>
    call<{ entry: Entry }>({ method: 'POST', path: chatPath(id, '/whisper'), body: { text }, key }),
  assign: (id: string, agentId: string, key: string) =>
    call<{ chat: Chat }>({ method: 'POST', path: chatPath(id, '/assign'), body: { agentId }, key }),
  forceClose: (id: string, reason: string, key: string) =>
    call<{ chat: Chat }>({ method: 'POST', path: chatPath(id, '/force-close'), body: { reason }, key }),
  moveAll: (agent: string, to: Target, key: string) =>
    call<{ chats: Moved[] }>({
      method: 'POST',
      path: `/api/v1/admin/agents/${encodeURIComponent(agent)}/move-chats`,
      body: to,
      key,
    }),
  figures: () => call<Overview['figures']>({ method: 'GET', path: '/api/v1/admin/figures' }),
  agents: () => call<{ agents: Colleague[] }>({ method: 'GET', path: '/api/v1/admin/agents' }),
  calls: () => call<{ chats: Chat[] }>({ method: 'GET', path: '/api/v1/admin/assistance?limit=200' }),
  abandon: (id: string, key: string) =>
    call<{ chat: Chat }>({ method: 'POST', path: chatPath(id, '/abandon'), key }),
  endForm: (id: string) => call<{ tickets: EndRow[] }>({ method: 'GET', path: chatPath(id, '/end-form') }),
  end: (id: string, wish: EndWish, key: string) =>
    call<{ chat: Chat }>({ method: 'POST', path: chatPath(id, '/end'), body: wish, key }),
  send: (
    id: string,
    { kind, text, attachments = [], key }: Pick<PendingLine, 'kind' | 'text' | 'attachments' | 'key'>,
  ) =>
    call<{ entry: Entry }>({
      method: 'POST',
      path: chatPath(id, `/${kind}s`),
      body: { text, ...(attachments.length > 0 && { attachments }) },
      key,
    }),
  filesPolicy: (id: string) => call<FilesPolicy>({ method: 'GET', path: chatPath(id, '/files-policy') }),
  putFile: (id: string, { name, ...sent }: Omit<Upload, 'path'> & { readonly name: string }) =>
    upload<{ attachment: Attachment }>({
      ...sent,
      path: chatPath(id, `/files?${new URLSearchParams({ name })}`),
    }),
  takeFileBack: (id: string, { url }: Attachment) =>
    call<void>({ method: 'DELETE', path: chatPath(id, `/files/${url.split('/')[2]}`) }),
  cannedTexts: (chat: string) =>
    call<{ texts: CannedText[] }>({
      method: 'GET',
      path: `/api/v1/canned-texts?${new URLSearchParams({ chat })}`,
    }),
  keepText: (id: string, title: string, text: string) =>
    call<CannedText>({ method: 'PUT', path: `/api/v1/me/canned-texts/${id}`, body: { title, text } }),
  forgetText: (id: string) => call<void>({ method: 'DELETE', path: `/api/v1/me/canned-texts/${id}` }),
  typing: (id: string) => call<void>({ method: 'POST', path: chatPath(id, '/typing') }),
  templates: (chat: string, type: string, q: string) =>
    call<{ templates: Template[] }>({
      method: 'GET',
      path: `/api/v1/templates?${new URLSearchParams({ chat, type, q })}`,
    }),
  createTicket: (id: string, wish: NewTicket, key: string) =>
    call<{ ticket: Ticket }>({ method: 'POST', path: chatPath(id, '/tickets'), body: wish, key }),
  retryTicket: (id: string, n: number) =>
    call<{ ticket: Ticket }>({ method: 'POST', path: chatPath(id, `/tickets/${n}/retry`) }),
  customer: (id: string) => call<CustomerAnswer>({ method: 'GET', path: chatPath(id, '/customer') }),
  relate: (id: string, displayId: string, key?: string) =>
    call<{ ticket: Ticket }>({
      method: 'POST',
      path: chatPath(id, '/relate'),
      body: { displayId },
      ...(key !== undefined && { key }),
    }),
  knowledge: (chat: string, q: string) =>
    call<{ articles: Article[] }>({
      method: 'GET',
      path: `/api/v1/knowledge?${new URLSearchParams({ chat, q })}`,
    }),
  linkArticle: (id: string, articleId: string, action: 'share' | 'pin') =>
    call<object>({ method: 'POST', path: chatPath(id, '/knowledge'), body: { articleId, action } }),
  outages: (chat: string) =>
    call<{ outages: Outage[] }>({
      method: 'GET',
      path: `/api/v1/outages?${new URLSearchParams({ chat })}`,
    }),
  linkOutage: (id: string, outageId: string, action: 'tell' | 'relate') =>
    call<object>({ method: 'POST', path: chatPath(id, '/outages'), body: { outageId, action } }),
  requestControl: (id: string, asset?: string) =>
    call<{ url: string }>({
      method: 'POST',
      path: chatPath(id, '/request-control'),
      body: asset === undefined ? {} : { asset },
    }),
  needsHand: () => call<HandPage>({ method: 'GET', path: '/api/v1/admin/tickets?limit=200' }),
  giveUp: (id: string, n: number) =>
    call<{ ticket: Ticket }>({ method: 'POST', path: chatPath(id, `/tickets/${n}/give-up`) }),
  checks: () => call<{ connectors: ConnectorCheck[] }>({ method: 'GET', path: '/api/v1/admin/checks' }),
  eventsTicket: () => call<{ ticket: string }>({ method: 'POST', path: '/api/v1/events/ticket' }),
});

export type DeskApi = ReturnType<typeof deskApi>;
