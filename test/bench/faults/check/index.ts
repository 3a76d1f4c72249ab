import type { Evidence } from '../evidence.ts';
import { feeds } from './feed.ts';
import { house } from './house.ts';
import { lists } from './lists.ts';
import { owners } from './owners.ts';
import { stuck } from './stuck.ts';
import { talesOf } from './tales.ts';
import { tickets } from './tickets.ts';
import { agentWords } from './told.ts';
import type { Check, Violation } from './violation.ts';
import { userWords } from './words.ts';

const CHECKS: readonly Check[] = [userWords, agentWords, owners, tickets, stuck, lists, feeds, house];

/** Everything that is wrong, by invariant; nothing where all promises were kept. Reads the evidence alone. */
export function check(evidence: Evidence): readonly Violation[] {
  const tales = talesOf(evidence);
  return CHECKS.flatMap((one) => one(evidence, tales)).toSorted(
    (a, b) => Number(a.invariant.slice(1)) - Number(b.invariant.slice(1)),
  );
}
