import { createHash } from 'node:crypto';

/** A row of the audit in its place: `row` is JSON, `hash` covers the hash before it, the id and the row. */
export interface ChainedRow {
  /** Given by Redis: its clock in milliseconds, then a number. */
  readonly id: string;
  readonly row: string;
  readonly hash: string;
}

/** What the first row of all follows. */
export const GENESIS = '';

const chainHash = (before: string, id: string, row: string): string =>
  createHash('sha256').update(`${before}\n${id}\n${row}`).digest('base64url');

/** Rows that have no place yet, chained onto the hash before them. */
export function chained(
  before: string,
  rows: readonly Pick<ChainedRow, 'id' | 'row'>[],
): readonly ChainedRow[] {
  let last = before;
  return rows.map(({ id, row }) => {
    last = chainHash(last, id, row);
    return { id, row, hash: last };
  });
}

/** The first row that does not follow from the hash before it; undefined where all do. */
export function firstBroken(before: string, rows: readonly ChainedRow[]): ChainedRow | undefined {
  let last = before;
  return rows.find(({ id, row, hash }) => {
    const fits = chainHash(last, id, row) === hash;
    last = hash;
    return !fits;
  });
}

/** JSON with the members in the order of their names, so that the same content is always the same text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
