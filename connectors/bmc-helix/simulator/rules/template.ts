import { workflow } from '../ar-error.ts';
import type { Records, Value } from '../records.ts';
import type { Columns } from './people.ts';

const NOT_TAKEN_OVER: readonly string[] = [
  'Template Name',
  'InstanceId',
  'Status Template',
  'Submitter',
  'Submit Date',
  'Last Modified By',
  'Last Modified Date',
];

/**
 * The given values, filled up from the template that `TemplateID` names by its instance id (incidents)
 * or GUID (work orders). What the request gives wins.
 */
export function fromTemplate(records: Records, table: string, given: Columns): Map<string, Value> {
  const columns = new Map([...given].filter(([, value]) => value !== null));
  const wanted = columns.get('TemplateID');
  if (wanted === undefined) return columns;
  const template = records.all(table).find((row) => row.columns.InstanceId === wanted);
  const enabled = template?.columns['Status Template'] ?? template?.columns.Status;
  if (template === undefined || enabled !== 'Enabled') {
    throw workflow(`The template ${wanted} does not exist or is not enabled.`);
  }
  for (const [name, value] of Object.entries(template.columns)) {
    if (value !== null && !NOT_TAKEN_OVER.includes(name) && !columns.has(name)) columns.set(name, value);
  }
  return columns;
}
