import type { ChatPage, List, ListName, State } from './state.ts';

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
  const arrived = name !== 'mine' && before.loaded && !more ? ids.filter((id) => !known.has(id)) : [];
  return {
    ...state,
    lists,
    chats,
    counts: page.counts,
    fresh: stillFresh(state, lists, arrived),
    announced:
      arrived.length > 0
        ? { text: `New in ${name === 'queue' ? 'the queue' : 'Transferred'}: ${namesOf(chats, arrived)}` }
        : state.announced,
  };
}

function stillFresh(state: State, lists: State['lists'], arrived: readonly string[]): ReadonlySet<string> {
  const waiting = new Set([...lists.queue.ids, ...lists.transferred.ids]);
  return new Set([...state.fresh, ...arrived].filter((id) => waiting.has(id) && id !== state.selected));
}

const namesOf = (chats: State['chats'], ids: readonly string[]): string =>
  ids.map((id) => chats[id]?.user.name ?? 'a user').join(', ');
