import { unreadIn } from './log.ts';
import { isMine } from './rights.ts';
import { type ListName, noLog, type State } from './state.ts';

/** Lines of the user this agent has not seen, for a chat that is theirs; 0 for every other. */
export function unread(state: State, id: string): number {
  const chat = state.chats[id];
  return chat && isMine(state, chat) ? unreadIn(state.logs[id] ?? noLog) : 0;
}

/** What asks for attention: unseen lines, and chats that arrived while their list was not before the agent's eyes. */
export function attention(state: State): number {
  const lines = state.lists.mine.ids.reduce((sum, id) => sum + unread(state, id), 0);
  const inView = (name: ListName) => state.visible && state.tab === name;
  const arrived = [...state.fresh].filter(
    (id) => !inView(state.lists.transferred.ids.includes(id) ? 'transferred' : 'queue'),
  );
  return lines + arrived.length;
}

/** The window's title: "New" stands first while something waits for the agent. */
export function pageTitle(state: State): string {
  const count = state.session ? attention(state) : 0;
  return count > 0 ? `New (${count}) · Agent console · Deskbridge` : 'Agent console · Deskbridge';
}

/** The tabs there are: Transferred only while something is in it or it is open. */
export const tabsOf = (state: State): readonly ListName[] =>
  state.counts.transferred > 0 || state.tab === 'transferred'
    ? ['mine', 'queue', 'transferred']
    : ['mine', 'queue'];

/**
 * Chats whose panes are kept alive, so that switching loses neither draft nor scroll. Their order never changes:
 * a pane that is moved in the page forgets where it was scrolled to.
 */
export function keptPanes(state: State): readonly string[] {
  const wanted = new Set(state.lists.mine.ids.filter((id) => state.logs[id]?.loaded));
  for (const id of [state.selected, state.beside]) if (id !== undefined) wanted.add(id);
  return [...wanted].filter((id) => state.chats[id] !== undefined).sort();
}
