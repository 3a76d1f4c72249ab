import type { Chat, State } from './state.ts';

/** Who looks after the work of others; the server decides it, here it is only what is shown. */
export const isSupervisor = (state: State): boolean =>
  state.me?.roles.some((role) => role === 'supervisor' || role === 'admin') ?? false;

/** How many tickets wait for a hand, as the badge says it; absent for none. */
export function handCount(state: State): string | undefined {
  const page = state.hand.page.value;
  const count = page?.tickets.length ?? 0;
  if (count === 0) return undefined;
  return page?.next === undefined ? `${count}` : `${count}+`;
}

/** Calls for assistance that were not there before. */
export function newCalls(state: State, before: State): readonly Chat[] {
  const { calls } = state.watch;
  if (calls === before.watch.calls) return [];
  const known = new Set(before.watch.calls.map(({ id }) => id));
  return calls.filter(({ id }) => !known.has(id));
}
