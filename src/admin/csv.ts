type Cell = string | number | undefined;

/** What a spreadsheet would take for a formula, however it begins; some know the signs in full width too. */
const FORMULA = /^\s*[=+\-@\t\r＝＋－＠]/;

/** Rows as CSV (RFC 4180). A text that a spreadsheet would carry out gets an apostrophe before it. */
export const csv = <C extends string>(
  columns: readonly C[],
  rows: readonly { readonly [column in C]?: Cell }[],
): string =>
  [columns, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((cells) => `${cells.map(cellOf).join(',')}\r\n`)
    .join('');

function cellOf(value: Cell): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
