import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { ask } from './ask.ts';
import { directLineKeys } from './keys.ts';

/**
 * The desk's key for signing tokens: 256 random bits, made by whoever asks first and the same for everybody
 * from then on, so that tokens outlive the process that gave them out. Where Redis has lost it, a process
 * that knows it puts it back: whoever asks again and gets another has to go by that.
 */
export function createTokenKey(redis: Redis): (desk: string) => Promise<Uint8Array> {
  const known = new Map<string, string>();
  return async (desk) => {
    const key = directLineKeys.tokenKey(desk);
    await ask(redis.set(key, known.get(desk) ?? randomBytes(32).toString('base64url'), 'NX'));
    const text = (await ask(redis.get(key))) ?? '';
    known.set(desk, text);
    return new Uint8Array(Buffer.from(text, 'base64url'));
  };
}
