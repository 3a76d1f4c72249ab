import { INCIDENT_REASONS, WORK_ORDER_REASONS } from '../../legal-reasons.ts';
import type { EnumValues } from './form.ts';

const numbered = (...labels: readonly string[]): EnumValues =>
  new Map(labels.map((label, index) => [label, index]));
const thousands = (...labels: readonly string[]): EnumValues =>
  new Map(labels.map((label, index) => [label, (index + 1) * 1000]));

export const INCIDENT_STATUS = numbered(...INCIDENT_REASONS.keys());
export const WORK_ORDER_STATUS = numbered(...WORK_ORDER_REASONS.keys());

export const INCIDENT_STATUS_REASON = thousands(
  'Infrastructure Change Created',
  'Local Site Action Required',
  'Purchase Order Approval',
  'Registration Approval',
  'Supplier Delivery',
  'Support Contact Hold',
  'Third Party Vendor Action Reqd',
  'Client Action Required',
  'Infrastructure Change',
  'Request',
  'Future Enhancement',
  'Pending Original Incident',
  'Client Hold',
  'Monitoring Incident',
  'Customer Follow-Up Required',
  'Temporary Corrective Action',
  'No Further Action Required',
  'Resolved by Original Incident',
  'Automated Resolution Reported',
  'No longer a Causal CI',
  'Pending Causal Incident Resolution',
  'Resolved by Causal Incident',
);

/** The selection list is shared with changes: most of these never belong to a work order's status. */
export const WORK_ORDER_STATUS_REASON = thousands(
  'No Longer Required',
  'Funding Not Available',
  'To Be Re-Scheduled',
  'Resources Not Available',
  'Successful',
  'Successful with Issues',
  'Unsuccessful',
  'Backed Out',
  'Final Review Complete',
  'Final Review Required',
  'Additional Coding Required',
  'Insufficient Task Data',
  'In Verification',
  'In Rollout',
  'Insufficient Change Data',
  'Schedule Conflicts',
  'In Development',
  'In Test',
  'In Build',
  'In Rollback',
  'In Documentation',
  'Vendor Purchase',
  'Support Group Communication',
  'Task Review',
  'Miscellaneous',
  'Future Enhancement',
  'Manager Intervention',
  'Accepted',
  'Assigned',
  'Built',
  'On Hold',
  'Automatically Closed',
  'Client Hold',
  'Client Additional Information Requested',
  'Client Action Required',
  'Support Contact Hold',
  'Local Site Action Required',
  'Purchase Order Approval',
  'Supplier Delivery',
  'Third Party Vendor Action Required',
  'Infrastructure Change',
  'Initial Status',
  'Awaiting Request Assignee',
  'Work not started',
  'Cancelled by Requester',
  'Cancelled by Support',
  'Customer Close',
  'System Close',
  'System Close with Issues',
);

export const IMPACT = thousands(
  '1-Extensive/Widespread',
  '2-Significant/Large',
  '3-Moderate/Limited',
  '4-Minor/Localized',
);
export const URGENCY = thousands('1-Critical', '2-High', '3-Medium', '4-Low');
export const PRIORITY = numbered('Critical', 'High', 'Medium', 'Low');
export const SERVICE_TYPE = numbered(
  'User Service Restoration',
  'User Service Request',
  'Infrastructure Restoration',
  'Infrastructure Event',
  'Security Incident',
);
/** `Self Service` came in between; `Chat` is on newer sites. */
export const REPORTED_SOURCE: EnumValues = new Map([
  ['Direct Input', 1000],
  ['Email', 2000],
  ['External Escalation', 3000],
  ['Fax', 4000],
  ['Self Service', 4200],
  ['Systems Management', 5000],
  ['Phone', 6000],
  ['Voice Mail', 7000],
  ['Walk In', 8000],
  ['Web', 9000],
  ['Other', 10_000],
  ['BMC Impact Manager Event', 11_000],
  ['Chat', 12_000],
]);
export const WORK_ORDER_TYPE = thousands(
  'Project',
  'General',
  'Release',
  'Asset Configuration',
  'Asset Management',
  'Asset Lease',
  'Purchase Requisition',
  'Asset Maintenance',
);
/** The headings are values of the list as well and have their numbers, as on the real server. */
export const WORK_LOG_TYPE = thousands(
  '----- Customer Inbound -----',
  'Customer Communication',
  'Customer Follow-up',
  'Customer Status Update',
  '----- Customer Outbound -----',
  'Closure Follow Up',
  'Detail Clarification',
  'General Information',
  'Resolution Communications',
  'Satisfaction Survey',
  'Status Update',
  '----- General -----',
  'Incident Task / Action',
  'Problem Script',
  'Working Log',
  'Email System',
  'Paging System',
  'BMC Impact Manager Update',
  'Chat',
  '----- Vendor -----',
  'Vendor Communication',
);
/** The same list without what only incidents have; the numbers stay. */
export const WORK_INFO_TYPE: EnumValues = new Map(
  [...WORK_LOG_TYPE].filter(
    ([, number]) => ![13_000, 14_000, 16_000, 17_000, 18_000, 19_000].includes(number),
  ),
);
export const COMMUNICATION_SOURCE = thousands(
  'Email',
  'Fax',
  'Phone',
  'Voice Mail',
  'Walk In',
  'Pager',
  'System Assignment',
  'Web',
  'Other',
  'BMC Impact Manager Event',
);
export const VIEW_ACCESS = numbered('Internal', 'Public');
export const YES_NO = numbered('Yes', 'No');
export const ENABLED = numbered('Proposed', 'Enabled', 'Offline', 'Obsolete', 'Archive', 'Delete');
export const PERMISSION_GROUP_TYPE: EnumValues = new Map([
  ['Application', 1],
  ['Access Restriction', 2],
]);
export const ASSOCIATION_TYPE = thousands(
  'Related to',
  'Caused by',
  'Resolved by',
  'Duplicate of',
  'Impacted by',
);
export const UNAVAILABILITY_TYPE = numbered(
  'Unscheduled Full',
  'Unscheduled Partial',
  'Scheduled Full',
  'Scheduled Partial',
);
/** Article states; 700 is the published one that clients filter by. */
export const ARTICLE_STATUS: EnumValues = new Map([
  ['Draft', 100],
  ['In Review', 300],
  ['Published', 700],
  ['Retired', 900],
]);
