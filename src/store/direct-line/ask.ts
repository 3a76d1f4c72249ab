import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** Redis did not do what it was asked: unreachable, full, or still loading. What was asked may or may not have happened. */
export class DirectLineStoreError extends Error {
  constructor(cause: unknown) {
    super(`Redis did not answer: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'DirectLineStoreError';
  }
}

/** Waits for Redis; whatever goes wrong there is a `DirectLineStoreError`. */
export async function ask<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new DirectLineStoreError(error);
  }
}

export interface Script {
  readonly text: string;
  readonly sha: string;
}

export const script = (text: string): Script => ({
  text,
  sha: createHash('sha1').update(text).digest('hex'),
});

/** Runs a script by its hash; sends its text only to a Redis that does not know it yet. */
export function run(
  redis: Redis,
  { text, sha }: Script,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  return ask(
    redis.evalsha(sha, keys.length, ...keys, ...args).catch((error: unknown) => {
      if (error instanceof Error && error.message.startsWith('NOSCRIPT')) {
        return redis.eval(text, keys.length, ...keys, ...args);
      }
      throw error;
    }),
  );
}
