import type { Entry, Log, PendingLine } from './state.ts';

/**
 * Puts fetched entries into a log: by seq, the later copy of a line wins (its delivery is newer). A pending
 * line that turns up among them is taken out, so that a feed faster than the answer shows nothing twice.
 * @param me the signed-in agent's id: only own lines can be pending ones
 */
export function merge(log: Log, entries: readonly Entry[], me: string | undefined): Log {
  const bySeq = new Map(log.entries.map((entry) => [entry.seq, entry]));
  let pending = log.pending;
  for (const entry of entries) {
    if (!bySeq.has(entry.seq)) pending = without(pending, entry, me);
    bySeq.set(entry.seq, entry);
  }
  return { ...log, entries: [...bySeq.values()].sort((a, b) => a.seq - b.seq), pending };
}

/** The log as it was fetched whole, in place of one that is stale: lines that have other words by now are news. */
export function renewed(
  { stale: _stale, ...log }: Log,
  entries: readonly Entry[],
  me: string | undefined,
): Log {
  const known = new Map(log.entries.map((entry) => [entry.seq, entry]));
  const other = entries.find(({ seq, at, text }) => {
    const before = known.get(seq);
    return before?.at !== at || before.text !== text;
  });
  const seen = Math.min(log.seen, (other?.seq ?? Number.POSITIVE_INFINITY) - 1);
  return merge({ ...log, entries: [], seen }, entries, me);
}

function without(pending: readonly PendingLine[], entry: Entry, me: string | undefined) {
  if (entry.author.kind !== 'agent' || entry.author.id !== me) return pending;
  const match = pending.find((line) => line.kind === entry.type && line.text.trim() === entry.text.trim());
  return match ? pending.filter((line) => line !== match) : pending;
}

/** The last seq before the first gap: the log is whole up to here, so `after=` this fetches what is missing. */
export function wholeUpTo(log: Log): number {
  let seq = 0;
  if (log.stale) return seq;
  for (const entry of log.entries) {
    if (entry.seq !== seq + 1) break;
    seq = entry.seq;
  }
  return seq;
}

export const lastSeq = (log: Log): number => log.entries.at(-1)?.seq ?? 0;

/** Whether this line calls for the agent: the user's words, or what a supervisor whispered to them. */
export const callsFor = ({ author, to }: Entry, agent: string | undefined): boolean =>
  author.kind === 'user' || (to !== undefined && to.id === agent);

/** Lines that call for the agent and that they have not seen. */
export const unreadIn = (log: Log, agent: string | undefined): number =>
  log.entries.filter((entry) => entry.seq > log.seen && callsFor(entry, agent)).length;

/** How many people have written on the user's side, the chat's user among them. */
export const peopleIn = (entries: readonly Entry[], user: string): number =>
  new Set([
    user,
    ...entries.flatMap(({ author }) => (author.kind === 'user' && author.id ? [author.id] : [])),
  ]).size;
