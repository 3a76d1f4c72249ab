/** A text in pieces of at most `limit` UTF-16 units: at a line's end if one is near, never inside a character. */
export function splitText(text: string, limit: number): readonly string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const line = rest.lastIndexOf('\n', limit - 1) + 1;
    const end = line > limit / 2 ? line : wholeCharacter(rest, limit);
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...pieces, rest];
}

function wholeCharacter(text: string, end: number): number {
  const unit = text.charCodeAt(end - 1);
  const splitsPair = unit >= 0xd800 && unit <= 0xdbff;
  return splitsPair ? end - 1 : end;
}
