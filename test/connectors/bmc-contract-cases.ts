import type { ConnectorHarness } from '../contract/connector.contract.ts';
import { draftOf } from './bmc-sandbox.ts';

/** Forms and fields in which the contract suite looks at tickets of this type. */
export const forms = (type: string) =>
  type === 'incident'
    ? { read: 'HPD:Help Desk', log: 'HPD:WorkLog', number: 'Incident Number', text: 'Detailed Decription' }
    : { read: 'WOI:WorkOrder', log: 'WOI:WorkInfo', number: 'Work Order ID', text: 'Detailed Description' };

/** What the contract suite asks of a default installation, whoever plays it. */
export const CASES: Pick<
  ConnectorHarness,
  'draft' | 'refusedDraft' | 'resolution' | 'refusedChange' | 'lookups'
> = {
  draft: draftOf,
  refusedDraft: (type) => {
    const { fields, ...rest } = draftOf(type, 'x');
    const field = type === 'incident' ? 'Impact' : 'Priority';
    return { draft: { ...rest, fields: { ...fields, [field]: '' } }, field };
  },
  resolution: (type, text) =>
    type === 'incident'
      ? {
          status: 'Resolved',
          statusReason: 'No Further Action Required',
          fields: { Resolution: text, Assignee: 'Live Chat Desk', 'Assignee Login ID': 'deskbridge' },
        }
      : { status: 'Completed', statusReason: 'Successful', fields: { chr_Resolution: text } },
  refusedChange: () => ({ status: 'Pending', statusReason: '' }),
  lookups: {
    template: {
      found: { type: 'incident', text: 'vpn' },
      notFound: { type: 'work-order', text: 'vpn' },
    },
    form: {
      found: { type: 'incident' },
      notFound: { type: 'work-order', ending: 'abandoned' },
    },
    knowledge: { found: { text: 'vpn remote' }, notFound: { text: 'vpn teapot' } },
    customer: { found: { email: 'allen@example.com' }, notFound: { email: 'allen@example' } },
    person: { found: { login: 'alice' }, notFound: { login: 'nobody' } },
    asset: { found: { customerLogin: 'allen' }, notFound: { customerLogin: 'bob' } },
    outage: { found: { company: 'Calbro Services' }, notFound: { company: 'Elsewhere' } },
    ticket: { found: { customerLogin: 'mary' }, notFound: { customerLogin: 'bob' } },
  },
};

/** The template with this id, which fills this summary. */
export function templatedBy(type: string, templateId: string, summary: string) {
  const { fields, ...rest } = draftOf(type, 'from a template');
  const left = type === 'incident' ? 'Description' : 'Summary';
  const draft = { ...rest, fields: { ...fields, [left]: '' } };
  return {
    draft: { ...draft, templateId },
    unknown: { ...draft, templateId: 'AG0000000000000000000000000000000000' },
    filled: { Description: summary },
  };
}
