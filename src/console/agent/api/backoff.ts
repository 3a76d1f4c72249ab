const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/**
 * How long to wait before a reconnect: doubling, and spread over half of itself so that many windows do not
 * return at once.
 * @param attempt 0 for the first
 * @param random 0 to 1
 */
export function backoff(attempt: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(full / 2 + (full / 2) * random);
}
