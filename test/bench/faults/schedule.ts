import { between, pause, seeded } from '../../support/seeded.ts';
import type { Record } from './history.ts';
import { KINDS } from './kinds/index.ts';
import type { Kind } from './kinds/kind.ts';
import type { Topology } from './topology.ts';

const LANES: readonly Kind['lane'][] = ['house', 'outside'];
const LONGEST_GAP_MS = 2_500;
const LONGEST_FAULT_MS = 14_000;

/** Endless kinds of a lane: all of them before one comes again, in an order that is chance. */
function* deck(names: readonly string[], random: () => number): Generator<string> {
  for (;;) {
    const left = [...names];
    while (left.length > 0) yield left.splice(between(random, 0, left.length - 1), 1)[0] as string;
  }
}

/**
 * Faults of the chosen kinds for so long, one after the other in each lane. The seed decides which come in which
 * order and how long they last; what they meet is the machine's.
 */
export async function faults(
  house: Topology,
  kinds: readonly string[],
  { seed, ms, record }: { readonly seed: number; readonly ms: number; readonly record: Record },
): Promise<void> {
  const end = performance.now() + ms;
  const mostMs = Math.min(LONGEST_FAULT_MS, ms / 6);
  const lanes = LANES.map(async (lane, n) => {
    const names = kinds.filter((name) => KINDS.get(name)?.lane === lane);
    if (names.length === 0) return;
    const random = seeded(seed + 1_000 * (n + 1));
    for (const name of deck(names, random)) {
      await pause(between(random, 100, LONGEST_GAP_MS));
      if (performance.now() > end) return;
      record('faults', { op: 'fault', key: name, phase: 'begins' });
      const about = await KINDS.get(name)?.strike({ house, random, mostMs });
      record('faults', { op: 'fault', key: name, phase: 'ends', ...(about !== undefined && { about }) });
    }
  });
  await Promise.all(lanes);
}
