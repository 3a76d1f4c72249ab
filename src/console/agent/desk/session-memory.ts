import type { SideTab } from '../state/side.ts';
import type { Session } from '../state/state.ts';

const KEY = 'deskbridge.session';
const SIDE = 'deskbridge.side';

/** The agent's session outlives a reload and ends with the browser tab: it lies in sessionStorage alone. */
export const sessionMemory = {
  read(): Session | undefined {
    const text = sessionStorage.getItem(KEY);
    return text === null ? undefined : (JSON.parse(text) as Session);
  },
  write(session: Session | undefined): void {
    if (session) sessionStorage.setItem(KEY, JSON.stringify(session));
    else sessionStorage.removeItem(KEY);
  },
};

/** So does what the agent likes to have beside the chat; Details need no memory. */
export const sideMemory = {
  read(): SideTab {
    const held = sessionStorage.getItem(SIDE);
    return held === 'customer' || held === 'resources' ? held : 'details';
  },
  write(tab: SideTab): void {
    if (tab === 'details') sessionStorage.removeItem(SIDE);
    else sessionStorage.setItem(SIDE, tab);
  },
};
