import { ASSOCIATION_TYPE } from './enums.ts';
import { char, choice, form, ID_COLUMN, time } from './form.ts';

const fields = [
  char('Associations ID', { id: 1, column: ID_COLUMN, system: true }),
  char('Form Name01', { required: true }),
  char('Request ID01', { required: true }),
  'Request Type01',
  char('Request Description01', { maxLength: 100 }),
  choice('Association Type01', ASSOCIATION_TYPE, { required: true }),
  char('Form Name02', { required: true }),
  char('Request ID02', { required: true }),
  'Lookup Keyword',
  char('Submitter', { id: 2, system: true }),
  time('Submit Date', { id: 3 }),
  char('Last Modified By', { id: 5, system: true }),
  time('Last Modified Date', { id: 6 }),
];

/** One row ties two records; whether they exist is not checked, as on the real server. */
export const incidentAssociations = form('HPD:Associations', 'HPD:Associations', 'regular', fields);
export const workOrderAssociations = form('WOI:Associations', 'WOI:Associations', 'regular', fields);
