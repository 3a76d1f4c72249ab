import bmc from '../../connectors/bmc-helix/index.ts';
import { connectorContract, type HeldFile } from '../contract/connector.contract.ts';
import { draftOf, startSandbox } from './bmc-sandbox.ts';

connectorContract('bmc-helix', async () => {
  const sandbox = await startSandbox();
  // One ticket of mary's, to be found.
  const { fields } = draftOf('incident', 'text');
  const hers = { ...fields, First_Name: 'Mary', Last_Name: 'Mann' };
  await sandbox.call('POST', 'HPD:IncidentInterface_Create', { values: hers });
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
    templated: async (type) => {
      const incident = type === 'incident';
      const [template] = await sandbox.rows(incident ? 'HPD:Template' : 'WOI:Template');
      const { fields, ...rest } = draftOf(type, 'from a template');
      const left = incident ? 'Description' : 'Summary';
      const draft = { ...rest, fields: { ...fields, [left]: '' } };
      return {
        draft: { ...draft, templateId: template![incident ? 'InstanceId' : 'GUID']! },
        unknown: { ...draft, templateId: 'AG0000000000000000000000000000000000' },
        filled: { Description: template![left]! },
      };
    },
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
    link: async () => {
      const [row] = await sandbox.rows('RKM:KnowledgeArticleManager');
      const url = `${sandbox.simulator.url}/articles/${row!.DocID}`;
      return { kind: 'knowledge', id: row!['Request ID']!, title: row!.ArticleTitle!, url, relate: false };
    },
    files: async (ref) => {
      const { log, number } = forms(ref.type);
      const held: HeldFile[][] = [];
      for (const row of await sandbox.rows(log, `'${number}' = "${ref.displayId}"`)) {
        const names = ['z2AF Work Log01', 'z2AF Work Log02', 'z2AF Work Log03'].filter((name) => row[name]);
        const files = names.map(async (field) => {
          const { name } = row[field] as unknown as { name: string };
          return { name, bytes: await sandbox.download(log, row['Work Log ID']!, field) };
        });
        held.push(await Promise.all(files));
      }
      return held;
    },
    related: async (ref) => {
      const form = ref.type === 'incident' ? 'HPD:Associations' : 'WOI:Associations';
      const rows = await sandbox.rows(form, `'Request ID02' = "${ref.displayId}"`);
      return rows.map((row) => row['Request ID01']!);
    },
    loseAnswer: (type, at) => {
      const path = at === 'tie' ? 'Associations' : forms(type).log;
      sandbox.simulator.faults = [{ kind: 'reset-after-write', method: 'POST', path, times: 1 }];
    },
    close: sandbox.close,
  };
});
