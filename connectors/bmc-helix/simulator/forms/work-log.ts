import { VIEW_ACCESS, WORK_INFO_TYPE, WORK_LOG_TYPE, YES_NO } from './enums.ts';
import { attachment, char, choice, DISPLAY_ONLY, form, ID_COLUMN, text, time } from './form.ts';

const common = [
  char('Description', { id: 8, maxLength: 100 }),
  text('Detailed Description'),
  choice('View Access', VIEW_ACCESS),
  choice('Secure Work Log', YES_NO),
  char('Communication Source'),
  char('Communication Type'),
  char('Chat Session ID'),
  char('URL01'),
  char('URL02'),
  char('URL03'),
  attachment('z2AF Work Log01'),
  attachment('z2AF Work Log02'),
  attachment('z2AF Work Log03'),
  char('Work Log Submitter', { id: 2, column: 'Submitter', system: true }),
  time('Work Log Submit Date', { id: 3, column: 'Submit Date' }),
  char('Last Modified By', { id: 5, system: true }),
  time('Last Modified Date', { id: 6 }),
];

/** Posting here for an incident that does not exist succeeds and leaves an orphan, as on the real server. */
export const incidentWorkLog = form('HPD:WorkLog', 'HPD:WorkLog', 'regular', [
  char('Work Log ID', { id: 1, column: ID_COLUMN, system: true }),
  char('Incident Number', { id: 1000000161, required: true }),
  choice('Work Log Type', WORK_LOG_TYPE, { required: true }),
  ...common,
]);

export const workOrderInfo = form('WOI:WorkInfo', 'WOI:WorkInfo', 'regular', [
  char('Work Log ID', { id: 1, column: ID_COLUMN, system: true }),
  char('Work Order ID', { id: 1000000182, required: true }),
  char('WorkOrder_EntryID'),
  choice('Work Log Type', WORK_INFO_TYPE, { required: true }),
  char('Short Description', { column: 'Description', maxLength: 100 }),
  char('z1D Previous Operation', { column: DISPLAY_ONLY }),
  ...common,
]);
