import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import bmc from '../../connectors/bmc-helix/index.ts';
import type { Finding } from '../../src/connector/connector.ts';
import { draftOf, type Sandbox, startSandbox } from './bmc-sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.simulator.faults = [];
});

async function checked(overrides: Parameters<Sandbox['connector']>[0] = {}): Promise<readonly Finding[]> {
  const outcome = await sandbox.connector(overrides).check(bmc.mapping);
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

test('[itsm B] check says nothing of tickets where there is none yet', async () => {
  expect(await checked()).toEqual([]);
});

test('[itsm B] check reads the newest ticket of the company, warns where the account sees none, and writes nothing', async () => {
  for (const type of ['incident', 'work-order'])
    await sandbox.connector().open(draftOf(type, 'x'), { key: `readable-${type}`, attempt: 0 });
  expect(await checked()).toEqual([]);
  sandbox.simulator.requests.clear();
  sandbox.simulator.faults = [
    { kind: 'hidden', method: 'GET', form: 'HPD:IncidentInterface', company: 'Calbro Services' },
  ];
  const findings = await checked();
  expect(findings).toMatchObject([
    {
      severity: 'warning',
      form: 'HPD:IncidentInterface',
      what: expect.stringMatching(/deskbridge sees no ticket of company Calbro Services.*INC\d+ was created/),
      fix: expect.stringMatching(/access to company Calbro Services.*unique index on Vendor Ticket Number/),
    },
  ]);
  expect([...sandbox.simulator.requests.keys()].filter((one) => /^(POST|PUT|DELETE)/.test(one))).toEqual([]);
});

test('[itsm B] sibling: the reading form of work orders is forbidden', async () => {
  sandbox.simulator.faults = [{ kind: 'no-access', method: 'GET', form: 'WOI:WorkOrder' }];
  expect(await checked()).toMatchObject([{ severity: 'warning', what: expect.stringMatching(/353/) }]);
});

test('[itsm B] sibling: only tickets of other companies are seen', async () => {
  const defaultCustomer = { firstName: 'A', lastName: 'B', company: 'Petramco', login: 'livechat' };
  const what = expect.stringMatching(/company Petramco.*other companies alone/);
  expect(await checked({ defaultCustomer })).toMatchObject([{ what }, { what }]);
});
