import type { Fault } from '../../connectors/bmc-helix/simulator/index.ts';
import { type Trouble, troubledContract } from '../contract/connector-troubles.contract.ts';
import { forms } from './bmc-contract-cases.ts';
import { draftOf, startSandbox } from './bmc-sandbox.ts';

// It lands after `HASTY_MS`, and within the two seconds that AR is told.
const HASTY_MS = 1_500;
const LATE_MS = 1_800;
const LAG_MS = 400;

troubledContract('bmc-helix', async () => {
  const sandbox = await startSandbox();
  const reading = (type: string) => (type === 'incident' ? 'HPD:IncidentInterface' : 'WOI:WorkOrder');
  const faults = (type: string): Readonly<Record<Trouble, readonly Fault[]>> => ({
    lost: [{ kind: 'reset-after-write', method: 'POST', path: '_Create' }],
    late: ['_Create', forms(type).log].map((path) => ({ kind: 'slow', method: 'POST', path, ms: LATE_MS })),
    blind: [{ kind: 'hidden', method: 'GET', form: reading(type) }],
    lagging: [{ kind: 'index-lag', method: 'GET', ms: LAG_MS }],
  });
  const counted = async (type: string): Promise<number> => {
    const before = sandbox.simulator.faults;
    sandbox.simulator.faults = [];
    const rows = await sandbox.rows(forms(type).read);
    sandbox.simulator.faults = before;
    return rows.length;
  };
  return {
    connector: (hasty) => sandbox.connector(hasty ? { deadlineMs: HASTY_MS } : { settleMs: 30_000 }),
    draft: draftOf,
    trouble: (type, trouble) => {
      sandbox.simulator.faults = trouble === undefined ? [] : [...faults(type)[trouble]];
    },
    count: counted,
    appended: async (ref) => {
      const { log, number } = forms(ref.type);
      const rows = await sandbox.rows(log, `'${number}' = "${ref.displayId}"`);
      return rows.map((row) => row['Detailed Description'] ?? '');
    },
    close: sandbox.close,
  };
});
