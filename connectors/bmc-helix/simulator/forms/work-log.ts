import {
  COMMUNICATION_SOURCE,
  ENABLED,
  VIEW_ACCESS,
  WORK_INFO_TYPE,
  WORK_LOG_TYPE,
  YES_NO,
} from './enums.ts';
import { attachment, char, choice, displayOnly, form, ID_COLUMN, text, time } from './form.ts';

const WORK_LOG_TYPE_ID = 1000000170;

const common = [
  char('Description', { id: 8, maxLength: 100 }),
  text('Detailed Description', { id: 1000000151 }),
  choice('View Access', VIEW_ACCESS, { id: 1000000761 }),
  choice('Secure Work Log', YES_NO, { id: 1000001476 }),
  choice('Status', ENABLED, { id: 7, initial: 'Enabled' }),
  choice('Communication Source', COMMUNICATION_SOURCE, { id: 1000000655 }),
  char('Communication Type'),
  time('Work Log Date', { system: false }),
  char('Chat Session ID'),
  char('URL01'),
  char('URL02'),
  char('URL03'),
  attachment('z2AF Work Log01'),
  attachment('z2AF Work Log02'),
  attachment('z2AF Work Log03'),
  ...displayOnly('z1D Action', 'z1D Previous Operation'),
  // Clients may name whoever spoke.
  char('Work Log Submitter', { initial: '$USER$' }),
  char('Submitter', { id: 2, system: true }),
  time('Work Log Submit Date', { id: 3, column: 'Submit Date' }),
  char('Last Modified By', { id: 5, system: true }),
  time('Last Modified Date', { id: 6 }),
];

/** Posting here for an incident that does not exist succeeds and leaves an orphan, as on the real server. */
export const incidentWorkLog = form('HPD:WorkLog', 'HPD:WorkLog', 'regular', [
  char('Work Log ID', { id: 1, column: ID_COLUMN, system: true }),
  char('Incident Number', { id: 1000000161, required: true }),
  char('Incident Entry ID'),
  choice('Work Log Type', WORK_LOG_TYPE, { id: WORK_LOG_TYPE_ID, required: true }),
  ...common,
]);

export const workOrderInfo = form('WOI:WorkInfo', 'WOI:WorkInfo', 'regular', [
  char('Work Log ID', { id: 1, column: ID_COLUMN, system: true }),
  char('Work Order ID', { id: 1000000182, required: true }),
  char('WorkOrder_EntryID'),
  choice('Work Log Type', WORK_INFO_TYPE, { id: WORK_LOG_TYPE_ID, required: true }),
  char('Short Description', { column: 'Description', maxLength: 100 }),
  ...common,
]);
