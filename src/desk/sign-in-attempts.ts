import type { Clock } from '../shared/clock.ts';
import { Problem } from '../shared/http/problem.ts';

const FREE_TRIES = 10;
const FORGET_AFTER_MS = 60_000;
const MOST_KEPT = 10_000;

/** Slows down guessing: ten wrong passwords a minute for one name from one address. */
export function createAttempts(clock: Clock) {
  const wrong = new Map<string, { count: number; since: number }>();
  const keyOf = (username: string, remote: string) => `${remote}\n${username}`;
  return {
    /** @throws Problem 429 */
    check(username: string, remote: string): void {
      const known = wrong.get(keyOf(username, remote));
      if (known === undefined || clock.now() - known.since > FORGET_AFTER_MS) return;
      if (known.count >= FREE_TRIES)
        throw new Problem(
          429,
          'too-many-attempts',
          'Too many wrong passwords. Wait a minute.',
          {},
          { 'retry-after': '60' },
        );
    },
    failed(username: string, remote: string): void {
      const key = keyOf(username, remote);
      const known = wrong.get(key);
      const fresh = known === undefined || clock.now() - known.since > FORGET_AFTER_MS;
      if (wrong.size >= MOST_KEPT) wrong.delete(wrong.keys().next().value ?? '');
      wrong.set(key, fresh ? { count: 1, since: clock.now() } : { ...known, count: known.count + 1 });
    },
    succeeded(username: string, remote: string): void {
      wrong.delete(keyOf(username, remote));
    },
  };
}
