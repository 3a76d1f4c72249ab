import { beginning } from '../../shared/beginning.ts';

const LONGEST_KEPT = 1_000;

/** Where the first of the phrases (or its plural) stands in plain words, or -1. */
export function placeOf(words: string, phrases: readonly string[]): number {
  const places = phrases
    .flatMap((phrase) => [words.indexOf(` ${phrase} `), words.indexOf(` ${phrase}s `)])
    .filter((place) => place !== -1);
  return places.length === 0 ? -1 : Math.min(...places);
}

export const mentions = (words: string, phrases: readonly string[]): boolean =>
  placeOf(words, phrases) !== -1;

/** A text as it is remembered and handed on: well-formed, trimmed, at most 1,000 characters. */
export function shortened(text: string): string {
  const whole = text.toWellFormed().trim();
  const kept = [...beginning(whole, 2 * LONGEST_KEPT)].slice(0, LONGEST_KEPT).join('');
  return beginning(whole, kept.length);
}
