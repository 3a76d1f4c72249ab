import { WORK_ORDER_REASONS } from '../../legal-reasons.ts';
import { workflow } from '../ar-error.ts';
import { workOrder, workOrderCreate } from '../forms/work-order.ts';
import type { Records, Row, Value } from '../records.ts';
import type { Writer } from '../writer.ts';
import { checkDemanded, checkRequired } from './demanded.ts';
import { type Columns, checkAssignee, theCustomer } from './people.ts';
import { checkReason, checkTransition } from './status.ts';
import { checkGroup, placeGroup, WORK_ORDER_GROUP } from './support-group.ts';
import { fromTemplate } from './template.ts';

const OPEN = ['Assigned', 'Pending', 'Waiting Approval', 'Planning', 'In Progress'];
const NEXT: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    OPEN.map((status) => [status, [...OPEN, 'Completed', 'Rejected', 'Cancelled']] as const),
  ),
  Completed: ['In Progress', 'Closed'],
  Rejected: ['Planning', 'Assigned', 'Cancelled'],
  Cancelled: [],
  Closed: [],
};

const ASSIGNEE_FIELDS = ['ASCHG', 'ASLOGID'] as const;

/** What `WOI:WorkOrderInterface_Create` makes of a request: the columns of a new work order. */
export function newWorkOrder(records: Records, given: Columns, by: Writer): ReadonlyMap<string, Value> {
  const columns = fromTemplate(records, 'WOI:Template', given, by.user);
  const summary = columns.get('Summary');
  if (summary !== undefined && !columns.has('Description')) columns.set('Description', summary);
  columns.delete('Summary');
  if (given.has('Status')) columns.set('Status', given.get('Status') ?? null);
  checkRequired(workOrderCreate, columns, by.rules);
  if (!OPEN.includes(String(columns.get('Status')))) {
    throw workflow(`A work order cannot be created with the status ${columns.get('Status')}.`);
  }
  const customer = theCustomer(
    records,
    {
      'First Name': columns.get('Customer First Name') ?? columns.get('First Name'),
      'Last Name': columns.get('Customer Last Name') ?? columns.get('Last Name'),
      'Remedy Login ID': columns.get('RequesterLoginID'),
      'Person ID': columns.get('Customer Person ID'),
      Company: columns.get('Customer Company'),
    },
    'Work Order',
  );
  columns.set('Customer First Name', customer.columns['First Name'] ?? null);
  columns.set('Customer Last Name', customer.columns['Last Name'] ?? null);
  columns.set('Customer Company', customer.columns.Company ?? null);
  columns.set('Customer Person ID', customer.id);
  columns.set('RequesterLoginID', customer.columns['Remedy Login ID'] ?? null);
  if (!columns.has('Work Order Type')) columns.set('Work Order Type', 'General');
  assign(records, columns);
  checkReason(WORK_ORDER_REASONS, columns.get('Status') ?? null, columns.get('Status Reason') ?? null);
  return columns;
}

/** What a change makes of a work order, or the workflow's refusal. */
export function changedWorkOrder(
  records: Records,
  row: Row,
  given: Columns,
  by: Writer,
): ReadonlyMap<string, Value> {
  const before = row.columns;
  if (before.Status === 'Closed') throw workflow('The work order is closed and can no longer be modified.');
  const columns = new Map([...Object.entries(before), ...given]);
  for (const name of ['Status', 'Description', 'Priority']) {
    if ((columns.get(name) ?? null) === null) {
      throw workflow(`A required field cannot be reset to a NULL value: ${name}`, 326);
    }
  }
  checkTransition(NEXT, before.Status ?? null, columns.get('Status') ?? null);
  checkGroup(records, columns, given, WORK_ORDER_GROUP);
  checkAssignee(records, columns.get('ASCHG'), columns.get('ASLOGID'), ASSIGNEE_FIELDS);
  checkReason(WORK_ORDER_REASONS, columns.get('Status') ?? null, columns.get('Status Reason') ?? null);
  checkDemanded(workOrder, columns, 'Completed', by.rules);
  return columns;
}

/** The group that was asked for, under the names of either half of the form; the request assignee by their full name. */
function assign(records: Records, columns: Map<string, Value>): void {
  if (!columns.has(WORK_ORDER_GROUP.group)) {
    columns.set(WORK_ORDER_GROUP.company, columns.get('Support Company') ?? null);
    columns.set(WORK_ORDER_GROUP.organization, columns.get('Support Organization') ?? null);
    columns.set(WORK_ORDER_GROUP.group, columns.get('Support Group Name') ?? null);
  }
  placeGroup(records, columns, WORK_ORDER_GROUP, columns.get('Customer Company') ?? null);
  const name = columns.get('ASCHG');
  if (name === undefined) return;
  const person = records.all('CTM:People').find((row) => row.columns['Full Name'] === name);
  const login = person?.columns['Remedy Login ID'] ?? '';
  checkAssignee(records, name, login, ASSIGNEE_FIELDS);
  columns.set('ASLOGID', login);
}
