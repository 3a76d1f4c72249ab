import { LinkRequest, OutageRequest, RelateRequest } from '../api/requests.ts';
import type { ChatLink, Owner } from '../chat/chat.ts';
import { cut } from '../chat/cut.ts';
import type { Command, SharedArticle } from '../handoff/commands.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import type { Caller, Callers } from './caller.ts';
import { input } from './input.ts';
import { answered } from './itsm-answers.ts';
import { createItsmRights } from './itsm-rights.ts';
import type { DeskPorts } from './ports.ts';
import { chatView } from './views.ts';
import { createWishes } from './wishes.ts';

/** What an agent ties to a chat: a ticket that exists, knowledge and outages. */
export function linkRoutes(ports: DeskPorts, callers: Callers): readonly Route[] {
  const { itsm } = ports;
  const wishes = createWishes(ports, callers);
  const rights = createItsmRights(ports);

  async function relate(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const { displayId } = input(RelateRequest, request.body);
    const unknown = { connector: '', type: '', kind: 'request', displayId } as const;
    const { chat, executed } = await wishes.carry(
      request,
      caller,
      (by) => ({ type: 'relate-ticket', by, ticket: unknown }),
      async (by, chat) => {
        const connector = itsm.connector(chat);
        const [found] = answered(await itsm.lookUp(connector, 'ticket', { displayId }));
        if (found === undefined)
          throw new Problem(422, 'no-such-ticket', `The ITSM has no ticket ${displayId}. Check the number.`);
        const { ref, status, statusReason } = found;
        await rights.check(by, [{ connector, type: ref.type, what: 'change' }]);
        const ticket = {
          connector,
          type: ref.type,
          kind: itsm.kindOf(connector, ref.type),
          externalId: ref.id,
          displayId: ref.displayId,
          ...(ref.url !== undefined && { url: ref.url }),
          status,
          statusReason,
        };
        return { type: 'relate-ticket', by, ticket };
      },
    );
    const last = executed.kind === 'repeat' ? executed.tickets : chat.tickets.length;
    return { status: 202, body: { ticket: chatView(chat).tickets.find(({ n }) => n === last) } };
  }

  async function knowledge(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const { articleId: id, action } = input(LinkRequest, request.body);
    const wish = (by: Owner, article: SharedArticle): Command =>
      action === 'share'
        ? { type: 'share-article', by, article }
        : { type: 'pin-link', by, link: pinned('knowledge', article) };
    return linked(
      request,
      caller,
      (by) => wish(by, { connector: '', id, title: '', url: '', text: '' }),
      async (by, connector) => {
        const [article] = answered(await itsm.lookUp(connector, 'knowledge', { id }));
        if (article === undefined)
          throw new Problem(422, 'no-such-article', `The ITSM has no published article ${id}.`);
        const { title, url, text } = article;
        return wish(by, { connector, id: article.id, title, url, text: cut(text, MAX_CARD_TEXT) });
      },
    );
  }

  async function outages(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const { outageId: id, action } = input(OutageRequest, request.body);
    const wish = (by: Owner, outage: Omit<ChatLink, 'kind' | 'relate'>): Command =>
      action === 'tell'
        ? { type: 'tell-outage', by, outage }
        : { type: 'pin-link', by, link: pinned('outage', outage) };
    return linked(
      request,
      caller,
      (by) => wish(by, { id, title: '' }),
      async (by, connector) => {
        const known = answered(await itsm.lookUp(connector, 'outage', {}));
        const outage = known.find((one) => one.id === id);
        if (outage === undefined)
          throw new Problem(
            422,
            'no-such-outage',
            `The ITSM has no outage ${id} now. Look at the list again.`,
          );
        const { title, url } = outage;
        return wish(by, { connector, id, title, ...(url !== undefined && { url }) });
      },
    );
  }

  /** Answers with the whole line; with the same one for a repeat, and for what is tied already. */
  async function linked(
    request: Incoming,
    caller: Caller,
    before: (by: Owner) => Command,
    command: (by: Owner, connector: string) => Promise<Command>,
  ): Promise<Answer> {
    let link: ChatLink | undefined;
    const { chat, executed } = await wishes.carry(request, caller, before, async (by, found) => {
      const wish = await command(by, itsm.connector(found));
      if (wish.type === 'pin-link') link = wish.link;
      return wish;
    });
    const entry = await wishes.entry(
      chat,
      executed,
      ({ about, code }) =>
        code === 'link-pinned' &&
        about?.kind === link?.kind &&
        about?.connector === link?.connector &&
        about?.id === link?.id,
    );
    return { status: 201, body: { entry } };
  }

  return [
    { method: 'POST', path: '/api/v1/chats/:id/relate', handle: relate },
    { method: 'POST', path: '/api/v1/chats/:id/knowledge', handle: knowledge },
    { method: 'POST', path: '/api/v1/chats/:id/outages', handle: outages },
  ];
}

const MAX_CARD_TEXT = 300;

const pinned = (
  kind: ChatLink['kind'],
  { connector, id, title, url }: Omit<ChatLink, 'kind' | 'relate'>,
): ChatLink => ({
  kind,
  ...(connector !== undefined && { connector }),
  id,
  title,
  ...(url !== undefined && { url }),
  relate: true,
});
