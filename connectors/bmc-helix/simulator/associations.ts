import type { Form } from './forms/form.ts';
import { FORMS } from './forms/index.ts';
import type { Records, Row } from './records.ts';

/** A tie that a form's definition has: rows of another form that carry this record's number. */
export interface Association {
  /** Form of the associated rows. */
  readonly form: string;
  readonly column: string;
}

const WORK_LOG: Association = { form: 'HPD:WorkLog', column: 'Incident Number' };

/** Table -> association -> what it leads to. Only what clients are known to ask for. */
const ASSOCIATIONS: Readonly<Record<string, Readonly<Record<string, Association>>>> = {
  'HPD:Help Desk': { 'HPD:INC:Worklog': WORK_LOG },
};

export function associationOf(form: Form, name: string): Association | undefined {
  const known = ASSOCIATIONS[form.table];
  return known !== undefined && Object.hasOwn(known, name) ? known[name] : undefined;
}

/** The associated rows with their form, in the order they were made. */
export function associated(
  records: Records,
  { form: name, column }: Association,
  row: Row,
): { readonly form: Form; readonly rows: readonly Row[] } {
  const form = FORMS.get(name);
  if (form === undefined) throw new Error(`There is no form ${name} to be associated with.`);
  const key = row.columns[column] ?? null;
  return { form, rows: key === null ? [] : records.all(name).filter((each) => each.columns[column] === key) };
}
