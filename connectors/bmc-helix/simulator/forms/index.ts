import { assetPeople, computers, unavailability } from './assets.ts';
import type { Form } from './form.ts';
import { helpDesk, incidentCreate, incidentInterface } from './incident.ts';
import { howTo, knowledge, reference } from './knowledge.ts';
import {
  groupMembers,
  incidentTemplate,
  incidentTemplateGroups,
  people,
  permissionGroups,
  supportGroup,
  workOrderTemplate,
  workOrderTemplateGroups,
} from './lookups.ts';
import { incidentAssociations, workOrderAssociations } from './relations.ts';
import { incidentWorkLog, workOrderInfo } from './work-log.ts';
import { workOrder, workOrderCreate, workOrderInterface } from './work-order.ts';

/** Every form this server knows, by name. */
export const FORMS: ReadonlyMap<string, Form> = new Map(
  [
    incidentCreate,
    incidentInterface,
    helpDesk,
    incidentWorkLog,
    workOrderCreate,
    workOrderInterface,
    workOrder,
    workOrderInfo,
    people,
    permissionGroups,
    supportGroup,
    incidentTemplate,
    workOrderTemplate,
    knowledge,
    howTo,
    reference,
    groupMembers,
    incidentTemplateGroups,
    workOrderTemplateGroups,
    computers,
    assetPeople,
    unavailability,
    incidentAssociations,
    workOrderAssociations,
  ].map((form) => [form.name, form]),
);
