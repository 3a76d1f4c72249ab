import {
  ENABLED,
  IMPACT,
  INCIDENT_STATUS,
  INCIDENT_STATUS_REASON,
  PERMISSION_GROUP_TYPE,
  PRIORITY,
  REPORTED_SOURCE,
  SERVICE_TYPE,
  URGENCY,
  WORK_ORDER_TYPE,
  YES_NO,
} from './enums.ts';
import { char, choice, form, ID_COLUMN, text, time } from './form.ts';

const audit = [
  char('Submitter', { id: 2, system: true }),
  time('Submit Date', { id: 3 }),
  char('Last Modified By', { id: 5, system: true }),
  time('Last Modified Date', { id: 6 }),
];

export const people = form('CTM:People', 'CTM:People', 'regular', [
  char('Person ID', { id: 1, column: ID_COLUMN, system: true }),
  char('Remedy Login ID'),
  char('First Name', { id: 1000000019, required: true }),
  char('Last Name', { id: 1000000018, required: true }),
  'Full Name',
  'Internet E-mail',
  'Corporate ID',
  char('Company', { id: 1000000001, required: true }),
  'Organization',
  'Department',
  'Region',
  'Site',
  'Site Group',
  'Phone Number Business',
  choice('VIP', YES_NO),
  'Client Type',
  choice('Support Staff', YES_NO),
  choice('Profile Status', ENABLED),
  ...audit,
]);

/** Which permission groups a person is in. */
export const permissionGroups = form(
  'CTM:People Permission Groups',
  'CTM:People Permission Groups',
  'regular',
  [
    char('Request ID', { id: 1, column: ID_COLUMN, system: true }),
    char('Remedy Login ID', { id: 4, required: true }),
    char('Person ID', { id: 1000000080, required: true }),
    char('Permission Group', { id: 1000001578, required: true }),
    char('Permission Group ID', { id: 1000001579 }),
    choice('Permission Group Type', PERMISSION_GROUP_TYPE, { id: 1000003972, initial: 'Application' }),
    choice('Status', ENABLED, { id: 7, initial: 'Enabled' }),
    ...audit,
  ],
);

export const supportGroup = form('CTM:Support Group', 'CTM:Support Group', 'regular', [
  char('Support Group ID', { id: 1, column: ID_COLUMN, system: true }),
  char('Company', { id: 1000000001, required: true }),
  char('Support Organization', { id: 1000000014, required: true }),
  char('Support Group Name', { id: 1000000015, required: true }),
  'Support Group Role',
  'Description',
  choice('Status', ENABLED, { id: 7, initial: 'Enabled' }),
  ...audit,
]);

/** Who belongs to a support group. */
export const groupMembers = form(
  'CTM:Support Group Association',
  'CTM:Support Group Association',
  'regular',
  [
    char('Support Group Association ID', { id: 1, column: ID_COLUMN, system: true }),
    char('Support Group ID', { required: true }),
    char('Login ID', { required: true }),
    ...audit,
  ],
);

/** The groups that may use a template; a template without such a row is for everyone. */
const templateGroups = (name: string) =>
  form(name, name, 'regular', [
    char('Request ID', { id: 1, column: ID_COLUMN, system: true }),
    char('Template ID', { required: true }),
    char('Company', { id: 1000000001 }),
    char('Support Organization', { id: 1000000014 }),
    char('Support Group Name', { id: 1000000015 }),
    char('Support Group ID', { id: 1000000079, required: true }),
    ...audit,
  ]);

export const incidentTemplateGroups = templateGroups('HPD:TemplateSPGAssoc');
export const workOrderTemplateGroups = templateGroups('WOI:TemplateSPGAssoc');

export const incidentTemplate = form('HPD:Template', 'HPD:Template', 'regular', [
  char('HPD Template ID', { id: 1, column: ID_COLUMN, system: true }),
  char('Template Name', { required: true }),
  'Description',
  'Company',
  choice('Status Template', ENABLED),
  char('InstanceId', { id: 179, system: true }),
  choice('Service Type', SERVICE_TYPE),
  choice('Impact', IMPACT),
  choice('Urgency', URGENCY),
  choice('Reported Source', REPORTED_SOURCE),
  'Assigned Group',
  text('Resolution'),
  choice('Status', INCIDENT_STATUS),
  choice('Status_Reason', INCIDENT_STATUS_REASON),
  'Categorization Tier 1',
  'Categorization Tier 2',
  'Categorization Tier 3',
  ...audit,
]);

export const workOrderTemplate = form('WOI:Template', 'WOI:Template', 'regular', [
  char('Request ID', { id: 1, column: ID_COLUMN, system: true }),
  char('Template Name', { required: true }),
  char('GUID', { column: 'InstanceId', system: true }),
  choice('Status', ENABLED, { id: 7 }),
  'Summary',
  'Location Company',
  'Company',
  choice('Priority', PRIORITY),
  choice('Work Order Type', WORK_ORDER_TYPE),
  'WO Type Field 1 Label',
  'WO Type Field 2 Label',
  ...audit,
]);
