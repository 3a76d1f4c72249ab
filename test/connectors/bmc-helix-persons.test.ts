import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Connector } from '../../src/connector/connector.ts';
import { type Sandbox, startSandbox } from './bmc-sandbox.ts';

let sandbox: Sandbox;
let connector: Connector;
beforeAll(async () => {
  sandbox = await startSandbox();
  connector = sandbox.connector();
});
afterAll(() => sandbox?.close());
afterEach(() => {
  sandbox.simulator.faults = [];
});

const make = async (form: string, values: object) => {
  const answer = await sandbox.call('POST', form, { values });
  if (answer.status !== 201) throw new Error(answer.text);
};

test.each([
  ['their login', { login: 'alice' }],
  ['their mail', { email: 'alice@example.com' }],
  ['their mail, whatever its capitals', { email: 'Alice@Example.COM' }],
])(
  'a person is found by %s, under the name tickets are assigned to, with the permission groups',
  async (_what, query) => {
    expect(await connector.lookup('person', query)).toEqual({
      kind: 'done',
      value: [
        {
          login: 'alice',
          name: 'Alice Smith',
          rights: ['Incident Master', 'Work Order Master', 'Knowledge User'],
        },
      ],
    });
  },
);

test('somebody without groups has no rights; who has left is nobody; a shared mail is several', async () => {
  expect(await connector.lookup('person', { login: 'allen' })).toMatchObject({
    value: [{ login: 'allen', rights: [] }],
  });
  const left = { 'First Name': 'L', 'Last Name': 'Eft', 'Full Name': 'L Eft', Company: 'x' };
  await make('CTM:People', { ...left, 'Remedy Login ID': 'left', 'Profile Status': 'Obsolete' });
  expect(await connector.lookup('person', { login: 'left' })).toEqual({ kind: 'done', value: [] });
  const twins = await connector.lookup('person', { email: 'twins@example.com' });
  expect(twins.kind === 'done' && twins.value.map(({ login }) => login).sort()).toEqual(['theo', 'ttwin']);
});

test('more groups than a page holds are all told, each once', async () => {
  const groups = Array.from({ length: 205 }, (_, i) => `Group ${i}`);
  for (const group of [...groups, 'Group 0']) {
    const values = { 'Remedy Login ID': 'mary', 'Person ID': 'PPL000000000001', 'Permission Group': group };
    await make('CTM:People Permission Groups', values);
  }
  const found = await connector.lookup('person', { login: 'mary' });
  expect(found.kind === 'done' && found.value[0]?.rights).toEqual(groups);
});

test('groups that cannot be read are never taken for none', async () => {
  sandbox.simulator.faults = [{ kind: 'too-many', path: 'Permission Groups' }];
  expect((await connector.lookup('person', { login: 'alice' })).kind).toBe('busy');
});

test.each([{ login: '' }, { email: '' }])('%j is refused before anything is asked', async (query) => {
  sandbox.simulator.requests.clear();
  expect((await connector.lookup('person', query)).kind).toBe('refused');
  expect(sandbox.simulator.requests.size).toBe(0);
});
