import type { Form } from './form.ts';
import { helpDesk, incidentCreate, incidentInterface } from './incident.ts';
import { incidentTemplate, knowledge, people, supportGroup, workOrderTemplate } from './lookups.ts';
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
    supportGroup,
    incidentTemplate,
    workOrderTemplate,
    knowledge,
  ].map((form) => [form.name, form]),
);
