import { cut } from '../chat/cut.ts';

/** Longer, deeper or more than this nobody fills in. */
const MOST_TEXT = 4_000;
const MOST_VALUES = 60;
const MOST_DEPTH = 6;

/**
 * What a card or form was filled in with, as a line that people read: `asset: LT-0042, reason: broken screen`.
 * Undefined where there is nothing in it.
 */
export function valuesLine(value: unknown): string | undefined {
  const parts = valuesIn(parsed(value)).slice(0, MOST_VALUES);
  const line = parts.map(([path, text]) => (path === '' ? text : `${path}: ${text}`)).join(', ');
  return line === '' ? undefined : cut(line.toWellFormed(), MOST_TEXT);
}

type Part = readonly [path: string, text: string];

function valuesIn(value: unknown, path = '', depth = 0): readonly Part[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [[path, value.trim()]];
  if (typeof value === 'number' || typeof value === 'boolean') return [[path, String(value)]];
  if (typeof value !== 'object' || value === null || depth >= MOST_DEPTH) return [];
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object'))
    return valuesIn(value.slice(0, MOST_VALUES).map(String).join('; '), path, depth);
  const found: Part[] = [];
  for (const [name, one] of Object.entries(value)) {
    if (found.length >= MOST_VALUES) break;
    // How Teams is told to show a button, and nothing that anybody has filled in.
    if (name === 'msteams') continue;
    found.push(...valuesIn(one, path === '' ? name : `${path}.${name}`, depth + 1));
  }
  return found;
}

/** Some channels give values as JSON text. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
