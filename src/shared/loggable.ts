import { beginning } from './beginning.ts';
import { isSecretName } from './secret-names.ts';

/** Replaces what is secret in a text. */
export type Mask = (text: string) => string;

const DEEPEST = 6;
/** A line is for a person: nothing in it needs to be longer. Masking costs with the length. */
const LONGEST_TEXT = 8_192;
const MOST_ITEMS = 100;

/** A value as a log may show it: plain, not deep, without secrets. What throws at a look is named instead. */
export function loggable(value: unknown, mask: Mask, depth = 0): unknown {
  try {
    return plainOf(value, mask, depth);
  } catch {
    return '[unreadable]';
  }
}

function plainOf(value: unknown, mask: Mask, depth: number): unknown {
  if (typeof value === 'string') return masked(value, mask);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '[deeper]';
  const inner = (one: unknown) => loggable(one, mask, depth + 1);
  if (value instanceof Error) return inner(errorOnly(value));
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map(inner);
  if ('toJSON' in value && typeof value.toJSON === 'function') return inner(value.toJSON());
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST_ITEMS)
      .map(([name, one]) => [name, isSecretName(name) ? '[redacted]' : inner(one)]),
  );
}

const masked = (text: string, mask: Mask): string =>
  mask(text.length > LONGEST_TEXT ? `${beginning(text, LONGEST_TEXT)}…` : text);

// What libraries hang on their errors (requests, commands, answers) holds tokens and what people wrote.
function errorOnly(error: Error): object {
  const { name: type, message, stack } = error;
  return { type, message, code: (error as NodeJS.ErrnoException).code, stack };
}
