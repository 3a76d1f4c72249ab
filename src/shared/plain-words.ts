// Longer texts are matched by their beginning: nobody asks a question in more words than this.
const LONGEST_MATCHED = 2_000;

/**
 * A text as tables of words compare it: neither case nor accents, letters and digits between single
 * spaces, one more at each end. Tags, emoji, punctuation and apostrophes are gone.
 */
export const plainWords = (text: string): string =>
  ` ${text
    .slice(0, LONGEST_MATCHED)
    .normalize('NFKD')
    // The accents of Latin, Greek and Cyrillic letters; the marks of other scripts make another letter.
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .replace(/<\/?[a-z][^<>]*>/g, ' ')
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()} `;
