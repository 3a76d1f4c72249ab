import type { Evidence } from '../evidence.ts';
import type { Tales } from './tales.ts';

/**
 * The promises, by the numbers under which they are checked. `doc` of each is the sentence of docs/faults.md.
 */
export const INVARIANTS = {
  I1: 'What a user wrote and we acknowledged is in the log once',
  I2: 'What an agent wrote reached the user once, or is marked; internal words did not',
  I3: 'The log has no gap, and each sender’s words stand in their order everywhere',
  I4: 'A wish for a ticket made exactly one, under the number and with the status it should have',
  I5: 'A chat has one owner at a time, and whoever else tried was refused',
  I6: 'Nothing is stuck: every chat is where its people left it, and no work is left over',
  I7: 'Lists, counts and job queues say what the chats say',
  I8: 'Every ticket has the transcript of its closed chat once and in order, and no side note',
  I9: 'No secret stands in a log',
  I10: 'Descriptors and memory are back where they were',
  I11: 'The audit chain is whole',
  I12: 'Every agent’s feed told of everything, and of nothing twice',
  I13: 'No process ended by itself',
} as const;
export type Invariant = keyof typeof INVARIANTS;

/** Something that must not be. */
export interface Violation {
  readonly invariant: Invariant;
  /** In one sentence, with the smallest facts. */
  readonly what: string;
  readonly story?: string;
  readonly chat?: string;
  /** When it happened, where that is known: the monotonic clock of the history. */
  readonly t?: number;
}

export type Check = (evidence: Evidence, tales: Tales) => readonly Violation[];

/** How often each text occurs. */
export function counted(texts: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** The first thing that comes before its predecessor in `order`; things that are not in it are passed over. */
export function outOfOrder(found: readonly string[], order: readonly string[]): string | undefined {
  const places = new Map(order.map((one, place) => [one, place]));
  let last = -1;
  for (const one of found) {
    const place = places.get(one);
    if (place === undefined) continue;
    if (place < last) return one;
    last = place;
  }
  return undefined;
}
