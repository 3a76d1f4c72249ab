import type { ChatPage, List, ListName, State } from './state.ts';

const PLACE: Record<ListName, string> = {
  mine: 'My Chats',
  queue: 'the queue',
  transferred: 'Transferred',
  invites: 'Invites',
};

/** Puts a fetched page into its list: the first page replaces it, a further one is added at its end. */
export function putPage(state: State, name: ListName, page: ChatPage, more: boolean): State {
  const before = state.lists[name];
  const ids = page.chats.map((chat) => chat.id);
  const known = new Set(before.ids);
  const list: List = {
    ids: more ? [...before.ids, ...ids.filter((id) => !known.has(id))] : ids,
    next: page.next,
    loaded: true,
  };
  const chats = { ...state.chats };
  for (const chat of page.chats) {
    const held = chats[chat.id];
    if (!held || held.version <= chat.version) chats[chat.id] = chat;
  }
  const lists = { ...state.lists, [name]: list };
  // Whoever takes a chat himself has it open; of My Chats the others are given to him.
  const isNew = (id: string) => !known.has(id) && !(name === 'mine' && id === state.selected);
  const arrived = before.loaded && !more ? ids.filter(isNew) : [];
  return {
    ...state,
    lists,
    chats,
    counts: page.counts,
    fresh: stillFresh(state, lists, arrived),
    announced:
      arrived.length > 0 ? { text: `New in ${PLACE[name]}: ${namesOf(chats, arrived)}` } : state.announced,
  };
}

function stillFresh(state: State, lists: State['lists'], arrived: readonly string[]): ReadonlySet<string> {
  const listed = new Set(Object.values(lists).flatMap(({ ids }) => ids));
  return new Set([...state.fresh, ...arrived].filter((id) => listed.has(id) && id !== state.selected));
}

/** The list was before the agent's eyes. A chat that was given to them is new until they open it. */
export function listSeen(state: State, name: ListName): State {
  if (name === 'mine') return state;
  const seen = new Set(state.lists[name].ids);
  return { ...state, fresh: new Set([...state.fresh].filter((id) => !seen.has(id))) };
}

const namesOf = (chats: State['chats'], ids: readonly string[]): string =>
  ids.map((id) => chats[id]?.user.name ?? 'a user').join(', ');
