import { maskText } from './mask-text.ts';

/** Shorter ones stand in too many words by chance. */
const SHORTEST_SECRET = 6;
/** Lines repeat: the same words are looked through once. */
const MOST_KNOWN = 500;

/**
 * The mask of a log: what looks like a card or a secret, the admin's patterns, and the house's own
 * secrets whatever stands around them. It is on even where tickets are not masked.
 */
export function createLogMask(patterns: readonly string[], secrets: readonly string[]) {
  const own = secrets.filter((secret) => secret.length >= SHORTEST_SECRET);
  const known = new Map<string, string>();
  return (text: string): string => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const open = own.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
    const masked = maskText(open, { on: true, patterns });
    if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value ?? '');
    known.set(text, masked);
    return masked;
  };
}
