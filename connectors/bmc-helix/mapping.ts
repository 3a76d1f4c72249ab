import type { Mapping } from '../../src/connector/mapping.ts';

const SUMMARY_LIMIT = 100;
const TEXT_LIMIT = 32_000;

const DETAILS = `Live chat {{ chat.id }} from {{ chat.source }}, queue {{ chat.queue }}{% if chat.topic != blank %}, topic {{ chat.topic }}{% endif %}
User: {{ user.name }}{% if user.email != blank %} <{{ user.email }}>{% endif %}{% unless user.verified %} (identity not verified){% endunless %}
{% if customerNote != blank %}{{ customerNote }}
{% endif %}
{{ transcript }}`;

const RESOLUTION = '{{ resolution | default: "Resolved in live chat." }}';

const INCIDENT_CANCELLED = { status: 'Cancelled', statusReason: 'No longer a Causal CI' } as const;
const BY_SUPPORT = { status: 'Cancelled', statusReason: 'Cancelled by Support' } as const;
const BY_REQUESTER = { status: 'Cancelled', statusReason: 'Cancelled by Requester' } as const;

/** How chats become BMC tickets on a default installation; field names as the AR forms have them. */
export const mapping: Mapping = {
  incident: {
    open: {
      z1D_Action: 'CREATE',
      First_Name: '{{ customer.firstName }}',
      Last_Name: '{{ customer.lastName }}',
      Login_ID: '{{ customer.login }}',
      Company: '{{ customer.company }}',
      Description: '{{ summary }}',
      Detailed_Decription: DETAILS,
      Impact: '4-Minor/Localized',
      Urgency: '4-Low',
      Service_Type: 'User Service Restoration',
      // The default list has no `Chat`.
      'Reported Source': 'Web',
      Status: 'Assigned',
      Assignee: '{{ agent.itsmName }}',
      'Assignee Login ID': '{{ agent.itsmLogin }}',
      'Chat Session ID': '{{ chat.id }}',
    },
    limits: { Description: SUMMARY_LIMIT, Detailed_Decription: TEXT_LIMIT, Resolution: TEXT_LIMIT },
    endings: {
      resolved: {
        status: 'Resolved',
        statusReason: 'No Further Action Required',
        fields: {
          Resolution: RESOLUTION,
          Assignee: '{{ agent.itsmName }}',
          'Assignee Login ID': '{{ agent.itsmLogin }}',
        },
      },
      abandoned: INCIDENT_CANCELLED,
      'abandoned-by-user': INCIDENT_CANCELLED,
      'cancelled-while-waiting': INCIDENT_CANCELLED,
    },
    // A hand-over writes company and organization with it: see hand-over.ts.
    groupField: 'Assigned Group',
    // A submitter creates and does not modify.
    rights: {
      create: ['Incident Master', 'Incident User', 'Incident Submitter'],
      change: ['Incident Master', 'Incident User'],
    },
    // An escalation closes what has been Resolved for 15 days, and what is Closed stays so.
    reopen: { status: 'Assigned', statusReason: '', days: 14 },
    // The assignment engine moves a new incident on.
    active: ['New', 'Assigned'],
    finished: ['Resolved', 'Closed', 'Cancelled'],
  },
  'work-order': {
    open: {
      z1D_Action: 'CREATE',
      'First Name': '{{ customer.firstName }}',
      'Last Name': '{{ customer.lastName }}',
      'Customer First Name': '{{ customer.firstName }}',
      'Customer Last Name': '{{ customer.lastName }}',
      'Customer Company': '{{ customer.company }}',
      RequesterLoginID: '{{ customer.login }}',
      'Location Company': '{{ customer.company }}',
      Summary: '{{ summary }}',
      'Detailed Description': DETAILS,
      Status: 'Assigned',
      Priority: 'Low',
      'Work Order Type': 'General',
    },
    limits: { Summary: SUMMARY_LIMIT, 'Detailed Description': TEXT_LIMIT, chr_Resolution: TEXT_LIMIT },
    endings: {
      resolved: {
        status: 'Completed',
        statusReason: 'Successful',
        fields: { chr_Resolution: RESOLUTION },
      },
      abandoned: BY_SUPPORT,
      'abandoned-by-user': BY_REQUESTER,
      'cancelled-while-waiting': BY_REQUESTER,
    },
    groupField: 'ASGRP',
    rights: {
      create: ['Work Order Master', 'Work Order User', 'Work Order Submitter'],
      change: ['Work Order Master', 'Work Order User'],
    },
    reopen: { status: 'In Progress', statusReason: '', days: 14 },
    finished: ['Completed', 'Rejected', 'Cancelled', 'Closed'],
  },
};
