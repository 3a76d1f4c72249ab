import { type Draft, noDraft, type State } from '../state/state.ts';
import type { Store } from './store.ts';

const KEY = 'deskbridge.drafts';
/** Chats whose drafts are kept, and characters of all of them together. */
const MOST_CHATS = 50;
const MOST_CHARACTERS = 400_000;

type Drafts = State['drafts'];

/** What an agent has written and not sent outlives a reload, for that agent alone. It ends with the tab, and when they sign out. */
export const draftMemory = {
  /** What this agent left here; undefined where another agent was here last. */
  read(agent: string): Drafts | undefined {
    const kept = parsed(sessionStorage.getItem(KEY));
    return kept?.agent === agent ? kept.drafts : undefined;
  },

  clear(): void {
    sessionStorage.removeItem(KEY);
  },

  /** Writes down each change from now on. */
  follow(store: Store): void {
    store.subscribe((state, before) => {
      const { session, drafts } = state;
      // Without a session nothing is written, and what was stays for whoever signs in again.
      if (session && (drafts !== before.drafts || session !== before.session)) write(session.agent.id, state);
    });
  },
};

function write(agent: string, { drafts, chats }: State): void {
  const kept = Object.entries(drafts)
    .filter(([id, { message, note }]) => message + note !== '' && chats[id]?.status !== 'closed')
    .slice(-MOST_CHATS);
  while (kept.reduce((sum, [, { message, note }]) => sum + message.length + note.length, 0) > MOST_CHARACTERS)
    kept.shift();
  try {
    if (kept.length === 0) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify({ agent, drafts: Object.fromEntries(kept) }));
  } catch {
    // No room in this browser: the drafts live as long as the page.
  }
}

function parsed(text: string | null): { agent: string; drafts: Drafts } | undefined {
  try {
    const { agent, drafts } = JSON.parse(text ?? '') as { agent: string; drafts: Record<string, Draft> };
    const whole = Object.entries(drafts).map(([id, draft]) => [id, { ...noDraft, ...draft }]);
    return { agent, drafts: Object.fromEntries(whole) };
  } catch {
    return undefined;
  }
}
