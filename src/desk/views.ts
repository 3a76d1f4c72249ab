import type { AgentAccount, Settings, SettingsSource } from '../../config/schema.ts';
import { ticketView } from '../api/ticket-view.ts';
import type { AgentView, ChatView, EntryView, FeedFrame, MeView, TicketView } from '../api/views.ts';
import { type Chat, GENERAL } from '../chat/chat.ts';
import type { Delivery, Entry } from '../chat/entry.ts';
import { type SlaTarget, slaState, slaTimes } from '../handoff/sla.ts';
import { availableOf, capacityOf, ownCapacityOf, screenNameOf } from '../people/choices.ts';
import { statusCodeNow, statusCodesOf } from '../people/status-codes.ts';
import { Problem } from '../shared/http/problem.ts';
import { type AgentState, type Connection, connectionIn, type FeedRow, type Store } from '../store/store.ts';
import type { DeskPorts } from './ports.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * A chat as the HTTP surface shows it; one that may wait needs the settings, which have its target.
 * @param connection how it stands with its user; left out for a closed chat, which has nobody
 */
export function chatView(
  chat: Chat,
  { sla }: { readonly sla: readonly SlaTarget[] } = NO_TARGETS,
  connection: Connection = NOBODY,
): ChatView {
  const { id, status, company, queue, source, subject, user, cancelledByUser, version } = chat;
  return {
    id,
    status,
    ...(chat.disposition !== undefined && { disposition: chat.disposition }),
    company,
    queue,
    ...(chat.topic !== undefined && { topic: chat.topic }),
    source,
    subject,
    ...(chat.form !== undefined && { form: [...chat.form] }),
    ...(chat.context !== undefined && { context: [...chat.context] }),
    user: { ...user, ...connectionView(connection) },
    ...(chat.group && { group: chat.group }),
    ...(chat.owner !== undefined && { agent: chat.owner }),
    ...(chat.transferTo !== undefined && { transferTo: chat.transferTo }),
    ...(chat.invited !== undefined && { invited: [...chat.invited] }),
    ...(chat.assistance !== undefined && {
      assistance: { ...chat.assistance, at: iso(chat.assistance.at) },
    }),
    cancelledByUser,
    userConnected: status !== 'closed' && connection.connected !== 'no',
    createdAt: iso(chat.createdAt),
    ...(chat.waitingSince !== undefined && { waitingSince: iso(chat.waitingSince) }),
    ...targetView(chat, sla),
    ...(chat.closedAt !== undefined && { closedAt: iso(chat.closedAt) }),
    ...(chat.reopens !== undefined && { reopens: chat.reopens }),
    ...(chat.rating !== undefined && { rating: { ...chat.rating, at: iso(chat.rating.at) } }),
    tickets: chat.tickets.map(ticketView),
    ...earlierView(chat),
    ...(chat.links !== undefined && { links: [...chat.links] }),
    version,
  };
}

/** Those that people know by a number; whose chat it was may be none of theirs. */
function earlierView({ earlier = [] }: Chat): Pick<ChatView, 'earlier'> {
  const shown = earlier.flatMap(
    ({
      chat: _chat,
      n: _n,
      externalId: _id,
      closedAt: _at,
      logged: _logged,
      displayId,
      standing,
      ...ticket
    }) =>
      displayId === undefined ? [] : [{ ...ticket, displayId, standing: standing ?? ('checking' as const) }],
  );
  return shown.length === 0 ? {} : { earlier: shown };
}

const NO_TARGETS = { sla: [] };
const NOBODY: Connection = { connected: 'no' };

const connectionView = (connection: Connection) => ({
  connected: connection.connected,
  ...('since' in connection && connection.since !== undefined && { disconnectedAt: iso(connection.since) }),
});

/** Chats as whoever may read them gets them, with what is known of their users' connections at this moment. */
export async function chatViews(
  { store, settings }: { readonly store: Pick<Store, 'connections'>; readonly settings: SettingsSource },
  chats: readonly Chat[],
): Promise<ChatView[]> {
  const connectionOf = await store.connections.of(chats);
  return chats.map((chat) => chatView(chat, settings.current(), connectionOf(chat)));
}

