import { workflow } from '../ar-error.ts';
import type { Records, Row, Value } from '../records.ts';
import type { Columns } from './people.ts';

const NOT_TAKEN_OVER: readonly string[] = [
  'Template Name',
  'InstanceId',
  'Status Template',
  // For whom the template is, not whose ticket it makes.
  'Company',
  'Submitter',
  'Submit Date',
  'Last Modified By',
  'Last Modified Date',
];

/**
 * The given values, filled up from the template that `TemplateID` names by its instance id (incidents)
 * or GUID (work orders). What the request gives wins.
 */
export function fromTemplate(
  records: Records,
  table: string,
  given: Columns,
  user: string,
): Map<string, Value> {
  const columns = new Map([...given].filter(([, value]) => value !== null));
  const wanted = columns.get('TemplateID');
  if (wanted === undefined) return columns;
  const template = records.all(table).find((row) => row.columns.InstanceId === wanted);
  const enabled = template?.columns['Status Template'] ?? template?.columns.Status;
  if (template === undefined || enabled !== 'Enabled') {
    throw workflow(`The template ${wanted} does not exist or is not enabled.`);
  }
  checkMayUse(records, table, template, user);
  // A work order template's own `Status` says that it is enabled.
  const ownStatus = 'Status Template' in template.columns ? [] : ['Status'];
  for (const [name, value] of Object.entries(template.columns)) {
    if (ownStatus.includes(name)) continue;
    if (value !== null && !NOT_TAKEN_OVER.includes(name) && !columns.has(name)) columns.set(name, value);
  }
  return columns;
}

/** A template that names support groups is for their members alone. */
function checkMayUse(records: Records, table: string, template: Row, user: string): void {
  const groups = records
    .all(`${table}SPGAssoc`)
    .filter((row) => row.columns['Template ID'] === template.id)
    .map((row) => row.columns['Support Group ID']);
  if (groups.length === 0) return;
  const member = records
    .all('CTM:Support Group Association')
    .some(
      ({ columns }) => columns['Login ID'] === user && groups.includes(columns['Support Group ID'] ?? ''),
    );
  if (!member) {
    throw workflow(`You do not have permission to use the template ${template.columns['Template Name']}.`);
  }
}
