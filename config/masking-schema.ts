import { z } from 'zod';

const MOST_PATTERNS = 50;
const LONGEST_PATTERN = 200;

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
      .default([])
      .describe('Regular expressions of your own, for example of staff numbers; case does not matter.'),
  })
  .prefault({})
  .describe('What never reaches a ticket. The chat itself stays as it was written.');

const shown = (pattern: string): string =>
  JSON.stringify(pattern.length > 60 ? `${pattern.slice(0, 60)}…` : pattern);

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
  if (hasNestedQuantifier(pattern))
    return 'repeats a group that itself repeats or chooses, which can take for ever; write one repetition, as in [A-Z]+\\d+';
  return undefined;
}

/** True for `(a+)+`, `(a|b)*`, `(?:\d{2,})*`: a repeated group with a repetition or a choice inside. */
function hasNestedQuantifier(pattern: string): boolean {
  // Escapes and classes count as one plain character each.
  const plain = pattern.replace(/\\(?:[pPu]\{[^}]*\}|.)/g, 'x').replace(/\[[^\]]*\]/g, 'x');
  const open: { variable: boolean }[] = [];
  const variable = (at: number) => /^(?:[*+]|\{\d+,\d*\})/.test(plain.slice(at));
  const repeated = (at: number) => /^(?:[*+]|\{\d)/.test(plain.slice(at));
  for (let at = 0; at < plain.length; at++) {
    const inside = open.at(-1);
    if (plain[at] === '(') open.push({ variable: false });
    else if (plain[at] === ')') {
      const group = open.pop();
      if (group?.variable && repeated(at + 1)) return true;
      const outer = open.at(-1);
      if (outer !== undefined && (group?.variable || repeated(at + 1))) outer.variable = true;
    } else if (
      inside !== undefined &&
      (variable(at) || plain[at] === '|' || (plain[at] === '?' && plain[at - 1] !== '('))
    )
      inside.variable = true;
  }
  return false;
}
