import { plainWords } from '../shared/plain-words.ts';

/** Longer texts are no word for leaving, whatever they begin with. */
const LONGEST = 300;
/** Signs that take no room; within a word they are not seen. */
const UNSEEN = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;

/**
 * Whether a text is one of the words for leaving, and nothing else: neither case, quotes, punctuation nor the kind of
 * space count, as at prompts. A word that begins with a sign, `/end`, is meant to be typed with it.
 */
export function asksToCancel(text: string, words: readonly string[]): boolean {
  const typed = text.trim();
  if (typed === '' || typed.length > LONGEST) return false;
  const said = new Set([plain(typed), plain(typed.replace(UNSEEN, ''))]);
  return words.some((word) => {
    if (!/^[\p{L}\p{N}]/u.test(word.trim())) return folded(word) === folded(typed);
    return said.has(plain(word));
  });
}

const plain = (text: string): string => plainWords(text).trim();
const folded = (text: string): string => text.normalize('NFKC').replace(UNSEEN, '').trim().toLowerCase();
