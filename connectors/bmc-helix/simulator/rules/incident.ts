import { INCIDENT_REASONS } from '../../legal-reasons.ts';
import { workflow } from '../ar-error.ts';
import { IMPACT, URGENCY } from '../forms/enums.ts';
import { incidentCreate, incidentInterface } from '../forms/incident.ts';
import type { Records, Row, Value } from '../records.ts';
import type { Writer } from '../writer.ts';
import { checkDemanded, checkRequired } from './demanded.ts';
import { type Columns, checkAssignee, theCustomer } from './people.ts';
import { checkReason, checkTransition } from './status.ts';
import { checkGroup, INCIDENT_GROUP, placeGroup } from './support-group.ts';
import { fromTemplate } from './template.ts';

// Resolved closes by an escalation; Closed and Cancelled are the end.
const NEXT: Readonly<Record<string, readonly string[]>> = {
  New: ['Assigned', 'In Progress', 'Pending', 'Resolved', 'Cancelled'],
  Assigned: ['New', 'In Progress', 'Pending', 'Resolved', 'Cancelled'],
  'In Progress': ['Assigned', 'Pending', 'Resolved', 'Cancelled'],
  Pending: ['Assigned', 'In Progress', 'Resolved', 'Cancelled'],
  Resolved: ['Assigned', 'In Progress', 'Closed'],
  Closed: [],
  Cancelled: [],
};

const NEEDS_ASSIGNEE: readonly string[] = ['In Progress', 'Pending', 'Resolved', 'Closed'];
const NEEDS_RESOLUTION: readonly string[] = ['User Service Restoration', 'Infrastructure Restoration'];
const ASSIGNEE_FIELDS = ['Assignee', 'Assignee Login ID'] as const;

/** What `HPD:IncidentInterface_Create` makes of a request: the columns of a new incident. */
export function newIncident(records: Records, given: Columns, by: Writer): ReadonlyMap<string, Value> {
  const columns = fromTemplate(records, 'HPD:Template', given, by.user);
  checkRequired(incidentCreate, columns, by.rules);
  if (['Closed', 'Cancelled'].includes(String(columns.get('Status')))) {
    throw workflow(`An incident cannot be created with the status ${columns.get('Status')}.`);
  }
  const customer = theCustomer(
    records,
    {
      'First Name': columns.get('First Name'),
      'Last Name': columns.get('Last Name'),
      'Remedy Login ID': columns.get('Login_ID'),
      'Person ID': columns.get('Person ID'),
      Company: columns.get('Company'),
    },
    'Incident',
  );
  columns.set('First Name', customer.columns['First Name'] ?? null);
  columns.set('Last Name', customer.columns['Last Name'] ?? null);
  columns.set('Customer Login ID', customer.columns['Remedy Login ID'] ?? null);
  columns.set('Person ID', customer.id);
  columns.set('Company', customer.columns.Company ?? null);
  placeGroup(records, columns, INCIDENT_GROUP, customer.columns.Company ?? null);
  columns.set('Priority', priority(columns.get('Impact'), columns.get('Urgency')));
  checkIncident(records, columns);
  checkDemanded(incidentInterface, columns, 'Resolved', by.rules);
  return columns;
}

/** What a change makes of an incident, or the workflow's refusal. */
export function changedIncident(
  records: Records,
  row: Row,
  given: Columns,
  by: Writer,
): ReadonlyMap<string, Value> {
  const before = row.columns;
  if (before.Status === 'Closed') throw workflow('The incident is closed and can no longer be modified.');
  const columns = new Map([...Object.entries(before), ...given]);
  for (const name of ['Status', 'Description', 'Impact', 'Urgency']) {
    if ((columns.get(name) ?? null) === null) {
      throw workflow(`A required field cannot be reset to a NULL value: ${name}`, 326);
    }
  }
  checkTransition(NEXT, before.Status ?? null, columns.get('Status') ?? null);
  columns.set('Priority', priority(columns.get('Impact'), columns.get('Urgency')));
  checkGroup(records, columns, given, INCIDENT_GROUP);
  checkIncident(records, columns);
  checkDemanded(incidentInterface, columns, 'Resolved', by.rules);
  return columns;
}

function checkIncident(records: Records, columns: Columns): void {
  const status = columns.get('Status') ?? null;
  checkAssignee(records, columns.get('Assignee'), columns.get('Assignee Login ID'), ASSIGNEE_FIELDS);
  checkReason(INCIDENT_REASONS, status, columns.get('Status_Reason') ?? null);
  if (NEEDS_ASSIGNEE.includes(String(status)) && (columns.get('Assignee') ?? null) === null) {
    throw workflow(`The incident must have an Assignee when the status is ${status}.`);
  }
  const mustExplain = NEEDS_RESOLUTION.includes(String(columns.get('Service Type')));
  if (status === 'Resolved' && mustExplain && (columns.get('Resolution') ?? null) === null) {
    throw workflow('You must enter information into the Resolution field to resolve this incident.');
  }
}

function priority(impact: Value | undefined, urgency: Value | undefined): string {
  const weight = (IMPACT.get(String(impact)) ?? 4000) + (URGENCY.get(String(urgency)) ?? 4000);
  if (weight <= 3000) return 'Critical';
  if (weight <= 5000) return 'High';
  return weight <= 7000 ? 'Medium' : 'Low';
}
