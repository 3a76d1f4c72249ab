import type { Agent, Chat, ChatPage, Entry, ListName, Session, Ticket } from '../state/state.ts';
import type { Client } from './client.ts';

const chatPath = (id: string, rest = '') => `/api/v1/chats/${encodeURIComponent(id)}${rest}`;

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
  chat: (id: string, after: number) =>
    call<{ chat: Chat; entries: Entry[] }>({ method: 'GET', path: chatPath(id, `?after=${after}`) }),
  accept: (id: string) => call<{ chat: Chat }>({ method: 'POST', path: chatPath(id, '/accept') }),
  release: (id: string) => call<{ chat: Chat }>({ method: 'POST', path: chatPath(id, '/release') }),
  abandon: (id: string) => call<{ chat: Chat }>({ method: 'POST', path: chatPath(id, '/abandon') }),
  end: (id: string, how: { resolveTicket: boolean; resolution?: string }) =>
    call<{ chat: Chat }>({ method: 'POST', path: chatPath(id, '/end'), body: how }),
  send: (id: string, kind: 'message' | 'note', text: string, key: string) =>
    call<{ entry: Entry }>({ method: 'POST', path: chatPath(id, `/${kind}s`), body: { text }, key }),
  createTicket: (id: string, type: string, another: boolean) =>
    call<{ ticket: Ticket }>({
      method: 'POST',
      path: chatPath(id, '/tickets'),
      body: another ? { type, another } : { type },
    }),
  retryTicket: (id: string, n: number) =>
    call<{ ticket: Ticket }>({ method: 'POST', path: chatPath(id, `/tickets/${n}/retry`) }),
  eventsTicket: () => call<{ ticket: string }>({ method: 'POST', path: '/api/v1/events/ticket' }),
});

export type DeskApi = ReturnType<typeof deskApi>;
