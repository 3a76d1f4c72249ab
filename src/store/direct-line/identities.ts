import type { Redis } from 'ioredis';
import { ask } from './ask.ts';
import { directLineKeys } from './keys.ts';

export interface IdentityStore {
  /**
   * True for the first who uses an identity.
   * @param until epoch seconds after which it is worth nothing anyway
   */
  use(desk: string, id: string, until: number): Promise<boolean>;
}

/** Clocks may differ: an identity is remembered a little longer than it is good for. */
const SPARE_SECONDS = 120;

export const createIdentityStore = (redis: Redis): IdentityStore => ({
  async use(desk, id, until) {
    const at = Math.ceil(until) + SPARE_SECONDS;
    return (await ask(redis.set(directLineKeys.identity(desk, id), '1', 'EXAT', at, 'NX'))) === 'OK';
  },
});
