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

export const WORK_ORDER_STATUS_REASON: EnumValues = new Map([
  ['Successful', 5000],
  ['Successful with Issues', 6000],
  ['Client Hold', 33000],
  ['Client Additional Information Requested', 34000],
  ['Client Action Required', 35000],
  ['Support Contact Hold', 36000],
  ['Local Site Action Required', 37000],
  ['Purchase Order Approval', 38000],
  ['Supplier Delivery', 39000],
  ['Third Party Vendor Action Reqd', 40000],
  ['Infrastructure Change', 41000],
  ['Initial Status', 42000],
  ['Awaiting Request Assignee', 43000],
  ['Work not started', 44000],
  ['Cancelled by Requester', 45000],
  ['Cancelled by Support', 46000],
  ['Customer Close', 47000],
  ['System Close', 48000],
  ['System Close with Issues', 49000],
]);

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
export const REPORTED_SOURCE = thousands(
  'Direct Input',
  'Email',
  'External Escalation',
  'Fax',
  'Self Service',
  'Systems Management',
  'Phone',
  'Voice Mail',
  'Walk In',
  'Web',
  'Other',
  'BMC Impact Manager Event',
);
export const WORK_ORDER_TYPE = thousands('General', 'Project');
export const WORK_LOG_TYPE = thousands(
  'Customer Communication',
  'Customer Follow-up',
  'Customer Status Update',
  'Closure Follow Up',
  'Detail Clarification',
  'General Information',
  'Resolution Communications',
  'Satisfaction Survey',
  'Status Update',
  'Incident Task / Action',
  'Problem Script',
  'Working Log',
  'Email System',
  'Paging System',
  'BMC Impact Manager Update',
  'Chat',
  'Vendor Communication',
);
export const WORK_INFO_TYPE = thousands(
  'Customer Communication',
  'Customer Follow-up',
  'Customer Status Update',
  'Closure Follow Up',
  'Detail Clarification',
  'General Information',
  'Resolution Communications',
  'Satisfaction Survey',
  'Status Update',
  'Working Log',
  'Vendor Communication',
);
export const VIEW_ACCESS = numbered('Internal', 'Public');
export const YES_NO = numbered('Yes', 'No');
export const ENABLED = numbered('Proposed', 'Enabled', 'Offline', 'Obsolete');
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
