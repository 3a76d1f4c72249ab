const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Far longer than what people take for one character. */
const AHEAD = 64;

/** The whole characters, as people see them, that stand in the first `most` units of a text. Rooms that know `chat/cut.ts` use that. */
export function beginning(text: string, most: number): string {
  if (text.length <= most) return text;
  const near = graphemes.segment(text.slice(0, most + AHEAD));
  return text.slice(0, near.containing(most)?.index ?? most);
}
