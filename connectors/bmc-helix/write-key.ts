import { createHash } from 'node:crypto';

/** `Vendor Ticket Number` takes 60 characters. */
const MAX_KEY = 60;

/** A WriteKey as it stands in a field: itself where it fits, otherwise a hash of it. */
export const keyInField = (key: string): string =>
  new RegExp(`^[A-Za-z0-9:._-]{1,${MAX_KEY}}$`).test(key) ? key : `key-${hash(key)}`;

/**
 * A WriteKey as a mark in a text. Hexadecimal digits only, so that no character of it is a wildcard
 * of LIKE, which has no escape.
 */
export const markOf = (key: string): string => `ref ${hash(key)}`;

export const markLine = (key: string, part: number): string => `[${markOf(key)}-${part}]`;

/** The part a text's mark names, or nothing where the text does not carry this key's mark. */
export function markedPart(text: string, key: string): number | undefined {
  const match = new RegExp(`\\[${markOf(key)}-(\\d{1,6})\\]\\s*$`).exec(text);
  return match === null ? undefined : Number(match[1]);
}

const hash = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 32);
