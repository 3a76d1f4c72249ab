/**
 * Lets so many in at once; the others wait in the order they came. Between two of them whatever else
 * the process has to do gets its turn.
 */
export function createTurnstile(most: number) {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (inside < most) inside += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) inside -= 1;
      else setImmediate(next);
    }
  };
}
