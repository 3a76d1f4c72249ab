import jestSequencer from '@jest/test-sequencer';

// Its types describe the CommonJS file alone.
const Sequencer = jestSequencer as unknown as typeof jestSequencer.default;

type Tests = Parameters<InstanceType<typeof Sequencer>['sort']>[0];

/** Suites that take minutes or most of one, the longest first, and then whole kinds of them. */
const LONG_FIRST = [
  /journeys\/(?:start-up|faults|itsm-outage|commands-first|exactly-once|one-wish|redis-faults|restart)\./,
  /(?:comes-back|windows|watch|axe)-browser\./,
  /\/journeys\//,
  /-browser\./,
  /rooms\/admin\/|house\/patterns|several-writers/,
];

/**
 * Longest first, so that none is left alone at the end: by the times of the run before, as Jest has it, and in
 * a clone that has none by what is known here.
 */
export default class LongestFirst extends Sequencer {
  override async sort(tests: Tests): Promise<Tests> {
    const sorted = await super.sort(tests);
    if (sorted.some(({ duration }) => duration !== undefined)) return sorted;
    const rank = (path: string) => {
      const found = LONG_FIRST.findIndex((kind) => kind.test(path.replaceAll('\\', '/')));
      return found < 0 ? LONG_FIRST.length : found;
    };
    return [...sorted].sort((a, b) => rank(a.path) - rank(b.path));
  }
}
