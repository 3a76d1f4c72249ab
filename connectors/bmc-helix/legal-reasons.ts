/**
 * Which Status Reasons go with a Status on a default installation of BMC Helix ITSM. A site may
 * have changed its menus, so this steers warnings and the simulator, never what is sent.
 * `required`: the status is refused without a reason.
 */
export interface ReasonRule {
  readonly reasons: readonly string[];
  readonly required: boolean;
}

const none: ReasonRule = { reasons: [], required: false };
const oneOf = (required: boolean, ...reasons: readonly string[]): ReasonRule => ({ reasons, required });

export const INCIDENT_REASONS: ReadonlyMap<string, ReasonRule> = new Map([
  ['New', none],
  ['Assigned', none],
  ['In Progress', none],
  [
    'Pending',
    oneOf(
      true,
      'Automated Resolution Reported',
      'Client Action Required',
      'Client Hold',
      'Future Enhancement',
      'Infrastructure Change',
      'Local Site Action Required',
      'Monitoring Incident',
      'Purchase Order Approval',
      'Registration Approval',
      'Request',
      'Supplier Delivery',
      'Support Contact Hold',
      'Third Party Vendor Action Reqd',
    ),
  ],
  [
    'Resolved',
    oneOf(
      true,
      'Automated Resolution Reported',
      'Customer Follow-Up Required',
      'Future Enhancement',
      'Monitoring Incident',
      'No Further Action Required',
      'Temporary Corrective Action',
    ),
  ],
  ['Closed', oneOf(false, 'Automated Resolution Reported', 'Infrastructure Change Created')],
  ['Cancelled', oneOf(false, 'No longer a Causal CI')],
]);

export const WORK_ORDER_REASONS: ReadonlyMap<string, ReasonRule> = new Map([
  ['Assigned', oneOf(false, 'Initial Status', 'Awaiting Request Assignee')],
  [
    'Pending',
    oneOf(
      true,
      'Client Hold',
      'Client Additional Information Requested',
      'Client Action Required',
      'Support Contact Hold',
      'Local Site Action Required',
      'Purchase Order Approval',
      'Supplier Delivery',
      'Third Party Vendor Action Required',
      'Infrastructure Change',
    ),
  ],
  ['Waiting Approval', none],
  ['Planning', oneOf(false, 'Work not started')],
  ['In Progress', none],
  ['Completed', oneOf(false, 'Successful', 'Successful with Issues')],
  ['Rejected', none],
  ['Cancelled', oneOf(false, 'Cancelled by Requester', 'Cancelled by Support')],
  ['Closed', oneOf(false, 'Customer Close', 'System Close', 'System Close with Issues')],
]);

/** Values that live chat needs although it may not write them, e.g. `Closed`. */
export const INCIDENT_NEEDS = {
  statuses: ['Resolved', 'Cancelled', 'Closed'],
  reasons: ['No Further Action Required', 'No longer a Causal CI'],
};
export const WORK_ORDER_NEEDS = {
  statuses: ['Completed', 'Cancelled', 'Closed'],
  reasons: ['Successful', 'Cancelled by Requester', 'Cancelled by Support'],
};
