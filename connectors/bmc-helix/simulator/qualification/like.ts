type Piece = { readonly any: true } | { readonly matches: (unit: string) => boolean };

/**
 * AR's LIKE: `%` any run, `_` one character, `[abc]`, `[a-z]` or `[^abc]` one of a set.
 * There is no escape. Takes time in proportion to both lengths, whatever the pattern.
 */
export function like(text: string, pattern: string): boolean {
  const pieces = piecesOf(pattern);
  const units = [...text];
  let at = 0;
  let piece = 0;
  let star = -1;
  let starAt = 0;
  while (at < units.length) {
    const current = pieces[piece];
    if (current !== undefined && 'any' in current) {
      star = piece;
      starAt = at;
      piece += 1;
    } else if (current?.matches(units[at] ?? '')) {
      at += 1;
      piece += 1;
    } else if (star >= 0) {
      // Let the last % swallow one more and try again from behind it.
      starAt += 1;
      at = starAt;
      piece = star + 1;
    } else {
      return false;
    }
  }
  return pieces.slice(piece).every((rest) => 'any' in rest);
}

function piecesOf(pattern: string): readonly Piece[] {
  const units = [...pattern];
  const pieces: Piece[] = [];
  for (let at = 0; at < units.length; at += 1) {
    const unit = units[at] ?? '';
    const end = unit === '[' ? units.indexOf(']', at + 2) : -1;
    if (unit === '%') pieces.push({ any: true });
    else if (unit === '_') pieces.push({ matches: () => true });
    else if (end > 0) {
      pieces.push({ matches: setOf(units.slice(at + 1, end)) });
      at = end;
    } else pieces.push({ matches: (other) => other === unit });
  }
  return pieces;
}

function setOf(units: readonly string[]): (unit: string) => boolean {
  const negated = units[0] === '^';
  const members = negated ? units.slice(1) : units;
  const within = (unit: string): boolean =>
    members.some((member, at) => {
      if (member === '-' && at > 0 && at < members.length - 1) {
        return unit >= (members[at - 1] ?? '') && unit <= (members[at + 1] ?? '');
      }
      return member === unit;
    });
  return (unit) => within(unit) !== negated;
}
