import { UNAVAILABILITY_TYPE } from './enums.ts';
import { char, choice, form, ID_COLUMN, text, time } from './form.ts';

const audit = [
  char('InstanceId', { id: 179, system: true }),
  char('Submitter', { id: 2, system: true }),
  time('Submit Date', { id: 3 }),
  char('Last Modified By', { id: 5, system: true }),
  time('Last Modified Date', { id: 6 }),
];

export const computers = form('AST:ComputerSystem', 'AST:ComputerSystem', 'regular', [
  char('Request ID', { id: 1, column: ID_COLUMN, system: true }),
  char('Name', { required: true }),
  char('Reconciliation Identity', { id: 400129200, required: true }),
  'Company',
  'Category',
  'Type',
  'Item',
  'Serial Number',
  char('DatasetId', { id: 400127400 }),
  ...audit,
]);

/** Ties a configuration item to the person who uses it. */
export const assetPeople = form('AST:AssetPeople', 'AST:AssetPeople', 'regular', [
  char('Request ID', { id: 1, column: ID_COLUMN, system: true }),
  char('AssetInstanceId', { required: true }),
  char('PeopleGroup Form Entry ID', { required: true }),
  'Full Name',
  'PeopleGroup Role',
  'Form Type',
  ...audit,
]);

/** Outages. Field names beyond the form's own are not public. */
export const unavailability = form('AST:CI Unavailability', 'AST:CI Unavailability', 'regular', [
  char('Unavailability ID', { id: 1, column: ID_COLUMN, system: true }),
  char('Description', { id: 8, maxLength: 100, required: true }),
  text('Detailed Description'),
  char('Company', { id: 1000000001 }),
  choice('Unavailability Type', UNAVAILABILITY_TYPE, { required: true }),
  time('Scheduled Start Date', { system: false, required: true }),
  time('Scheduled End Date', { system: false }),
  time('Actual Start Date', { system: false }),
  time('Actual End Date', { system: false }),
  ...audit,
]);
