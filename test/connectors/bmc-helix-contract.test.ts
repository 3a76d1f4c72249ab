import bmc from '../../connectors/bmc-helix/index.ts';
import { connectorContract, type HeldFile } from '../contract/connector.contract.ts';
import { CASES, forms, templatedBy } from './bmc-contract-cases.ts';
import { draftOf, startSandbox } from './bmc-sandbox.ts';

connectorContract('bmc-helix', async () => {
  const sandbox = await startSandbox();
  // One ticket of mary's, to be found.
  const { fields } = draftOf('incident', 'text');
  const hers = { ...fields, First_Name: 'Mary', Last_Name: 'Mann' };
  await sandbox.call('POST', 'HPD:IncidentInterface_Create', { values: hers });
  return {
    definition: bmc,
    connector: sandbox.connector(),
    ...CASES,
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
      return templatedBy(
        type,
        template![incident ? 'InstanceId' : 'GUID']!,
        template![incident ? 'Description' : 'Summary']!,
      );
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