/** The same of one chat. */
export async function viewOf(house: Parameters<typeof chatViews>[0], chat: Chat): Promise<ChatView> {
  const [view] = await chatViews(house, [chat]);
  return view ?? chatView(chat);
}

/** One ticket of a chat, by its number in it. @throws Problem 404 */
export function ticketIn(chat: Chat, n: number): TicketView {
  const ticket = chat.tickets.find((one) => one.n === n);
  if (ticket === undefined) throw new Problem(404, 'ticket-not-found', 'The chat has no such ticket.');
  return ticketView(ticket);
}

/** A chat as whoever opens it gets it. */
export async function readWithLog(
  { store, settings, ticketTypes }: Pick<DeskPorts, 'store' | 'settings' | 'ticketTypes'>,
  chat: Chat,
  { after, limit }: { readonly after: number; readonly limit?: number | undefined },
) {
  const [shown, entries, delivery] = await Promise.all([
    viewOf({ store, settings }, chat),
    store.chats.log(chat.id, after, limit),
    store.chats.delivery(chat.id),
  ]);
  return {
    chat: shown,
    entries: entries.map((entry) => entryView(entry, delivery)),
    ticketTypes: ticketTypes(chat),
  };
}

/** A row of the feed as windows hear it. */
export function frameOf(row: FeedRow): FeedFrame {
  const { cursor, kind, chat, n } = row;
  if (kind === 'connected') return { kind, cursor, chat, ...connectionView(connectionIn(row)) };
  return kind === 'chat' || kind === 'assistance'
    ? { kind, cursor, chat, version: n }
    : { kind, cursor, chat, seq: n };
}

function targetView(
  chat: Chat,
  targets: readonly SlaTarget[],
): Pick<ChatView, 'slaAt' | 'slaWarnAt' | 'sla'> {
  const times = slaTimes(targets, chat);
  const sla = slaState(chat);
  if (times === undefined) return {};
  const warnAt = times.warnAt === undefined ? {} : { slaWarnAt: iso(times.warnAt) };
  return { slaAt: iso(times.at), ...warnAt, ...(sla !== undefined && { sla }) };
}

/** A line of the log; how far it got is shown on agents' messages. */
export function entryView(
  { at, attachments, told: _told, origin: _origin, ...entry }: Entry,
  delivery: (seq: number) => Delivery,
): EntryView {
  const shown = entry.type === 'message' && entry.author.kind === 'agent';
  return {
    ...entry,
    at: iso(at),
    ...(attachments !== undefined && { attachments: [...attachments] }),
    ...(shown && { delivery: delivery(entry.seq) }),
  };
}

export function agentView(account: AgentAccount, state: Partial<AgentState>, settings: Settings): AgentView {
  const available = availableOf(account, state, settings.desk);
  return {
    id: account.id,
    name: account.name,
    screenName: screenNameOf(account, state),
    roles: [...account.roles],
    available,
    ...statusCodeNow(account, { available, statusCode: state.statusCode }, settings),
    capacity: capacityOf(state, settings.capacity),
    ...(settings.capacity.override !== undefined && { ownCapacity: ownCapacityOf(state, settings.capacity) }),
    queues: [...queuesOf(account, settings)],
  };
}

/** As much of the settings as a console goes by. */
export function deskRules(account: AgentAccount, settings: Settings): MeView['desk'] {
  const { desk, capacity } = settings;
  const { available, unavailable } = statusCodesOf(account, settings);
  return {
    autoAccept: desk.autoAccept,
    mostCapacity: capacity.most,
    supportQueues: desk.supportQueues,
    silentMonitoring: desk.silentMonitoring,
    inactiveMinutes: desk.inactiveMinutes,
    statusCodes: { available: [...available], unavailable: [...unavailable] },
  };
}

/** The support queues whose chats an agent sees; GENERAL is everybody's. */
function queuesOf(account: AgentAccount, settings: Settings): readonly string[] {
  return account.queues === 'all' ? [GENERAL, ...settings.queues] : [GENERAL, ...account.queues];
}
