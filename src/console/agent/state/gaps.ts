import type { Draft } from './state.ts';

/** Whether something of a gap (`{ticket}`) is still in the words: a brace that was left behind counts too. */
const isOpen = (words: string, gap: string): boolean =>
  words.includes(gap.slice(0, -1)) || words.includes(gap.slice(1));

/** The draft with those gaps of its prepared texts that nobody has filled in yet. */
export function withOpenGaps({ gaps, ...draft }: Draft): Draft {
  const open = gaps?.filter((gap) => isOpen(draft.message, gap)) ?? [];
  return open.length === 0 ? draft : { ...draft, gaps: open };
}

/** Where the first open gap stands in the words, to be typed over. */
export function whereIs(words: string, gap: string): readonly [from: number, to: number] {
  for (const part of [gap, gap.slice(0, -1), gap.slice(1)]) {
    const at = words.indexOf(part);
    if (at >= 0) return [at, at + part.length];
  }
  return [words.length, words.length];
}
