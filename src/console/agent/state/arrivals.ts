import { cut } from '../../../chat/cut.ts';
import { callsFor, unreadIn } from './log.ts';
import { isIn, isMine } from './rights.ts';
import { slaOf } from './sla.ts';
import { type Chat, noLog, type State } from './state.ts';
import { isSupervisor, newCalls } from './supervisor.ts';

/** Something came that an agent should not miss. */
export interface Arrival {
  /** `mine` asks this agent alone; `queue` asks whoever is free. */
  readonly urgency: 'mine' | 'queue';
  /** Of no interest to whoever has the console before their eyes: it shows there. */
  readonly onlyUnseen?: true;
  readonly title: string;
  readonly body: string;
  readonly chat: string;
  /** A later one of the same tag takes its place. */
  readonly tag: string;
}

/** The one place that decides what an agent hears of: what the state says now that it did not say before. */
export function arrivalsOf(state: State, before: State, now: number): readonly Arrival[] {
  if (state.session === undefined || state.session !== before.session) return [];
  return [
    ...messages(state, before),
    ...given(state, before),
    ...offers(state, before),
    ...invitations(state, before),
    ...calls(state, before),
    ...ofQueue(state, before, now),
  ];
}

const MOST = 200;
const short = (text: string): string => cut(text, MOST);
const about = ({ subject }: Chat): string => short(subject || 'No subject');

function messages(state: State, before: State): readonly Arrival[] {
  if (state.logs === before.logs) return [];
  const me = state.session?.agent.id;
  return state.lists.mine.ids.flatMap((id) => {
    const chat = state.chats[id];
    const [log, old] = [state.logs[id] ?? noLog, before.logs[id] ?? noLog];
    if (!chat || !isIn(state, chat) || !old.loaded || unreadIn(log, me) <= unreadIn(old, me)) return [];
    const last = log.entries.findLast((entry) => callsFor(entry, me));
    if (!last) return [];
    const { name } = chat.user;
    const [title, body] = last.to
      ? ['Whisper', `${last.author.name} on the chat with ${name}: ${short(last.text)}`]
      : ['Incoming chat message', `${name} has sent you a new message: ${short(last.text)}`];
    return [{ urgency: 'mine', onlyUnseen: true, title, body, chat: id, tag: id } as const];
  });
}

/** Chats that became the agent's without a wish of theirs. */
function given(state: State, before: State): readonly Arrival[] {
  if (state.chats === before.chats || !before.lists.mine.loaded) return [];
  return Object.values(state.chats).flatMap((chat) => {
    const old = before.chats[chat.id];
    if (!isMine(state, chat) || (old !== undefined && isMine(before, old))) return [];
    return [mine('New chat', `${chat.user.name} is yours now: ${about(chat)}`, chat.id)];
  });
}

/** Ids of a list that were not there before; none of what stood there as the window opened. */
function newIn(state: State, before: State, list: 'transferred' | 'invites' | 'queue'): readonly Chat[] {
  if (state.lists[list] === before.lists[list] || !before.lists[list].loaded) return [];
  const known = new Set(before.lists[list].ids);
  return state.lists[list].ids.flatMap((id) => (known.has(id) ? [] : (state.chats[id] ?? [])));
}

const mine = (title: string, body: string, chat: string): Arrival => ({
  urgency: 'mine',
  title,
  body,
  chat,
  tag: `${title} ${chat}`,
});

const offers = (state: State, before: State): readonly Arrival[] =>
  newIn(state, before, 'transferred').map((chat) =>
    mine('A chat is offered to you', `${chat.user.name}, ${chat.queue}: ${about(chat)}`, chat.id),
  );

const invitations = (state: State, before: State): readonly Arrival[] =>
  newIn(state, before, 'invites').map((chat) => {
    const me = state.session?.agent.id;
    const by = chat.invited?.find(({ agent }) => agent.id === me)?.by.screenName ?? 'A colleague';
    return mine(
      'You are invited',
      `${by} asks you into the chat with ${chat.user.name}: ${about(chat)}`,
      chat.id,
    );
  });

const calls = (state: State, before: State): readonly Arrival[] =>
  newCalls(state, before).map(({ id, assistance }) => {
    const words = assistance?.text === undefined ? '' : `: ${short(assistance.text)}`;
    return mine('Assistance', `${assistance?.by.screenName} asks for assistance${words}`, id);
  });

/** Somebody waits where nobody did, or waits too long. Who has said that they take no chats is left alone. */
function ofQueue(state: State, before: State, now: number): readonly Arrival[] {
  const available = state.me?.available === true;
  const [first] = available && before.lists.queue.ids.length === 0 ? newIn(state, before, 'queue') : [];
  const waits: readonly Arrival[] =
    first === undefined
      ? []
      : [queue('A chat waits', `${first.user.name}, ${first.queue}: ${about(first)}`, first.id)];
  return [...waits, ...(available || isSupervisor(state) ? late(state, before, now) : [])];
}

/** Waiting chats whose target has come near or was missed since. */
function late(state: State, before: State, now: number): readonly Arrival[] {
  if (state.chats === before.chats) return [];
  return Object.values(state.chats).flatMap((chat) => {
    const old = before.chats[chat.id];
    if (old === undefined || old === chat || chat.sla === undefined || chat.sla === old.sla) return [];
    const target = slaOf(chat, now);
    if (target === undefined) return [];
    return [queue('A chat waits too long', `${chat.user.name}, ${chat.queue}: ${target.words}`, chat.id)];
  });
}

const queue = (title: string, body: string, chat: string): Arrival => ({
  urgency: 'queue',
  title,
  body,
  chat,
  tag: 'queue',
});
