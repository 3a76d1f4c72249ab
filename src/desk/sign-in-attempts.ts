import type { Clock } from '../shared/clock.ts';
import { Problem } from '../shared/http/problem.ts';

const FREE_TRIES = 10;
const FORGET_AFTER_MS = 60_000;
const MOST_KEPT = 10_000;

/** Slows down guessing: ten wrong passwords a minute for one name from one address. */
export function createAttempts(clock: Clock) {
  const wrong = new Map<string, { count: number; since: number }>();
  const turns = new Map<string, Promise<boolean>>();

  async function attempt(key: string, verify: () => Promise<boolean>): Promise<boolean> {
    const known = wrong.get(key);
    const lately = known !== undefined && clock.now() - known.since <= FORGET_AFTER_MS ? known : undefined;
    if (lately !== undefined && lately.count >= FREE_TRIES)
      throw new Problem(
        429,
        'too-many-attempts',
        'Too many wrong passwords. Wait a minute.',
        {},
        { 'retry-after': '60' },
      );
    if (await verify()) {
      wrong.delete(key);
      return true;
    }
    if (wrong.size >= MOST_KEPT) wrong.delete(wrong.keys().next().value ?? '');
    wrong.set(key, lately ? { ...lately, count: lately.count + 1 } : { count: 1, since: clock.now() });
    return false;
  }

  return {
    /**
     * One try for this name from this address. Tries take turns: all at once, each would find the count still low.
     * @throws Problem 429
     */
    async attempt(username: string, remote: string, verify: () => Promise<boolean>): Promise<boolean> {
      const key = `${remote}\n${username}`;
      const next = () => attempt(key, verify);
      const mine = (turns.get(key) ?? Promise.resolve()).then(next, next);
      turns.set(key, mine);
      try {
        return await mine;
      } finally {
        if (turns.get(key) === mine) turns.delete(key);
      }
    },
  };
}
