import { between } from '../../support/seeded.ts';
import type { Goal } from './history.ts';
import { QUEUES } from './topology.ts';

/** One thing that whoever has the chat does next. */
export type Step =
  | { readonly op: 'message' | 'note'; readonly text: string }
  | { readonly op: 'ticket'; readonly type: 'incident' | 'work-order' }
  | { readonly op: 'relate' | 'release' | 'abandon' }
  | { readonly op: 'knowledge'; readonly action: 'share' | 'pin' }
  | { readonly op: 'transfer'; readonly to: 'agent' | 'queue' }
  | { readonly op: 'end'; readonly resolve: boolean };

/** What the people of a story mean to do; what comes of it is another matter. */
export interface Plan {
  readonly key: string;
  readonly goal: Goal;
  readonly question: string;
  /** What the user says once the chat is asked for. */
  readonly says: readonly string[];
  /** How the user leaves after that, if so. */
  readonly cancel?: 'event' | 'words';
  readonly steps: readonly Step[];
  /** The agent closes it only once the user has said everything. */
  readonly patient: boolean;
}

const ABOUT = { Network: 'My VPN does not connect', Hardware: 'My printer is jammed' } as const;
const MOST_SAID = 8;

/** @param key `<user>-<number>`, with no other sign in it */
export function planOf(key: string, random: () => number): Plan {
  const chance = (share: number): boolean => random() < share;
  const goal: Goal = chance(0.8)
    ? 'closed'
    : ((['waiting', 'talking', 'left'] as const)[between(random, 0, 2)] ?? 'left');
  const says = Array.from(
    { length: between(random, 2, MOST_SAID) },
    (_, n) => `Word ${n} of mine [${key}.u${n}]`,
  );
  const leaves = goal === 'left' || (goal === 'closed' && chance(0.2));
  return {
    key,
    goal,
    question: `${ABOUT[QUEUES[between(random, 0, QUEUES.length - 1)] ?? 'Network']} [${key}]`,
    says,
    ...(leaves && { cancel: chance(0.5) ? 'event' : 'words' }),
    steps: goal === 'closed' || goal === 'talking' ? stepsOf(key, goal, random) : [],
    patient: chance(0.75),
  };
}

function stepsOf(key: string, goal: Goal, random: () => number): readonly Step[] {
  const chance = (share: number): boolean => random() < share;
  const steps: Step[] = Array.from({ length: between(random, 2, MOST_SAID) }, (_, n) => ({
    op: 'message',
    text: `Word ${n} of an agent [${key}.a${n}]`,
  }));
  const put = (...more: readonly Step[]): void => {
    for (const step of more) steps.splice(between(random, 0, steps.length), 0, step);
  };
  for (let n = 0; n < between(random, 0, 3); n += 1)
    put({ op: 'note', text: `A note between us [${key}.n${n}]` });
  if (chance(0.7)) put({ op: 'ticket', type: chance(0.7) ? 'incident' : 'work-order' });
  if (chance(0.2)) put({ op: 'relate' });
  if (chance(0.3)) put({ op: 'knowledge', action: chance(0.5) ? 'share' : 'pin' });
  if (chance(0.35)) put({ op: 'transfer', to: chance(0.6) ? 'agent' : 'queue' });
  if (chance(0.2)) put({ op: 'release' });
  if (goal === 'closed') steps.push(chance(0.25) ? { op: 'abandon' } : { op: 'end', resolve: chance(0.7) });
  return steps;
}
