const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Longer than any grapheme that people mean: what follows `most` decides whether the one before it is whole. */
const AHEAD = 64;

/**
 * A text in pieces of at most `limit` bytes of UTF-8 each: at a line's end if one is near, never inside a
 * grapheme. Together the pieces are the text.
 */
export function splitText(text: string, limit: number): readonly string[] {
  const pieces: string[] = [];
  let rest = text;
  while (Buffer.byteLength(rest) > limit) {
    const most = unitsWithin(rest, limit);
    const line = rest.lastIndexOf('\n', most - 1) + 1;
    const end = line > most / 2 ? line : wholeGrapheme(rest, most);
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...pieces, rest];
}

/** The most UTF-16 units from the start whose UTF-8 fits, never half a surrogate pair, at least one character. */
function unitsWithin(text: string, limit: number): number {
  let [units, bytes] = [0, 0];
  for (const character of text.slice(0, limit)) {
    bytes += Buffer.byteLength(character);
    if (bytes > limit && units > 0) break;
    units += character.length;
  }
  return units;
}

/** The end of the last whole grapheme before `most`; a grapheme longer than all that is split. */
function wholeGrapheme(text: string, most: number): number {
  let end = 0;
  for (const { index } of graphemes.segment(text.slice(0, most + AHEAD))) if (index <= most) end = index;
  return end > 0 ? end : most;
}
