import { z } from 'zod';
import { beginning } from '../src/shared/beginning.ts';
import { linearPatterns } from '../src/shared/linear-patterns.ts';

const MOST_PATTERNS = 50;
const LONGEST_PATTERN = 200;
// A search costs steps times characters: `\\p{L}{1,500}` alone is a thousand of them.
const MOST_STATES = 500;
const MOST_STATES_IN_ALL = 3_000;

/** What an admin wants masked in tickets beside cards and secrets. */
export const Masking = z
  .strictObject({
    on: z
      .boolean()
      .default(true)
      .describe('Mask cards, secrets and the patterns below before a ticket sees them.'),
    patterns: z
      .array(
        z.string().superRefine((pattern, context) => {
          const fault = faultOf(pattern);
          if (fault !== undefined)
            context.addIssue({ code: 'custom', message: `the pattern ${shown(pattern)} ${fault}` });
        }),
      )
      .max(MOST_PATTERNS)
      .superRefine((patterns, context) => {
        const message = faultOfAll(patterns);
        if (message !== undefined) context.addIssue({ code: 'custom', message });
      })
      .default([])
      .describe(
        'Regular expressions of your own, for example of staff numbers, without look-around and references to groups; case does not matter.',
      ),
  })
  .prefault({})
  .describe('What never reaches a ticket. The chat itself stays as it was written.');

const shown = (pattern: string): string =>
  JSON.stringify(pattern.length > 60 ? `${beginning(pattern, 60)}…` : pattern);

/** What is wrong with a pattern, as the end of a sentence, or nothing. */
function faultOf(pattern: string): string | undefined {
  if (pattern === '') return 'is empty';
  if (pattern.length > LONGEST_PATTERN)
    return `is longer than ${LONGEST_PATTERN} characters; write it as several patterns`;
  try {
    if (new RegExp(pattern, 'iu').test('')) return 'fits an empty text, so it would fit everywhere';
  } catch (error) {
    return `is no regular expression: ${(error as Error).message.split(': ').at(-1)}`;
  }
  if (/\\(?:[1-9]|k<)/.test(pattern))
    return 'refers back to a group, which can take for ever; write it without';
  if (/\(\?<?[=!]/.test(pattern))
    return 'looks ahead or behind (`(?=`, `(?!`, `(?<=`, `(?<!`), which can take for ever; write \\b at its ends, or what may stand there';
  try {
    const { size } = linearPatterns([pattern]);
    return size > MOST_STATES
      ? `repeats too much: it stands for ${size} steps, and ${MOST_STATES} are the limit; write smaller counts, or + in place of {1,${size}}`
      : undefined;
  } catch (error) {
    return `cannot be searched for in time that is proportional to the text: ${(error as Error).message.split(': ').at(-1)}; write it with plain characters, classes such as [A-Z] or \\p{Lu}, groups and repetitions alone`;
  }
}

/** What is wrong with patterns that are right one by one, or nothing. */
function faultOfAll(patterns: readonly string[]): string | undefined {
  if (patterns.length === 0 || patterns.some((one) => faultOf(one) !== undefined)) return undefined;
  try {
    const { size } = linearPatterns(patterns);
    return size > MOST_STATES_IN_ALL
      ? `the patterns together stand for ${size} steps, and ${MOST_STATES_IN_ALL} are the limit; write smaller counts or fewer patterns`
      : undefined;
  } catch (error) {
    return `the patterns do not go together: ${(error as Error).message.split(': ').at(-1)}; give each named group a name of its own`;
  }
}
