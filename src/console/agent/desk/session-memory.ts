import type { Session } from '../state/state.ts';

const KEY = 'deskbridge.session';

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
