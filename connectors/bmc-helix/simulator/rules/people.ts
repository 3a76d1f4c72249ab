import { workflow } from '../ar-error.ts';
import type { Records, Row, Value } from '../records.ts';

export type Columns = ReadonlyMap<string, Value>;

/** CTM:People column -> the value it must have; empty values do not narrow. */
type Wanted = Readonly<Record<string, Value | undefined>>;

/** The one person these values name. None or several is the refusal that integrations know. */
export function theCustomer(records: Records, wanted: Wanted, what: 'Incident' | 'Work Order'): Row {
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined && value !== null);
  const found =
    given.length === 0
      ? []
      : records
          .all('CTM:People')
          .filter((row) => row.columns['Profile Status'] !== 'Obsolete')
          .filter((row) => given.every(([column, value]) => columnFor(row, column) === value));
  const [person] = found;
  if (person !== undefined && found.length === 1) return person;
  throw workflow(
    `${found.length} records have been found for the ${what} contact information you have provided. ` +
      'Please provide information that identifies exactly one person.',
  );
}

const columnFor = (row: Row, column: string): Value | undefined =>
  column === 'Person ID' ? row.id : row.columns[column];

/** Name and login travel together and name one member of the support staff. */
export function checkAssignee(
  records: Records,
  name: Value | undefined,
  login: Value | undefined,
  fields: readonly [string, string],
): void {
  if ((name ?? null) === null && (login ?? null) === null) return;
  if ((name ?? null) === null || (login ?? null) === null) {
    throw workflow(`${fields[0]} and ${fields[1]} must be set together.`);
  }
  const known = records
    .all('CTM:People')
    .some(
      ({ columns }) =>
        columns['Full Name'] === name &&
        columns['Remedy Login ID'] === login &&
        columns['Support Staff'] === 'Yes',
    );
  if (!known) throw workflow(`${fields[0]} ${name} (${login}) is not a member of the support staff.`);
}
