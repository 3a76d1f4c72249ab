import { randomBytes } from 'node:crypto';
import { ArError, noSuchEntry, requiredField, workflow } from './ar-error.ts';
import { checkAttachment } from './attachment-rules.ts';
import { type Form, isShown } from './forms/form.ts';
import type { Records, Row, StoredFile, Value } from './records.ts';
import { changedIncident, newIncident } from './rules/incident.ts';
import type { Columns } from './rules/people.ts';
import { changedWorkOrder, newWorkOrder } from './rules/work-order.ts';
import { readValues } from './values.ts';
import type { Writer } from './writer.ts';

type RawValues = Readonly<Record<string, unknown>>;

const INCIDENT = 'HPD:Help Desk';
const WORK_ORDER = 'WOI:WorkOrder';

/** Plain forms: the letters before an entry's number. */
const PREFIXES: Readonly<Record<string, string>> = {
  'HPD:WorkLog': 'WLG',
  'WOI:WorkInfo': 'WLG',
  'CTM:People': 'PPL',
  'CTM:Support Group': 'SGP',
  'HPD:Template': 'HTP',
  'WOI:Template': 'WOT',
  'RKM:KnowledgeArticleManager': 'KBR',
  'AST:CI Unavailability': 'UNA',
  'HPD:Associations': 'HAS',
  'WOI:Associations': 'WAS',
};

/** A new entry as the form's workflow makes it; on a staging form the ticket is made with it. */
export function createEntry(
  records: Records,
  form: Form,
  values: RawValues,
  files: ReadonlyMap<string, StoredFile>,
  by: Writer,
): Row {
  const columns = readValues(form, values, by.rules);
  for (const file of files.values()) checkAttachment(file, by.rules);
  attach(form, columns, files);
  if (form.name === 'HPD:IncidentInterface_Create') return createIncident(records, form, columns, by);
  if (form.name === 'WOI:WorkOrderInterface_Create') return createWorkOrder(records, form, columns, by);
  if (form.kind === 'join' || form.table === INCIDENT || form.table === WORK_ORDER) {
    throw workflow(`Entries are created through the _Create form, not through ${form.name}.`);
  }
  for (const field of form.fields.values()) {
    if (field.initial !== undefined && !columns.has(field.column)) {
      columns.set(field.column, field.initial === '$USER$' ? by.user : field.initial);
    }
    if (field.required && (columns.get(field.column) ?? null) === null) throw requiredField(field.name);
  }
  const id = numbered(PREFIXES[form.table] ?? 'REQ', 12, records.next(form.table, 101));
  const row = stamped(form.table, id, columns, by);
  records.save([{ put: row }]);
  return row;
}

export function changeEntry(records: Records, form: Form, id: string, values: RawValues, by: Writer): void {
  const row = findEntry(records, form, id);
  const given = readValues(form, values, by.rules);
  if (form.kind === 'staging') throw workflow(`Entries of ${form.name} cannot be modified.`);
  const columns =
    form.table === INCIDENT
      ? changedIncident(records, row, given, by)
      : form.table === WORK_ORDER
        ? changedWorkOrder(records, row, given, by)
        : new Map([...Object.entries(row.columns), ...given]);
  records.save([{ put: restamped(row, columns, by) }]);
}

export function dropEntry(records: Records, form: Form, id: string): void {
  const row = findEntry(records, form, id);
  records.save([{ drop: { table: form.table, id: row.id } }]);
}

/** By id; a join form takes `X|X` and, as the real server does, the plain `X`. */
export function findEntry(records: Records, form: Form, id: string): Row {
  const [plain = '', again = plain, ...more] = id.split('|');
  const row = again === plain && more.length === 0 ? records.get(form.table, plain) : undefined;
  const shown = row !== undefined && isShown(form, row);
  if (!shown || (id.includes('|') && form.kind !== 'join')) throw noSuchEntry(form.name, id);
  return row;
}

