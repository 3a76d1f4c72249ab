/** How a body may be packed, the one that packs best first, and the ending of a file that is. */
export const ENCODINGS = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const;

export type Encoding = (typeof ENCODINGS)[number]['name'] | 'identity';

/**
 * The encoding in which a caller wants a body, of those there are; the best packed one where they like several
 * equally (RFC 9110, 12.5.3).
 * @param accepted the `Accept-Encoding` header; whoever sends none gets the body as it is
 * @returns undefined where they take none of them
 */
export function encodingFor(accepted: string | undefined, there: readonly Encoding[]): Encoding | undefined {
  if (accepted === undefined) return 'identity';
  const weights = weightsIn(accepted);
  const any = weights.get('*');
  const weightOf = (name: Encoding): number =>
    weights.get(name) ??
    (name === 'gzip' ? weights.get('x-gzip') : undefined) ??
    any ??
    (name === 'identity' ? LEAST : 0);
  const [best] = there
    .map((name) => ({ name, weight: weightOf(name) }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  return best?.name;
}

/** What nobody has named, and nobody refused, is the last choice. */
const LEAST = 0.0001;

function weightsIn(accepted: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const one of accepted.toLowerCase().split(',')) {
    const [name = '', ...parameters] = one.split(';').map((part) => part.trim());
    if (name === '') continue;
    const weight = parameters.find((part) => part.startsWith('q='))?.slice(2);
    const q = weight === undefined ? 1 : Number(weight);
    weights.set(name, Number.isFinite(q) && weight !== '' ? Math.min(Math.max(q, 0), 1) : 0);
  }
  return weights;
}
