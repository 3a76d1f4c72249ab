import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BESIDE, LINKED } from '../../src/sync/masking/secrets.ts';
import { type Growing, grown, hardTexts } from '../support/hard-texts.ts';
import { patternsInSource } from '../support/patterns-in-source.ts';
import { type Counter, counterOf } from '../support/regex-steps.ts';

const root = resolve(import.meta.dirname, '../..');
const { literals, built } = patternsInSource(root, ['src', 'jobs', 'connectors', 'config']);

/** Files that build a pattern of pieces, and why that is safe: what they build is tried below, or meets no text of others. */
const BUILT: Readonly<Record<string, string>> = {
  'config/masking-schema.ts': 'only compiles an admin’s pattern, to see that it is one',
  'connectors/bmc-helix/write-key.ts': 'anchored, bounded counts',
  'connectors/bmc-helix/simulator/multipart.ts':
    'a quoted value ends at the next quote, where the next may begin',
  'src/people/screen-names.ts': 'one character each, names of scripts of our own',
  'src/store/era.ts': 'reads what Redis says of itself',
  'src/people/oidc/cookie.ts': 'one fixed name, bounded counts',
  'src/store/connect.ts': 'reads what Redis says of itself',
  'src/store/room.ts': 'reads what Redis says of itself',
  'src/sync/masking/secrets.ts': 'tried below',
};

const ALL = [
  // The generator of a document reads our own tests alone.
  ...literals.filter(({ where }) => !where.startsWith('config/tools/')),
  { where: 'src/sync/masking/secrets.ts LINKED', pattern: LINKED },
  { where: 'src/sync/masking/secrets.ts BESIDE', pattern: BESIDE },
];

// Longer than any bounded count in them, so that the bound shows.
const SHORT = 400;
const TIMES = 4;
/** Four times the text may cost four times the steps; a square would cost sixteen times. */
const MOST_TIMES = 6;

/** More than any linear pattern takes for the short text: what takes them is too dear by itself. */
const MOST_SHORT = 2_000_000;

/** Steps of the short and of the long text where one costs too much, else nothing. */
function tooDear(counter: Counter, text: Growing): { short: number; long?: number } | undefined {
  const short = counter.steps(grown(text, SHORT), MOST_SHORT);
  if (short >= MOST_SHORT) return { short };
  const most = short * MOST_TIMES + 1_000;
  const long = counter.steps(grown(text, SHORT * TIMES), most);
  return long >= most ? { short, long } : undefined;
}

describe('the counter of steps', () => {
  it.each([
    [/\s+$/, false],
    [/x\s+(?:is)?\s*:?\s+"/, false],
    [/password\s+is\s*:?\s+"/, false],
    [/(?<!\s)\s+$/, true],
    [/^[a-z]+$/, true],
    [/x\s+is(?:\s*:)?\s+y/, true],
  ])('%s is linear: %s', (pattern, linear) => {
    const counter = counterOf(pattern);
    const dear = hardTexts(pattern).texts.some((text) => tooDear(counter, text) !== undefined);
    expect(dear).toBe(!linear);
  });

  it('sees what doubles with every character', () => {
    const counter = counterOf(/(a+)+b/);
    expect(counter.steps('a'.repeat(20), 1e6)).toBe(1e6);
  });
});

describe('no pattern of ours costs more than linear time', () => {
  it('knows every place where one is built', () => {
    expect(built.filter((file) => !(file in BUILT))).toEqual([]);
    expect(ALL.length).toBeGreaterThan(100);
  });

  it('[faults 3] texts that each pattern nearly takes, sibling: by the pattern’s own repetitions', () => {
    const dear = ALL.flatMap(({ where, pattern }) => {
      const counter = counterOf(pattern);
      const text = hardTexts(pattern).texts.find((one) => tooDear(counter, one) !== undefined);
      return text === undefined ? [] : [{ where, pattern: String(pattern), ...text }];
    });
    expect(dear).toEqual([]);
  }, 240_000);

  it('[faults 3] sibling: texts put together at random from each pattern’s fragments', () => {
    for (const { where, pattern } of ALL) {
      const counter = counterOf(pattern);
      const some = fc.constantFrom(...hardTexts(pattern).fragments, ' ', 'a', '"', '\n');
      const few = (least: number) =>
        fc.array(some, { minLength: least, maxLength: 3 }).map((parts) => parts.join(''));
      fc.assert(
        fc.property(few(0), few(1), few(0), (head, pump, tail) => {
          const dear = tooDear(counter, { head, pump, tail });
          if (dear !== undefined) throw new Error(`${where}: ${JSON.stringify(dear)}`);
        }),
        { numRuns: 12 },
      );
    }
  }, 240_000);
});
