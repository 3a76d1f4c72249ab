import { type Clock, stopwatch } from '../shared/clock.ts';
import { Problem } from '../shared/http/problem.ts';
import { createTurnstile } from './turnstile.ts';

const FREE_TRIES = 10;
/** From one address, under whatever names: each costs a hash. */
const MOST_OF_ADDRESS = 100;
/** Hashing may not take the threads by which files are read and written. */
const AT_ONCE = 2;
const FORGET_AFTER_MS = 60_000;
const MOST_KEPT = 10_000;

/** Slows down guessing: ten failures a minute for one name from one address, a hundred for all names together. */
export function createAttempts(clock: Clock) {
  const elapsed = stopwatch(clock);
  const wrong = new Map<string, { count: number; since: number }>();
  const turns = new Map<string, Promise<boolean>>();
  const inTurn = createTurnstile(AT_ONCE);

  const lately = (key: string) => {
    const known = wrong.get(key);
    return known !== undefined && elapsed() - known.since <= FORGET_AFTER_MS ? known : undefined;
  };

  function allow(key: string, most = FREE_TRIES): void {
    if ((lately(key)?.count ?? 0) < most) return;
    throw new Problem(
      429,
      'too-many-attempts',
      'Too many tries to sign in. Wait a minute.',
      {},
      { 'retry-after': '60' },
    );
  }

  function count(key: string): void {
    const known = lately(key);
    if (wrong.size >= MOST_KEPT) wrong.delete(wrong.keys().next().value ?? '');
    wrong.set(key, known ? { ...known, count: known.count + 1 } : { count: 1, since: elapsed() });
  }

  async function attempt(key: string, remote: string, verify: () => Promise<boolean>): Promise<boolean> {
    allow(key);
    return inTurn(async () => {
      allow(remote, MOST_OF_ADDRESS);
      const right = await verify();
      if (right) wrong.delete(key);
      else for (const one of [key, remote]) count(one);
      return right;
    });
  }

  return {
    /** For what cannot be guessed: so many a minute from one address, and they need not take turns. */
    counted: (name: string, remote: string, most = FREE_TRIES) => {
      const key = `${remote}\n${name}`;
      return {
        /** @throws Problem 429 */
        allow: () => allow(key, most),
        count: () => count(key),
      };
    },

    /**
     * One try for this name from this address. Tries take turns: all at once, each would find the count still low.
     * @throws Problem 429
     */
    async attempt(username: string, remote: string, verify: () => Promise<boolean>): Promise<boolean> {
      const key = `${remote}\n${username}`;
      const next = () => attempt(key, remote, verify);
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

export type Attempts = ReturnType<typeof createAttempts>;
