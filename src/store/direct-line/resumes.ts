import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { run, script } from './ask.ts';
import { directLineKeys } from './keys.ts';

/**
 * What a browser keeps to come back with: the name of its line, and the newest secret of that line. Each use
 * moves the line on to the next secret, which is made from the one before with the desk's key: whoever shows
 * the same secret twice gets the same answer, so that a lost answer or a second tab costs nothing.
 */
export interface ResumeStore {
  /** Begins a line for the user of a conversation. @returns what the browser keeps */
  begin(desk: string, holder: ResumeHolder): Promise<{ readonly line: string; readonly resume: string }>;
  /**
   * Uses what a browser has kept: the line lives for another day.
   * @returns undefined where there is no such line; `replayed` where its successor has been used already, which
   * ends the line for everybody who holds one of its secrets
   */
  use(desk: string, resume: string): Promise<Resumed | 'replayed' | undefined>;
  /** The user is here: the line lives for another day. False where it was ended because of a replay. */
  touch(desk: string, line: string): Promise<boolean>;
  /** Ends a line; whoever holds no secret of it ends nothing. */
  end(desk: string, resume: string): Promise<void>;
}

export interface ResumeHolder {
  readonly conversationId: string;
  readonly userId: string;
}

export interface Resumed extends ResumeHolder {
  readonly line: string;
  /** What the browser keeps from now on. */
  readonly resume: string;
}

/** Seconds after its last use for which a line can be gone on with. */
const RESUME_SECONDS = 24 * 3600;

// 128 bits that name the line, 256 that are its secret.
const RESUME = /^([\w-]{22})\.([\w-]{43})$/;

// KEYS line · ARGV 1 hash of the secret shown, 2 hash of its successor, 3 life ms.
// `now` was given out last and has not been shown yet; `before` was shown last, and stays good until `now` is shown.
// Hashes of 256 random bits are compared: how long that takes tells nothing about a secret.
const USE = script(`
local line = redis.call('HMGET', KEYS[1], 'holder', 'now', 'before')
if not line[1] then return {0} end
if ARGV[1] ~= line[2] and ARGV[1] ~= line[3] then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'replayed', 1)
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return {-1}
end
redis.call('HSET', KEYS[1], 'before', ARGV[1], 'now', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {1, line[1]}`);

// KEYS line · ARGV life ms
const TOUCH = script(`
if redis.call('HEXISTS', KEYS[1], 'replayed') == 1 then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1`);

// KEYS line · ARGV hash of the secret shown
const END = script(`
local line = redis.call('HMGET', KEYS[1], 'now', 'before')
if line[1] == ARGV[1] or line[2] == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`);

// KEYS line · ARGV holder, hash of the first secret, life ms
const BEGIN = script(`
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'now', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`);

const LIFE_MS = RESUME_SECONDS * 1000;

/** @param keyOf the desk's key, from which successors are made */
export function createResumeStore(redis: Redis, keyOf: (desk: string) => Promise<Uint8Array>): ResumeStore {
  return {
    async begin(desk, holder) {
      const line = randomBytes(16).toString('base64url');
      const secret = randomBytes(32).toString('base64url');
      const args = [JSON.stringify(holder), hashOf(secret), LIFE_MS];
      await run(redis, BEGIN, [directLineKeys.resume(desk, line)], args);
      return { line, resume: `${line}.${secret}` };
    },
    async use(desk, resume) {
      const [, line, secret] = RESUME.exec(resume) ?? [];
      if (line === undefined || secret === undefined) return undefined;
      const next = createHmac('sha256', await keyOf(desk))
        .update(`resume ${line} ${secret}`)
        .digest('base64url');
      const [found, holder] = (await run(
        redis,
        USE,
        [directLineKeys.resume(desk, line)],
        [hashOf(secret), hashOf(next), LIFE_MS],
      )) as [number, string];
      if (found < 0) return 'replayed';
      if (found === 0) return undefined;
      return { ...(JSON.parse(holder) as ResumeHolder), line, resume: `${line}.${next}` };
    },
    touch: async (desk, line) =>
      (await run(redis, TOUCH, [directLineKeys.resume(desk, line)], [LIFE_MS])) === 1,
    async end(desk, resume) {
      const [, line, secret] = RESUME.exec(resume) ?? [];
      if (line === undefined || secret === undefined) return;
      await run(redis, END, [directLineKeys.resume(desk, line)], [hashOf(secret)]);
    },
  };
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
