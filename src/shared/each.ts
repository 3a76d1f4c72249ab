/**
 * Does the same with each of many things, so many at once. One that fails holds up no other.
 * @returns what was thrown
 */
export async function each<T>(
  things: readonly T[],
  atOnce: number,
  work: (thing: T) => Promise<unknown>,
): Promise<readonly unknown[]> {
  const thrown: unknown[] = [];
  const rest = things.values();
  const one = async (): Promise<void> => {
    for (const thing of rest) await work(thing).catch((error: unknown) => void thrown.push(error));
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, things.length) }, one));
  return thrown;
}