function createIncident(records: Records, form: Form, given: Columns, by: Writer): Row {
  const columns = new Map(newIncident(records, given, by));
  // Two counters: people say the number, the API addresses the entry.
  const number = numbered('INC', 12, records.next('Incident Number', 430));
  const entryId = numbered('INC', 12, records.next('Incident Entry ID', 527));
  columns.set('Incident Number', number).set('SRInstanceID', 'NA');
  const staging = new Map(columns).set('Incident_Entry_ID', entryId);
  return saveWithStaging(records, form, stamped(INCIDENT, entryId, columns, by), staging, by);
}

function createWorkOrder(records: Records, form: Form, given: Columns, by: Writer): Row {
  const columns = new Map(newWorkOrder(records, given, by));
  const number = numbered('WO', 13, records.next('Work Order ID', 1001));
  const entryId = numbered('WO', 13, records.next('Work Order Request ID', 701));
  columns.set('Work Order ID', number);
  return saveWithStaging(records, form, stamped(WORK_ORDER, entryId, columns, by), columns, by);
}

function saveWithStaging(records: Records, form: Form, ticket: Row, columns: Columns, by: Writer): Row {
  const carried = { ...ticket, columns: without(ticket.columns, by.rules.notCarried ?? []) };
  checkUnique(records, carried, by.rules.unique ?? []);
  const staging = stamped(form.table, numbered('STG', 12, records.next(form.table, 1)), columns, by);
  const row = { ...staging, columns: { ...staging.columns, 'Create Date': by.now } };
  records.save([{ put: carried }, { put: row }]);
  return row;
}

const without = (columns: Row['columns'], names: readonly string[]): Row['columns'] =>
  Object.fromEntries(Object.entries(columns).filter(([name]) => !names.includes(name)));

function checkUnique(records: Records, row: Row, names: readonly string[]): void {
  const twin = names.find((name) => {
    const value = row.columns[name] ?? null;
    return value !== null && records.all(row.table).some((other) => other.columns[name] === value);
  });
  if (twin !== undefined)
    throw new ArError(
      500,
      382,
      'The value(s) for this entry violate a unique index that has been defined',
      twin,
    );
}

function stamped(table: string, id: string, columns: Columns, by: Writer): Row {
  const values: Record<string, Value> = {
    ...Object.fromEntries(columns),
    InstanceId: `AG${randomBytes(17).toString('hex').toUpperCase()}`,
    Submitter: by.user,
    'Submit Date': by.now,
  };
  return restamped({ table, id, columns: values }, new Map(Object.entries(values)), by);
}

function restamped(row: Row, columns: Columns, by: Writer): Row {
  const values: Record<string, Value> = {
    ...Object.fromEntries(columns),
    'Last Modified By': by.user,
    'Last Modified Date': by.now,
  };
  if (row.table !== INCIDENT && row.table !== WORK_ORDER) return { ...row, columns: values };
  const status = String(values.Status);
  if (row.history !== undefined && row.columns.Status === status) return { ...row, columns: values };
  const finished = { Resolved: 'Last Resolved Date', Closed: 'Closed Date', Completed: 'Completed Date' }[
    status
  ];
  if (finished !== undefined) values[finished] = by.now;
  return { ...row, columns: values, history: { ...row.history, [status]: { user: by.user, at: by.now } } };
}

/** A file lands only where the JSON names it for the same field; otherwise it is dropped without a word. */
function attach(form: Form, columns: Map<string, Value>, files: ReadonlyMap<string, StoredFile>): void {
  for (const field of form.fields.values()) {
    if (field.type !== 'ATTACHMENT') continue;
    const named = columns.get(field.column);
    const file = files.get(field.name);
    columns.set(field.column, file !== undefined && file.name === named ? file : null);
  }
  for (const name of files.keys()) {
    if (form.fields.get(name)?.type !== 'ATTACHMENT') {
      throw new ArError(400, 311, 'Field is not an attachment field', `${form.name}: ${name}`);
    }
  }
}

const numbered = (prefix: string, digits: number, value: number): string =>
  `${prefix}${String(value).padStart(digits, '0')}`;
