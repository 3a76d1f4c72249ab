/**
 * A `q=` expression. Field names go between single quotes, values between double quotes, and a quote
 * inside is doubled: AR knows no backslash escape (itsm-apis 1.3). The only place that quotes.
 */
export function qualify(strings: TemplateStringsArray, ...parts: readonly (FieldName | string)[]): string {
  return strings.reduce((text, string, at) => text + quote(parts[at - 1] ?? '') + string);
}

export interface FieldName {
  readonly field: string;
}

/** Marks a part of `qualify` as a field's name; plain strings are values. */
export const field = (name: string): FieldName => ({ field: name });

function quote(part: FieldName | string): string {
  const text = typeof part === 'string' ? part : part.field;
  // Callers search for our own keys and for numbers the server gave: this is a bug, not bad input.
  if (/\p{Cc}/u.test(text)) throw new RangeError('a qualification cannot hold control characters');
  return typeof part === 'string' ? `"${text.replaceAll('"', '""')}"` : `'${text.replaceAll("'", "''")}'`;
}
