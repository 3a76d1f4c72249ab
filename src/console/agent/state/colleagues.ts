import type { Colleague } from './state.ts';

/** `Available`, `Unavailable · Lunch / Break`, `Offline`, `Removed`. */
export function presenceWords({ online, available, statusCode, removed }: Colleague): string {
  if (removed) return 'Removed';
  if (!online) return 'Offline';
  if (available) return 'Available';
  return statusCode ? `Unavailable · ${statusCode}` : 'Unavailable';
}

export const isFull = ({ load, capacity }: Colleague): boolean => load >= capacity;

/** `2 of 4 chats`. */
export const loadWords = ({ load, capacity }: Colleague): string =>
  `${load} of ${capacity} ${capacity === 1 ? 'chat' : 'chats'}`;

/** Whoever can take a chat best comes first: available, with room, with the fewest chats; then by name. */
export const byRoom = (agents: readonly Colleague[]): readonly Colleague[] =>
  agents.toSorted(
    (a, b) => burden(a) - burden(b) || a.load - b.load || a.screenName.localeCompare(b.screenName),
  );

const burden = (agent: Colleague): number =>
  !agent.online ? 3 : !agent.available ? 2 : isFull(agent) ? 1 : 0;

/** Colleagues whose name or id has each of the words, whatever their case or accents. */
export function named(agents: readonly Colleague[], words: string): readonly Colleague[] {
  const wanted = plain(words).split(/\s+/u);
  return agents.filter(({ id, screenName }) => {
    const has = plain(`${screenName} ${id}`);
    return wanted.every((word) => has.includes(word));
  });
}

const plain = (text: string): string =>
  text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase().trim();
