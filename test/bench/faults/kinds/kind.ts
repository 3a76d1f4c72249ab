import type { Topology } from '../topology.ts';

/** What a fault strikes, and chance. */
export interface Stage {
  readonly house: Topology;
  readonly random: () => number;
  /** The longest that a fault may last, milliseconds. */
  readonly mostMs: number;
}

/**
 * One way in which things go wrong. `strike` begins it, waits, and mends what does not mend itself; it says what it
 * did. Faults of one `lane` come one after the other, the lanes run beside each other.
 */
export interface Kind {
  readonly lane: 'house' | 'outside';
  readonly strike: (stage: Stage) => Promise<string>;
}
