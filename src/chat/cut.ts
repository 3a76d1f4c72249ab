const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Longer than any grapheme that people mean, so that the last one kept is whole. */
const AHEAD = 64;

/** At most `limit` characters, never half a grapheme, with a mark where something is missing. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const room = limit - 1;
  let kept = '';
  for (const { segment } of graphemes.segment(text.slice(0, room + AHEAD))) {
    if (kept.length + segment.length > room) break;
    kept += segment;
  }
  return `${kept}…`;
}
