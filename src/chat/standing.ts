import { GENERAL } from './chat.ts';

/** Old name -> new name. */
export type Renamed = Readonly<Record<string, string>>;

/** What the settings have set up, for what was stored under other ones. */
export interface Standing {
  /** Support queues beside GENERAL. */
  readonly queues: readonly string[];
  /** Companies that some agent is for; all of them where an agent is for whatever company. */
  readonly served: 'all' | readonly string[];
  /** The company of users who name none. */
  readonly company: string;
  readonly renamed: { readonly queues: Renamed; readonly companies: Renamed };
}

interface Place {
  readonly queue: string;
  readonly company: string;
}

/** What something is called by now; names that were changed twice are followed, those that lead in a circle are not. */
export function nameNow(name: string, renamed: Renamed): string {
  let now = name;
  for (const known = new Set<string>(); !known.has(now) && Object.hasOwn(renamed, now); ) {
    known.add(now);
    now = renamed[now] ?? now;
  }
  return now;
}

/** The queue that a name stands for: itself, what it is called by now, the same in other letters; else GENERAL. */
export function queueNow({ queues, renamed }: Pick<Standing, 'queues' | 'renamed'>, name: string): string {
  const all = [GENERAL, ...queues];
  if (all.includes(name)) return name;
  return sameIn(all, nameNow(name, renamed.queues)) ?? GENERAL;
}

/** The company of stored things, and of users whose portal goes on with an old name. */
export const companyNow = ({ renamed }: Pick<Standing, 'renamed'>, name: string): string =>
  nameNow(name, renamed.companies);

/**
 * The place by which agents are found for a chat.
 * @returns `unserved` where no agent is for its company: it goes by the company of users who name none
 */
export function placeNow(standing: Standing, place: Place): Place & { readonly unserved?: true } {
  const { served, company: usual } = standing;
  const queue = queueNow(standing, place.queue);
  const company = companyNow(standing, place.company);
  const known = served === 'all' ? company : sameIn(served, company);
  return known === undefined ? { queue, company: usual, unserved: true } : { queue, company: known };
}

const sameIn = (names: readonly string[], name: string): string | undefined =>
  names.find((one) => one === name) ?? names.find((one) => one.toLowerCase() === name.toLowerCase());
