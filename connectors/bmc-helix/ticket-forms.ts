import type { Settings } from './settings.ts';

/** Names of one ticket type's forms and fields; BMC names the same thing differently on each. */
export interface TicketForms {
  readonly create: string;
  /** The form whose records these are, as associations name it. */
  readonly base: string;
  readonly associations: string;
  readonly template: TemplateForm;
  /** Where a ticket is read, searched and changed. */
  readonly read: string;
  readonly workInfo: string;
  /** The number people say, as the answer to a create calls it … */
  readonly createdNumber: string;
  /** … and as the reading form and the work info call it. */
  readonly number: string;
  readonly entryId: string;
  readonly status: string;
  readonly reason: string;
  readonly group: string;
  readonly assignee: string;
  readonly assigneeLogin: string;
  /** Carries the WriteKey; on the creating and the reading form alike. */
  readonly key: string;
  /** Whose ticket it is, on both forms: access to rows goes by it. */
  readonly company: string;
  readonly workInfoType: string;
  /** The short title, on the reading form. */
  readonly summary: string;
  /** Where the reading form says whose ticket it is, in the order they are tried. */
  readonly customer: readonly CustomerField[];
  /** The first status in the menu's order that is no longer open. */
  readonly firstFinished: string;
  /** What a default installation asks for before it finishes a ticket, and what this site adds. */
  readonly onResolve: readonly string[];
}

/** A field with the customer's login, or with the id of the person. */
export interface CustomerField {
  readonly field: string;
  readonly holds: 'login' | 'person';
}

/** Where templates lie, and the field whose value goes into `TemplateID`. */
export interface TemplateForm {
  readonly form: string;
  readonly id: string;
  readonly state: string;
  readonly text: string;
}

/** The forms of a ticket type, or nothing where BMC has no such type. */
export function ticketForms(type: string, settings: Settings): TicketForms | undefined {
  if (type === 'incident') {
    return {
      create: 'HPD:IncidentInterface_Create',
      base: 'HPD:Help Desk',
      associations: 'HPD:Associations',
      template: {
        form: 'HPD:Template',
        id: 'InstanceId',
        state: 'Status Template',
        text: 'Description',
      },
      read: 'HPD:IncidentInterface',
      workInfo: 'HPD:WorkLog',
      createdNumber: 'Incident Number',
      number: 'Incident Number',
      entryId: 'Request ID',
      status: 'Status',
      reason: 'Status_Reason',
      group: 'Assigned Group',
      assignee: 'Assignee',
      assigneeLogin: 'Assignee Login ID',
      key: settings.incidentKeyField,
      company: 'Company',
      workInfoType: 'Chat',
      summary: 'Description',
      customer: [
        { field: 'Customer Login ID', holds: 'login' },
        { field: 'Person ID', holds: 'person' },
      ],
      firstFinished: 'Resolved',
      onResolve: ['Resolution', 'Assignee', 'Assignee Login ID', ...settings.incidentResolveFields],
    };
  }
  if (type === 'work-order') {
    return {
      create: 'WOI:WorkOrderInterface_Create',
      base: 'WOI:WorkOrder',
      associations: 'WOI:Associations',
      template: { form: 'WOI:Template', id: 'GUID', state: 'Status', text: 'Summary' },
      read: 'WOI:WorkOrder',
      workInfo: 'WOI:WorkInfo',
      createdNumber: 'WorkOrder_ID',
      number: 'Work Order ID',
      entryId: 'Request ID',
      status: 'Status',
      reason: 'Status Reason',
      group: 'ASGRP',
      assignee: 'ASCHG',
      assigneeLogin: 'ASLOGID',
      key: settings.workOrderKeyField,
      company: 'Customer Company',
      // Work orders have no type `Chat`.
      workInfoType: 'General Information',
      summary: 'Description',
      // `RequesterLoginID` is sure on the creating form alone.
      customer: [
        { field: 'Customer Person ID', holds: 'person' },
        { field: 'RequesterLoginID', holds: 'login' },
      ],
      firstFinished: 'Completed',
      onResolve: settings.workOrderResolveFields,
    };
  }
  return undefined;
}
