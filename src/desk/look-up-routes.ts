import { KnowledgeQuery, OutageQuery, TemplateQuery } from '../api/requests.ts';
import type { Chat } from '../chat/chat.ts';
import type { LookupKind, Lookups } from '../connector/lookup.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { type Caller, type Callers, chatFor } from './caller.ts';
import { findCustomer } from './find-customer.ts';
import { input } from './input.ts';
import { answered } from './itsm-answers.ts';
import type { DeskPorts } from './ports.ts';

/** What an agent looks up in the ITSM that serves his chat. Nothing is written. */
export function lookUpRoutes(ports: DeskPorts, callers: Callers): readonly Route[] {
  const { itsm } = ports;

  /** @throws Problem 404 for a chat that is not there, or not for this agent */
  async function found<K extends LookupKind>(
    caller: Caller,
    chat: string | undefined,
    kind: K,
    query: Lookups[K]['query'],
  ): Promise<readonly Lookups[K]['item'][]> {
    const place = chat === undefined ? undefined : await chatFor(ports, caller, chat);
    return answered(await itsm.lookUp(itsm.connector(place), kind, query));
  }

  async function templates(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const { q, type, chat } = input(TemplateQuery, request.query);
    return {
      status: 200,
      body: { templates: await found(caller, chat, 'template', { type, text: q }) },
    };
  }

  async function knowledge(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const { q, chat } = input(KnowledgeQuery, request.query);
    return { status: 200, body: { articles: await found(caller, chat, 'knowledge', { text: q }) } };
  }

  async function outages(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const { chat } = input(OutageQuery, request.query);
    return { status: 200, body: { outages: await found(caller, chat, 'outage', {}) } };
  }

  const onChat =
    (look: (chat: Chat) => Promise<object>) =>
    async (request: Incoming): Promise<Answer> => {
      const caller = await callers.of(request);
      return { status: 200, body: await look(await chatFor(ports, caller, request.params.id ?? '')) };
    };

  return [
    { method: 'GET', path: '/api/v1/templates', handle: templates },
    { method: 'GET', path: '/api/v1/knowledge', handle: knowledge },
    { method: 'GET', path: '/api/v1/outages', handle: outages },
    {
      method: 'GET',
      path: '/api/v1/chats/:id/customer',
      handle: onChat((chat) => findCustomer(itsm, chat)),
    },
    {
      method: 'GET',
      path: '/api/v1/chats/:id/end-form',
      handle: onChat(async (chat) => ({ tickets: await itsm.endForm(chat) })),
    },
  ];
}
