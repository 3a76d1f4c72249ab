const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Longer than any grapheme that people mean, so that the last one kept is whole. */
const AHEAD = 64;
const MARK = '…';

// Pages cut texts too.
const utf8 = new TextEncoder();
const bytesOf = (text: string): number => utf8.encode(text).length;

/** At most so many characters, or so many bytes of UTF-8: systems whose databases count bytes are common. */
export type Limit = { readonly characters: number } | { readonly bytes: number };

/** At most `limit` characters, never half a grapheme, with a mark where something is missing. */
export const cut = (text: string, limit: number): string => cutTo(text, { characters: limit });

/** True where the text keeps to the limit as it is. */
export const fits = (text: string, limit: Limit): boolean =>
  'bytes' in limit
    ? // A UTF-16 unit takes three bytes at most: most texts need not be counted.
      text.length * 3 <= limit.bytes || bytesOf(text) <= limit.bytes
    : text.length <= limit.characters;

/** At most as long as the limit says, never half a grapheme, with a mark where something is missing. */
export function cutTo(text: string, limit: Limit): string {
  if (fits(text, limit)) return text;
  const most = 'bytes' in limit ? limit.bytes : limit.characters;
  const size = 'bytes' in limit ? bytesOf : (part: string): number => part.length;
  // Where not even the mark has room, the text stands alone.
  const mark = size(MARK) <= most ? MARK : '';
  const room = most - size(mark);
  let [kept, used] = ['', 0];
  for (const { segment } of graphemes.segment(text.slice(0, room + AHEAD))) {
    const more = size(segment);
    if (used + more > room) break;
    kept += segment;
    used += more;
  }
  return kept + mark;
}

/** The whole graphemes in the first `limit` characters, without a mark: for what is compared or goes on to be written. */
export function wholeGraphemes(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const near = graphemes.segment(text.slice(0, limit + AHEAD));
  return text.slice(0, near.containing(limit)?.index ?? limit);
}

/** The same by code points: a longer text that begins alike has the same beginning, as an index needs it. */
export function wholeCharacters(text: string, limit: number): string {
  const last = text.codePointAt(limit - 1) ?? 0;
  return text.slice(0, text.length > limit && last > 0xffff ? limit - 1 : limit);
}
