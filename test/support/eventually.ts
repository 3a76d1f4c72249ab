import { patience } from './pace.ts';

const PAUSE_MS = 25;

/**
 * Asks again until the answer is there; fails with the last error or answer after the deadline. No fixed sleeps.
 * @param withinMs on the machine for which limits are written (see pace.ts)
 */
export async function eventually<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  what: string,
  withinMs = 15_000,
): Promise<T> {
  const within = patience(withinMs);
  const end = performance.now() + within;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end)
      throw new Error(`${what} did not happen within ${within} ms`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
