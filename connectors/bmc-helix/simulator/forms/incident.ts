import {
  IMPACT,
  INCIDENT_STATUS,
  INCIDENT_STATUS_REASON,
  PRIORITY,
  REPORTED_SOURCE,
  SERVICE_TYPE,
  URGENCY,
  YES_NO,
} from './enums.ts';
import {
  char,
  choice,
  displayOnly,
  type Field,
  form,
  ID_COLUMN,
  PIPED_ID_COLUMN,
  text,
  time,
} from './form.ts';

const TABLE = 'HPD:Help Desk';
// The core field 8 carries the summary as well.
const DESCRIPTION = { id: 1000000000, otherIds: [8], maxLength: 100 };

/** Fields that both the creating and the reading forms name alike. */
const shared: readonly (Field | string)[] = [
  char('Assigned Support Company', { id: 1000000251 }),
  char('Assigned Support Organization', { id: 1000000014, maxLength: 60 }),
  char('Assigned Group', { id: 1000000217, maxLength: 60 }),
  char('Assigned Group ID', { id: 1000000079, maxLength: 15 }),
  char('Assignee', { id: 1000000218, maxLength: 69 }),
  char('Assignee Login ID', { id: 4, maxLength: 30 }),
  'TemplateID',
  'Site',
  'Site Group',
  'Region',
  char('Vendor Ticket Number', { id: 1000000652, maxLength: 60 }),
  'Chat Session ID',
  'HPD_CI',
  'HPD_CI_ReconID',
  'ServiceCI',
  'ServiceCI_ReconID',
  'Categorization Tier 1',
  'Categorization Tier 2',
  'Categorization Tier 3',
  'Product Categorization Tier 1',
  'Product Categorization Tier 2',
  'Product Categorization Tier 3',
  text('Resolution', { id: 1000000156 }),
  char('Company', { id: 1000000001 }),
  choice('Flag_Create_Request', YES_NO, { id: 301674600 }),
  ...displayOnly(
    'z1D_Activity_Type',
    'z1D_ActivityDate_tab',
    'z1D_CommunicationSource',
    'z1D_CommunicationType',
    'z1D_Details',
    'z1D_Secure_Log',
    'z1D_View_Access',
    'z1D_WorklogDetails',
  ),
];

/** The creating form: its names carry underscores. Posting writes a staging row. */
export const incidentCreate = form(
  'HPD:IncidentInterface_Create',
  'HPD:IncidentInterface_Create',
  'staging',
  [
    char('Request ID', { id: 1, column: ID_COLUMN, system: true }),
    char('Incident Number', { id: 1000000161, system: true }),
    char('Incident_Entry_ID', { system: true }),
    time('Create Date', { id: 3 }),
    char('First_Name', { id: 1000000019, column: 'First Name', maxLength: 30 }),
    char('Last_Name', { id: 1000000018, column: 'Last Name', maxLength: 30 }),
    'Login_ID',
    char('Person ID'),
    char('Description', { ...DESCRIPTION, required: true }),
    text('Detailed_Decription', { id: 1000000151, column: 'Detailed Decription' }),
    choice('Impact', IMPACT, { id: 1000000163, required: true }),
    choice('Urgency', URGENCY, { id: 1000000162, required: true }),
    choice('Service_Type', SERVICE_TYPE, { id: 1000000099, column: 'Service Type', required: true }),
    choice('Reported Source', REPORTED_SOURCE, { id: 1000000215, required: true }),
    choice('Status', INCIDENT_STATUS, { id: 7, required: true }),
    choice('Status_Reason', INCIDENT_STATUS_REASON, { id: 1000000150 }),
    ...['First_Name', 'Last_Name', 'Company', 'Login_ID'].map((name) => char(`Direct_Contact_${name}`)),
    'Lookup Keyword',
    ...displayOnly('z1D_Action'),
    ...shared,
  ],
);

const read: readonly (Field | string)[] = [
  char('Entry ID', { column: ID_COLUMN, system: true }),
  char('Incident Number', { id: 1000000161, system: true }),
  char('First Name', { id: 1000000019, maxLength: 30 }),
  char('Last Name', { id: 1000000018, maxLength: 30 }),
  char('Customer Login ID', { system: true }),
  char('Person ID', { system: true }),
  char('Description', DESCRIPTION),
  text('Detailed Decription', { id: 1000000151 }),
  choice('Impact', IMPACT, { id: 1000000163 }),
  choice('Urgency', URGENCY, { id: 1000000162 }),
  choice('Priority', PRIORITY, { id: 1000000164, system: true }),
  choice('Service Type', SERVICE_TYPE, { id: 1000000099 }),
  choice('Reported Source', REPORTED_SOURCE, { id: 1000000215 }),
  choice('Status', INCIDENT_STATUS, { id: 7 }),
  choice('Status_Reason', INCIDENT_STATUS_REASON, { id: 1000000150 }),
  char('Submitter', { id: 2, system: true }),
  time('Submit Date', { id: 3 }),
  char('Last Modified By', { id: 5, system: true }),
  time('Last Modified Date', { id: 6 }),
  char('Resolution Category', { maxLength: 60 }),
  char('Resolution Category Tier 2', { maxLength: 60 }),
  char('Resolution Category Tier 3', { maxLength: 60 }),
  time('Last Resolved Date'),
  time('Closed Date'),
  char('InstanceId', { id: 179, system: true }),
  char('SRID', { id: 301572100, system: true }),
  char('SRInstanceID', { system: true }),
  ...displayOnly('z1D Action'),
  ...shared,
];

export const incidentInterface = form('HPD:IncidentInterface', TABLE, 'join', [
  char('Request ID', { id: 1, column: PIPED_ID_COLUMN, system: true }),
  ...read,
]);

export const helpDesk = form(TABLE, TABLE, 'regular', read);
