import type { AgentAccount, Settings } from '../../config/schema.ts';
import type { AgentView, ChatView, EntryView } from '../api/views.ts';
import { type Chat, GENERAL } from '../chat/chat.ts';
import type { Delivery, Entry } from '../chat/entry.ts';
import type { AgentState } from '../store/store.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

/** A chat as the HTTP surface shows it. */
export function chatView(chat: Chat): ChatView {
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
    user: { ...user },
    ...(chat.owner !== undefined && { agent: chat.owner }),
    ...(chat.transferTo !== undefined && { transferTo: chat.transferTo }),
    ...(chat.invited !== undefined && { invited: [...chat.invited] }),
    ...(chat.assistance !== undefined && {
      assistance: { ...chat.assistance, at: iso(chat.assistance.at) },
    }),
    cancelledByUser,
    userConnected: status !== 'closed' && !cancelledByUser,
    createdAt: iso(chat.createdAt),
    ...(chat.waitingSince !== undefined && { waitingSince: iso(chat.waitingSince) }),
    tickets: chat.tickets.map(
      ({ describedUpTo: _upTo, externalId: _id, failedJob: _job, byItself: _itself, ...ticket }) => ticket,
    ),
    ...(chat.links !== undefined && { links: [...chat.links] }),
    version,
  };
}

/** A line of the log; how far it got is shown on agents' messages. */
export function entryView(
  { at, attachments, ...entry }: Entry,
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
  return {
    id: account.id,
    name: account.name,
    screenName: state.screenName ?? account.name,
    roles: [...account.roles],
    available: state.available ?? !settings.desk.unavailableOnStart,
    ...(state.statusCode !== undefined && { statusCode: state.statusCode }),
    capacity: state.capacity ?? settings.capacity.default,
    queues: [...queuesOf(account, settings)],
  };
}

/** The support queues whose chats an agent sees; GENERAL is everybody's. */
function queuesOf(account: AgentAccount, settings: Settings): readonly string[] {
  return account.queues === 'all' ? [GENERAL, ...settings.queues] : [GENERAL, ...account.queues];
}
