import { unreadIn } from './log.ts';
import { isIn } from './rights.ts';
import { type ListName, noLog, type State } from './state.ts';

/** Lines that call for this agent and that they have not seen, for a chat that they work in; 0 for every other. */
export function unread(state: State, id: string): number {
  const chat = state.chats[id];
  return chat && isIn(state, chat) ? unreadIn(state.logs[id] ?? noLog, state.session?.agent.id) : 0;
}

/** The chat that is kept beside the selected one, where the window has room for both. */
export const besideOf = ({ width, beside }: State): string | undefined =>
  width === 'wide' ? beside : undefined;

/** The list that the agent sees; none while something lies over it or the window is away. */
function listInView({ session, visible, width, selected, hand, watch, tab }: State): ListName | undefined {
  const covered = hand.open || watch.open || (width === 'narrow' && selected !== undefined);
  return session === undefined || !visible || covered ? undefined : tab;
}

/** The list in view, where something in it is new until it was seen. */
export function newsInView(state: State): ListName | undefined {
  const name = listInView(state);
  if (name === undefined || name === 'mine') return undefined;
  return state.lists[name].ids.some((id) => state.fresh.has(id)) ? name : undefined;
}

/** What waits for this agent and nobody else: unseen lines, and chats that were given, offered or opened to them. */
export function attention(state: State): number {
  const lines = state.lists.mine.ids.reduce((sum, id) => sum + unread(state, id), 0);
  const shown = listInView(state);
  const arrived = MINE.filter((name) => name !== shown).flatMap((name) =>
    state.lists[name].ids.filter((id) => state.fresh.has(id)),
  );
  return lines + new Set(arrived).size;
}

/** Lists of what concerns this agent alone. */
const MINE: readonly ListName[] = ['mine', 'transferred', 'invites'];

/** The window's title: "New" stands first while something waits for the agent. */
export function pageTitle(state: State): string {
  const count = state.session ? attention(state) : 0;
  return count > 0 ? `New (${count}) · Agent console · Deskbridge` : 'Agent console · Deskbridge';
}

const TABS: readonly ListName[] = ['mine', 'queue', 'transferred', 'invites'];

/** The tabs there are: Transferred and Invites only while something is in them, or they are open. */
export const tabsOf = (state: State): readonly ListName[] =>
  TABS.filter((name) => name === 'mine' || name === 'queue' || state.counts[name] > 0 || state.tab === name);

/**
 * Chats whose panes are kept alive, so that switching loses neither draft nor scroll. Their order never changes:
 * a pane that is moved in the page forgets where it was scrolled to.
 */
export function keptPanes(state: State): readonly string[] {
  const wanted = new Set(state.lists.mine.ids.filter((id) => state.logs[id]?.loaded));
  for (const id of [state.selected, besideOf(state)]) if (id !== undefined) wanted.add(id);
  return [...wanted].filter((id) => state.chats[id] !== undefined).sort();
}
