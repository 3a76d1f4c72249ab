import { type Document, isMap, isScalar, type LineCounter, type ParsedNode } from 'yaml';
import type { Mistake, Path } from '../src/shared/schema-issues.ts';

/** Something that an admin should know of, and that keeps nothing from going on. */
export type Notice = Mistake;

/** Members by which people know a row. */
const NAMES = ['id', 'name', 'title'];

/** A member's name for people: rows go by what they are called. `agents.maria.queues`; one that has no name by its number from 0, `sla.1.minutes`. */
export function spoken(path: Path, settings: unknown): string {
  let at = settings;
  let words = '';
  for (const part of path) {
    at = typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[part] : undefined;
    if (typeof part === 'number') {
      const name = nameOf(at);
      words += `.${name ?? part}`;
    } else words += words === '' ? part : `.${part}`;
  }
  return words || 'the file';
}

function nameOf(row: unknown): string | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const names = NAMES.map((name) => (row as Record<string, unknown>)[name]);
  return names.find((name) => typeof name === 'string' && /^\S.{0,60}$/.test(name)) as string | undefined;
}

/** The line of a member in its file, counted from 1; of what is not there, the line of what it belongs to. */
export function lineOf(path: Path, document: Document.Parsed, lines: LineCounter): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const key = path[length - 1];
    const within = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const pair = isMap(within)
      ? within.items.find((one) => isScalar(one.key) && String(one.key.value) === String(key))
      : undefined;
    const node = (pair?.key ?? document.getIn(path.slice(0, length), true)) as ParsedNode | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}
