import type { EndRow, EndWish, Template, Values } from '../state/ending.ts';
import type { ConnectorCheck, HandPage } from '../state/hand.ts';
import type { Article, CustomerAnswer, Outage } from '../state/side.ts';
import type { Agent, Chat, ChatPage, Entry, ListName, Session, Ticket } from '../state/state.ts';
import type { Client } from './client.ts';

const chatPath = (id: string, rest = '') => `/api/v1/chats/${encodeURIComponent(id)}${rest}`;

/** A ticket that an agent asks for. */
export interface NewTicket {
  readonly type: string;
  readonly templateId?: string;
  readonly fields?: Values;
  /** Beside one that the chat has already. */
  readonly another?: true;
}

/** The routes that the console uses, one line each. */
export const deskApi = (call: Client) => ({
  signIn: (username: string, password: string) =>
    call<Session>({ method: 'POST', path: '/api/v1/session', body: { username, password } }),
  signOut: () => call<void>({ method: 'DELETE', path: '/api/v1/session' }),
  me: () => call<Agent>({ method: 'GET', path: '/api/v1/me' }),
  setAvailable: (available: boolean) =>
    call<Agent>({ method: 'PUT', path: '/api/v1/me/availability', body: { available } }),
  list: (view: ListName, limit: number, after?: string) =>
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
  abandon: (id: string, key: string) =>
    call<{ chat: Chat }>({ method: 'POST', path: chatPath(id, '/abandon'), key }),
  endForm: (id: string) => call<{ tickets: EndRow[] }>({ method: 'GET', path: chatPath(id, '/end-form') }),
  end: (id: string, wish: EndWish, key: string) =>
    call<{ chat: Chat }>({ method: 'POST', path: chatPath(id, '/end'), body: wish, key }),
  send: (id: string, kind: 'message' | 'note', text: string, key: string) =>
    call<{ entry: Entry }>({ method: 'POST', path: chatPath(id, `/${kind}s`), body: { text }, key }),
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
