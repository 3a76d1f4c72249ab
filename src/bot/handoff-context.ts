import type { ContextRow } from '../chat/chat.ts';
import { cut } from '../chat/cut.ts';
import { isSecretName } from '../shared/secret-names.ts';

/** What `handoff.initiate` says that decides something: case and language of the bot's author do not count. */
const KNOWN = {
  topic: ['topic'],
  question: ['question', 'subject'],
  region: ['region'],
  company: ['company'],
  vip: ['vip'],
} as const;
export type Known = keyof typeof KNOWN;

const MOST_ROWS = 40;
const LONGEST_LABEL = 80;
const LONGEST_VALUE = 1_000;
const DEEPEST = 4;

/** What a bot sends with a handoff, read. */
export interface Said {
  readonly known: Readonly<Partial<Record<Known, unknown>>>;
  /** All else, for agents and mappings. */
  readonly context: readonly ContextRow[];
}

/** The value of `handoff.initiate`: members that decide something, and rows of all else, bounded, secrets left out. */
export function readHandoff(value: unknown): Said {
  const known: Partial<Record<Known, unknown>> = {};
  const rows: ContextRow[] = [];
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const members = isObject ? Object.entries(value) : [['value', value] as const];
  for (const [name, one] of members) {
    const meant = isObject ? meaningOf(name, one) : undefined;
    // A bot may send both question and subject: the first is taken, and the agent sees the other.
    if (meant !== undefined && known[meant] === undefined) known[meant] = one;
    else addRows(rows, name, one, 0);
  }
  return { known, context: rows.slice(0, MOST_ROWS) };
}

function meaningOf(name: string, value: unknown): Known | undefined {
  const plain = name.trim().toLowerCase();
  const found = Object.entries(KNOWN).find(([, names]) => (names as readonly string[]).includes(plain));
  const meant = found?.[0] as Known | undefined;
  if (meant === 'vip') return typeof value === 'boolean' ? meant : undefined;
  return typeof value === 'string' ? meant : undefined;
}

/** `{device: {id: 7}}` is the row `device.id`; a list of plain values is one row. */
function addRows(rows: ContextRow[], label: string, value: unknown, depth: number): void {
  if (rows.length >= MOST_ROWS || value === null || value === undefined || value === '') return;
  if (isSecretName(label)) rows.push(rowOf(label, '[hidden]'));
  else if (typeof value !== 'object') rows.push(rowOf(label, String(value)));
  else if (Array.isArray(value) && value.every((one) => typeof one !== 'object' || one === null)) {
    const words = value.filter((one) => one !== null && one !== undefined).join(', ');
    if (words !== '') rows.push(rowOf(label, words));
  } else if (depth >= DEEPEST) rows.push(rowOf(label, '[deeper]'));
  else for (const [name, inner] of Object.entries(value)) addRows(rows, `${label}.${name}`, inner, depth + 1);
}

const rowOf = (label: string, value: string): ContextRow => ({
  label: cut(clean(label), LONGEST_LABEL),
  value: cut(clean(value), LONGEST_VALUE),
});

/** Half a surrogate pair is no character, and control characters are nobody's to send. */
const clean = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
