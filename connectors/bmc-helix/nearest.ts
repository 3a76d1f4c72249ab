const LONGEST = 60;

/** The names that are most like this one, whatever their capitals; those that contain it come first. */
export function nearest(wanted: string, names: readonly string[], most: number): readonly string[] {
  const plain = fold(wanted);
  return names
    .map((name) => ({ name, far: fold(name).includes(plain) ? 0 : distance(plain, fold(name)) }))
    .toSorted((a, b) => a.far - b.far)
    .slice(0, most)
    .map(({ name }) => name);
}

const fold = (text: string): string => text.toLowerCase().slice(0, LONGEST);

/** How many letters have to be put in, taken out or replaced. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...from].entries()) {
    const next = [at + 1];
    for (const [other, theirs] of [...to].entries()) {
      const replaced = (row[other] ?? 0) + (letter === theirs ? 0 : 1);
      next.push(Math.min(replaced, (row[other + 1] ?? 0) + 1, (next[other] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
