import { ArError, noSuchField, outOfLimit, wrongDataType } from './ar-error.ts';
import { exceeds } from './field-length.ts';
import { DISPLAY_ONLY, type Field, type Form, findField, ID_COLUMN, PIPED_ID_COLUMN } from './forms/form.ts';
import type { Row, Value } from './records.ts';
import type { SiteRules } from './site-rules.ts';

/** What a record holds for a field, ids included. */
export function columnOf(field: Field, row: Row): Value {
  if (field.column === ID_COLUMN) return row.id;
  if (field.column === PIPED_ID_COLUMN) return `${row.id}|${row.id}`;
  return row.columns[field.column] ?? null;
}

/** A request's `values` by column, labels for enumerations, checked against the form's field list. */
export function readValues(
  form: Form,
  values: Readonly<Record<string, unknown>>,
  rules: SiteRules,
): Map<string, Value> {
  const columns = new Map<string, Value>();
  for (const [name, raw] of Object.entries(values)) {
    const field = findField(form, name);
    if (field === undefined) throw noSuchField(form.name, name);
    if (field.system) {
      throw new ArError(403, 331, 'You do not have write access to field', `${form.name}: ${name}`);
    }
    const value = readValue(field, raw, rules);
    if (field.column !== DISPLAY_ONLY) columns.set(field.column, value);
  }
  return columns;
}

function readValue(field: Field, raw: unknown, rules: SiteRules): Value {
  if (raw === null || raw === '') return null;
  if (typeof raw !== 'string' && typeof raw !== 'number') throw wrongDataType(field.name);
  if (field.type === 'ENUM') return enumLabel(field, raw);
  if (field.type === 'TIME') return readTime(field, raw);
  const text = String(raw);
  if (text.includes('\0')) throw outOfLimit(`${field.name}: a character that the database cannot hold`);
  const limit = exceeds(field, text, rules);
  if (limit !== undefined) throw outOfLimit(`${field.name}: at most ${limit}`);
  return text;
}

function enumLabel(field: Field, raw: string | number): string {
  const number = typeof raw === 'number' ? raw : /^\d+$/.test(raw) ? Number(raw) : undefined;
  for (const [label, value] of field.values ?? []) if (label === raw || value === number) return label;
  throw outOfLimit(`${field.name}: ${raw}`);
}

// The last millisecond JavaScript can name.
const LAST_DATE = 8.64e15;

function readTime(field: Field, raw: string | number): number {
  const at = typeof raw === 'number' ? raw * 1000 : Date.parse(raw);
  if (Math.abs(at) <= LAST_DATE) return Math.floor(at / 1000);
  throw wrongDataType(`${field.name}: ${raw}`);
}

/** A record as JSON shows it: labels, ISO times, `null` for empty, attachments as links. */
export function showValues(
  form: Form,
  row: Row,
  href: string,
  only?: readonly string[],
): Record<string, unknown> {
  const names = only ?? [...form.fields.keys()];
  const shown: Record<string, unknown> = {};
  for (const name of names) {
    const field = findField(form, name);
    if (field === undefined) throw noSuchField(form.name, name);
    if (field.column !== DISPLAY_ONLY) shown[name] = showValue(field, columnOf(field, row), href);
  }
  if (only === undefined && row.history !== undefined) {
    shown['Status-History'] = Object.fromEntries(
      Object.entries(row.history).map(([status, { user, at }]) => [status, { user, timestamp: isoTime(at) }]),
    );
  }
  return shown;
}

function showValue(field: Field, value: Value, href: string): unknown {
  if (value === null) return null;
  if (typeof value === 'object') {
    const sizeBytes = Buffer.byteLength(value.base64, 'base64');
    return { name: value.name, sizeBytes, href: `${href}/attach/${encodeURIComponent(field.name)}` };
  }
  return field.type === 'TIME' && typeof value === 'number' ? isoTime(value) : value;
}

/** AR's own form of ISO 8601: `2022-06-21T11:08:05.000+0000`. */
const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('Z', '+0000');
