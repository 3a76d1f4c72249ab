import bmc from '../../connectors/bmc-helix/index.ts';
import { connectorContract } from '../contract/connector.contract.ts';
import { draftOf, startSandbox } from './bmc-sandbox.ts';

connectorContract('bmc-helix', async () => {
  const sandbox = await startSandbox();
  const forms = (type: string) =>
    type === 'incident'
      ? { read: 'HPD:Help Desk', log: 'HPD:WorkLog', number: 'Incident Number', text: 'Detailed Decription' }
      : { read: 'WOI:WorkOrder', log: 'WOI:WorkInfo', number: 'Work Order ID', text: 'Detailed Description' };
  return {
    definition: bmc,
    connector: sandbox.connector(),
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
    count: async (type) => (await sandbox.rows(forms(type).read)).length,
    description: async (ref) => {
      const { read, number, text } = forms(ref.type);
      return (await sandbox.rows(read, `'${number}' = "${ref.displayId}"`))[0]?.[text] ?? '';
    },
    appended: async (ref) => {
      const { log, number } = forms(ref.type);
      const rows = await sandbox.rows(log, `'${number}' = "${ref.displayId}"`);
      return rows.map((row) => row['Detailed Description'] ?? '');
    },
    close: sandbox.close,
  };
});
