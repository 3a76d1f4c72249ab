import { badRequest, noSuchField } from './ar-error.ts';
import { type Field, type Form, findField, isShown } from './forms/form.ts';
import { meets } from './qualification/evaluate.ts';
import { parseQualification } from './qualification/parse.ts';
import type { Records, Row } from './records.ts';
import { columnOf } from './values.ts';
import type { View } from './view.ts';

/** What one answer holds at most, whatever `limit` asks for. */
const MAX_ROWS = 1000;

export interface Page {
  readonly rows: readonly Row[];
  /** Offset of the next page, where there is one. */
  readonly next: number | undefined;
}

/** The rows that `q`, `sort`, `limit` and `offset` select, in the order they were made unless sorted. */
export function queryEntries(
  records: Records,
  form: Form,
  parameters: URLSearchParams,
  context: { readonly user: string; readonly now: number; readonly view: View },
): Page {
  const limit = Math.min(wholeNumber(parameters, 'limit') ?? MAX_ROWS, MAX_ROWS);
  const offset = wholeNumber(parameters, 'offset') ?? 0;
  const source = parameters.get('q')?.trim() ?? '';
  const condition = source === '' ? undefined : parseQualification(source, form);
  const found = records
    .all(form.table)
    .filter((row) => isShown(form, row) && context.view.sees(row) && context.view.finds(row))
    .filter((row) => condition === undefined || meets(condition, row, context));
  const sorted = sort(found, form, parameters.get('sort')?.trim() ?? '');
  const rows = sorted.slice(offset, offset + limit);
  return { rows, next: offset + rows.length < sorted.length && rows.length > 0 ? offset + limit : undefined };
}

function sort(rows: readonly Row[], form: Form, source: string): readonly Row[] {
  const keys = source
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part): { field: Field; sign: number } => {
      const [, name = '', order] = /^(.*?)(?:\.(asc|desc))?$/i.exec(part) ?? [];
      const field = findField(form, name);
      if (field === undefined) throw noSuchField(form.name, name);
      return { field, sign: order?.toLowerCase() === 'desc' ? -1 : 1 };
    });
  if (keys.length === 0) return rows;
  return rows.toSorted((a, b) => {
    for (const { field, sign } of keys) {
      const [left, right] = [sortKey(field, a), sortKey(field, b)];
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  });
}

/** Numbers compare as numbers, enumerations in their order, nothing first. */
function sortKey(field: Field, row: Row): string | number {
  const value = columnOf(field, row);
  if (field.type === 'ENUM') return value === null ? -1 : (field.values?.get(String(value)) ?? -1);
  if (field.type === 'TIME') return typeof value === 'number' ? value : -1;
  return value === null || typeof value === 'object' ? '' : String(value);
}

function wholeNumber(parameters: URLSearchParams, name: string): number | undefined {
  const source = parameters.get(name);
  if (source === null) return undefined;
  if (!/^\d{1,9}$/.test(source)) throw badParameter(name, 'must be a whole number');
  return Number(source);
}

const badParameter = (name: string, why: string): Error =>
  badRequest('A query parameter is not valid', `${name}: ${why}`);
