/** Asks again until the answer is there; fails with the last error or answer after the deadline. No fixed sleeps. */
export async function eventually<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  what: string,
  withinMs = 15_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`${what} did not happen within ${withinMs} ms`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
