import type { READING } from '../api/operations/reading.ts';
import { transcriptFile } from '../api/transcript.ts';
import { type Chat, isOpen } from '../chat/chat.ts';
import { publicTranscript } from '../chat/transcript.ts';
import type { Looks } from '../people/looks.ts';
import { isSupervisor, maySee, maySeeChat, seesAll } from '../people/policy.ts';
import { AsItIs, type Call, type Handlers } from '../people/serve.ts';
import { type Cover, namesUser, type Page } from '../store/store.ts';
import type { DeskPorts } from './ports.ts';
import { chatView, chatViews, readWithLog } from './views.ts';

const DAY_MS = 86_400_000;
/** Days are counted from 1970. */
const LAST_DAY = 10_000_000;
const MOST_PAST = 50;

/** Chats as staff read them: lists, one with its log, and what is over. */
export function reading(ports: DeskPorts, looks: Looks): Handlers<typeof READING> {
  const { store } = ports;

  /** Of one ticket, `<connector>/<number>`. */
  async function withTicket(ticket: string): Promise<Page> {
    const slash = ticket.indexOf('/');
    const number = { connector: ticket.slice(0, slash), displayId: ticket.slice(slash + 1) };
    return { ids: await store.lists.withTicket(number) };
  }

  /** Closed ones by `<connector>/<number>`, or by the number alone in whatever ITSM; newest first. */
  async function closedWithTicket(ticket: string): Promise<readonly Chat[]> {
    const connectors = ports.settings.current().connectors.map(({ id }) => id);
    const slash = ticket.indexOf('/');
    const named = slash > 0 && connectors.includes(ticket.slice(0, slash));
    const numbers = named
      ? [{ connector: ticket.slice(0, slash), displayId: ticket.slice(slash + 1) }]
      : connectors.map((connector) => ({ connector, displayId: ticket.trim() }));
    const ids = await Promise.all(numbers.map((number) => store.lists.withTicket(number)));
    const chats = await store.chats.readAll([...new Set(ids.flat())]);
    return chats.filter((chat) => !isOpen(chat)).toSorted((a, b) => closedAt(b) - closedAt(a));
  }

  /** Who reads a chat silently is for supervisors to know. */
  async function monitorsOf(chat: string) {
    const ids = await store.monitors.of(chat);
    return ids.map((id) => ({ id, name: ports.accounts().get(id)?.name ?? id }));
  }

  function pageOf(
    { view, after, limit }: Call<typeof READING.chats>['query'],
    agentId: string,
    cover: Cover,
  ): Promise<Page> {
    switch (view) {
      case 'queue':
        return store.lists.waiting(cover, after, limit);
      case 'all':
        return store.lists.open(after, limit);
      default:
        return store.lists[view](agentId, after, limit);
    }
  }

  return {
    async chats({ caller: { account }, query }) {
      const { ticket } = query;
      const cover = await store.lists.cover(seesAll(account) ? undefined : (place) => maySee(account, place));
      const [page, counts] = await Promise.all([
        ticket === undefined ? pageOf(query, account.id, cover) : withTicket(ticket),
        store.lists.counts(account.id, cover),
      ]);
      const chats = (await store.chats.readAll(page.ids)).filter((chat) => maySeeChat(account, chat));
      if (ticket !== undefined) chats.sort((a, b) => b.createdAt - a.createdAt);
      return {
        chats: await chatViews(ports, chats),
        counts,
        ...(page.next !== undefined && { next: page.next }),
      };
    },

    async chat({ caller: { account }, chat, query }) {
      await looks.atChat(account, chat);
      const [body, monitors] = await Promise.all([
        readWithLog(ports, chat, query),
        isSupervisor(account) && isOpen(chat) ? monitorsOf(chat.id) : [],
      ]);
      return { ...body, ...(monitors.length > 0 && { monitors }) };
    },

    /** For whoever may see the chat: what agents said among themselves is not in it. */
    async transcript({ request, caller, chat, query: { format } }) {
      await looks.atChat(caller.account, chat);
      const transcript = publicTranscript(chat, await store.chats.log(chat.id));
      return new AsItIs(transcriptFile(chat, transcript, { format, accept: request.headers.accept }));
    },

    /** What this user was here for before; a name that anyone may type tells nobody anything. */
    async past({ caller: { account }, chat }) {
      if (!chat.user.verified) return { chats: [], why: 'The user’s identity is not verified.' };
      await looks.atPast(account, chat);
      const chats = (await store.closed.past(chat.user, MOST_PAST)).filter(
        (one) => one.id !== chat.id && maySeeChat(account, one),
      );
      return { chats: chats.map((one) => chatView(one)) };
    },

    async closedChats({ caller: { account }, query }) {
      const { ticket, user, from, to, score, after, limit } = query;
      const asked = Object.entries({ ticket, user, from, to, score }).filter(
        ([, value]) => value !== undefined,
      );
      await looks.atClosed(
        account,
        asked.map(([name]) => name),
        ticket,
      );
      const days = { from: dayOf(from) ?? 0, to: dayOf(to) ?? LAST_DAY };
      const keep = (chat: Chat) =>
        maySeeChat(account, chat) && (score === undefined || chat.rating?.score === score);
      if (ticket !== undefined) {
        const chats = (await closedWithTicket(ticket)).filter(
          (chat) => keep(chat) && isOf(chat, days) && (user === undefined || namesUser(chat.user, user)),
        );
        return { chats: chats.map((chat) => chatView(chat)) };
      }
      const { chats, next } = await store.closed.search({ ...days, user, keep }, after, limit);
      return { chats: chats.map((chat) => chatView(chat)), ...(next !== undefined && { next }) };
    },
  };
}

const dayOf = (date: string | undefined): number | undefined =>
  date === undefined ? undefined : Math.floor(Date.parse(date) / DAY_MS);

const closedAt = (chat: Chat): number => chat.closedAt ?? chat.createdAt;

const isOf = (chat: Chat, { from, to }: { readonly from: number; readonly to: number }): boolean => {
  const day = Math.floor(closedAt(chat) / DAY_MS);
  return day >= from && day <= to;
};
