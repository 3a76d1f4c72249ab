import { PRIORITY, WORK_ORDER_STATUS, WORK_ORDER_STATUS_REASON, WORK_ORDER_TYPE } from './enums.ts';
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

const TABLE = 'WOI:WorkOrder';

const shared: readonly (Field | string)[] = [
  char('First Name', { maxLength: 30 }),
  char('Last Name', { maxLength: 30 }),
  char('Customer First Name', { maxLength: 30 }),
  char('Customer Last Name', { maxLength: 30 }),
  'Customer Company',
  'Customer Person ID',
  text('Detailed Description'),
  choice('Status Reason', WORK_ORDER_STATUS_REASON, { id: 1000000881 }),
  choice('Work Order Type', WORK_ORDER_TYPE),
  'TemplateID',
  'Chat Session ID',
  'WO Type Field 1',
  'WO Type Field 2',
  'CI Name',
  'ReconciliationIdentity',
  // Whoever manages the request; on the creating form also who is to do it.
  'Company',
  'Support Company',
  'Support Organization',
  'Support Group Name',
  'ASCPY',
  'ASORG',
  'ASGRP',
  'ASGRPID',
  char('SRID', { id: 301572100 }),
  ...displayOnly(
    'z1D_Action',
    'z1D_CommunicationSource',
    'z1D_ActivityDate_tab',
    'z1D_Details',
    'z1D_Summary',
    'z1D_View_Access',
    'z1D_WorklogDetails',
  ),
];

/** The creating form: names with spaces, and the result key is `WorkOrder_ID`. */
export const workOrderCreate = form(
  'WOI:WorkOrderInterface_Create',
  'WOI:WorkOrderInterface_Create',
  'staging',
  [
    char('Request ID', { id: 1, column: ID_COLUMN, system: true }),
    char('WorkOrder_ID', { column: 'Work Order ID', system: true }),
    time('Create Date', { id: 3 }),
    char('Summary', { column: 'Description', maxLength: 100, required: true }),
    char('Location Company', { required: true }),
    // On this form alone: the reading form names the customer by `Customer Person ID`.
    'RequesterLoginID',
    choice('Status', WORK_ORDER_STATUS, { id: 7, required: true }),
    choice('Priority', PRIORITY, { required: true }),
    char('Request Assignee', { column: 'ASCHG' }),
    ...shared,
  ],
);

const read: readonly (Field | string)[] = [
  char('Work Order ID', { id: 1000000182, system: true }),
  char('Description', { id: 8, maxLength: 100 }),
  char('Location Company'),
  choice('Status', WORK_ORDER_STATUS, { id: 7 }),
  choice('Priority', PRIORITY),
  text('chr_Resolution'),
  'ASCHG',
  'ASLOGID',
  'CAB Manager ( Change Co-ord )',
  char('Submitter', { id: 2, system: true }),
  time('Submit Date', { id: 3 }),
  char('Last Modified By', { id: 5, system: true }),
  time('Last Modified Date', { id: 6 }),
  time('Completed Date'),
  char('InstanceId', { id: 179, system: true }),
  ...shared,
];

export const workOrderInterface = form('WOI:WorkOrderInterface', TABLE, 'join', [
  char('Request ID', { id: 1, column: PIPED_ID_COLUMN, system: true }),
  ...read,
]);

export const workOrder = form(TABLE, TABLE, 'regular', [
  char('Request ID', { id: 1, column: ID_COLUMN, system: true }),
  ...read,
]);
