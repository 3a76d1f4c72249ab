import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import type { Redis } from 'ioredis';
import { keysOf } from '../keys.ts';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** All that is kept of a chat: its log, and its hashes by what they are (`chat`, `marks`, `ledger:1`, `lane:…`). */
export interface Whole {
  readonly log: readonly string[];
  readonly hashes: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export const squeeze = (whole: Whole): Promise<Buffer> =>
  compress(JSON.stringify(whole), {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: 6,
    },
  });

export const expand = async (value: Buffer): Promise<Whole> =>
  JSON.parse((await decompress(value)).toString('utf8')) as Whole;

/** What is in the value of a packed chat; undefined where it is not packed. */
export async function readPacked(redis: Redis, desk: string, chat: string): Promise<Whole | undefined> {
  const value = await redis.getBuffer(keysOf(desk).packed(chat));
  return value === null ? undefined : expand(value);
}

/**
 * Reads what may be packed: as it lies there, else from the packed value. A chat that is packed or
 * unpacked between the two is looked for once more.
 */
export async function readEitherWay<T>(
  redis: Redis,
  desk: string,
  chat: string,
  open: () => Promise<T | undefined>,
  packed: (whole: Whole) => T,
): Promise<T | undefined> {
  for (let i = 0; i < 2; i++) {
    const found = await open();
    if (found !== undefined) return found;
    const whole = await readPacked(redis, desk, chat);
    if (whole !== undefined) return packed(whole);
  }
  return undefined;
}
