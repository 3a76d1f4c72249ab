import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import bmc from '../../connectors/bmc-helix/index.ts';
import type { Mapping } from '../../src/connector/mapping.ts';
import { type Asked, arSays, type Front, openFront, type Said } from '../support/front.ts';
import { draftOf, type Sandbox, startSandbox } from './bmc-sandbox.ts';

// Sites that lack a type, a field, a value or a right that a default installation has.

let sandbox: Sandbox;
let front: Front;
beforeAll(async () => {
  sandbox = await startSandbox();
  front = await openFront(sandbox.simulator.url);
});
afterAll(async () => {
  await front?.close();
  await sandbox?.close();
});
beforeEach(() => {
  front.between = () => undefined;
});

const key = () => ({ key: randomUUID(), attempt: 0 });
const connector = () => sandbox.connector({ url: front.url });
const noField = (form: string, name: string): Said => ({
  ...arSays(400, 314),
  body: JSON.stringify([
    {
      messageType: 'ERROR',
      messageText: 'Field does not exist on current form',
      messageNumber: 314,
      messageAppendedText: `${form}: ${name}`,
    },
  ]),
});
/** A site whose form has not got this field. */
const without = (form: string, name: string) => (asked: Asked) =>
  asked.path.endsWith(`/entry/${form}`) && [...asked.query.values()].some((value) => value.includes(name))
    ? noField(form, name)
    : undefined;

/** Mary's ticket. */
async function open(type: 'incident' | 'work-order') {
  const draft = draftOf(type, 'x');
  const whose =
    type === 'incident'
      ? { First_Name: 'Mary', Last_Name: 'Mann' }
      : { 'Customer First Name': 'Mary', 'Customer Last Name': 'Mann' };
  const opened = await sandbox.connector().open({ ...draft, fields: { ...draft.fields, ...whose } }, key());
  if (opened.kind !== 'done') throw new Error(JSON.stringify(opened));
  return opened.value;
}

const NO_WORK_ORDERS: readonly (readonly [string, Said])[] = [
  ['[itsm F] has no such form', arSays(404, 303, 'Form does not exist on server')],
  ['[itsm F] sibling: may not be read', arSays(403, 353)],
  ['[itsm F] sibling: has an unknown field', arSays(400, 314)],
  ['[itsm F] sibling: does not answer in time', arSays(500, 93)],
];

describe.each(NO_WORK_ORDERS)('where the form of work orders %s', (_what, words) => {
  const lacks = ({ path }: Asked) => (path.includes('WOI:WorkOrder') ? words : undefined);

  test('an incident is found by its number, and work orders are not asked', async () => {
    const { displayId } = await open('incident');
    front.between = lacks;
    const since = front.asked.length;
    expect(await connector().lookup('ticket', { displayId: displayId.toLowerCase() })).toMatchObject({
      kind: 'done',
      value: [{ ref: { type: 'incident', displayId } }],
    });
    expect(front.asked.slice(since).some(({ path }) => path.includes('WOI:'))).toBe(false);
  });

  test('a customer’s incidents are listed', async () => {
    const { displayId } = await open('incident');
    front.between = lacks;
    const found = await connector().lookup('ticket', { customerLogin: 'mary' });
    expect(found.kind === 'done' && found.value.map(({ ref }) => ref.displayId)).toContain(displayId);
  });

  test('a number of a work order says what is wrong', async () => {
    front.between = lacks;
    const found = await connector().lookup('ticket', { displayId: 'WO0000000001001' });
    expect(found.kind).not.toBe('done');
  });
});

describe('a customer’s tickets', () => {
  test('[itsm F] work orders are found by the person, whose login the reading form has not got', async () => {
    const { displayId } = await open('work-order');
    const found = await connector().lookup('ticket', { customerLogin: 'mary' });
    expect(found.kind === 'done' && found.value.map(({ ref }) => ref.displayId)).toContain(displayId);
    expect(
      (await sandbox.call('GET', `WOI:WorkOrder?q=${encodeURIComponent('\'RequesterLoginID\' = "mary"')}`))
        .status,
    ).toBe(400);
  });

  test.each([
    ['the title', 'Description'],
    ['sibling: the reason', 'Status_Reason'],
    ['sibling: what the newest are told by', 'Submit Date'],
  ])('[itsm F] %s missing on the form of incidents does not hide them', async (_what, name) => {
    const { displayId } = await open('incident');
    front.between = without('HPD:IncidentInterface', name);
    const found = await connector().lookup('ticket', { customerLogin: 'mary' });
    expect(found.kind === 'done' && found.value.map(({ ref }) => ref.displayId)).toContain(displayId);
  });

  test('[itsm F] sibling: a form without the customer’s login is asked by the person', async () => {
    const { displayId } = await open('incident');
    front.between = without('HPD:IncidentInterface', 'Customer Login ID');
    const found = await connector().lookup('ticket', { customerLogin: 'mary' });
    expect(found.kind === 'done' && found.value.map(({ ref }) => ref.displayId)).toContain(displayId);
  });

  test('[itsm F] sibling: a form without what names a ticket is refused, not empty', async () => {
    await open('incident');
    front.between = (asked) =>
      without('HPD:IncidentInterface', 'Request ID')(asked) ?? without('WOI:WorkOrder', 'Request ID')(asked);
    expect((await connector().lookup('ticket', { customerLogin: 'mary' })).kind).toBe('refused');
  });

  test('[itsm F] sibling: all types failing is a failure, a passing one first', async () => {
    front.between = ({ path }) =>
      path.includes('WOI:') ? arSays(403, 353) : path.includes('HPD:') ? arSays(500, 93) : undefined;
    expect((await connector().lookup('ticket', { customerLogin: 'mary' })).kind).toBe('busy');
  });

  test('[itsm F] sibling: a number of no known kind is nobody’s only if every type could be asked', async () => {
    front.between = ({ path }) => (path.includes('WOI:') ? arSays(500, 93) : undefined);
    expect((await connector().lookup('ticket', { displayId: 'TAS1' })).kind).toBe('busy');
    front.between = ({ path }) => (path.includes('WOI:') ? arSays(404, 303) : undefined);
    expect(await connector().lookup('ticket', { displayId: 'TAS1' })).toEqual({ kind: 'done', value: [] });
  });
});

describe('another look-up', () => {
  test.each([
    ['sibling: VIP', 'VIP'],
    ['sibling: the site', 'Site'],
  ])('[itsm F] %s missing on the form of people does not hide the customer', async (_what, name) => {
    front.between = without('CTM:People', name);
    expect(await connector().lookup('customer', { login: 'mary' })).toMatchObject({
      kind: 'done',
      value: [{ login: 'mary' }],
    });
  });

  test.each([
    ['the kind of a tie', 'AST:AssetPeople', 'Form Type'],
    ['the dataset', 'AST:ComputerSystem', 'DatasetId'],
  ])('[itsm F] sibling: %s missing does not hide the customer’s computers', async (_what, form, name) => {
    front.between = without(form, name);
    const found = await connector().lookup('asset', { customerLogin: 'allen' });
    expect(found.kind === 'done' && found.value.length).toBeGreaterThan(0);
  });

  test('[itsm F] sibling: assets of other datasets and ties of groups are left out', async () => {
    const before = await connector().lookup('asset', { customerLogin: 'mary' });
    const [tie] = await sandbox.rows('AST:AssetPeople', `'Full Name' = "Mary Mann"`);
    const person = tie!['PeopleGroup Form Entry ID']!;
    const computer = async (values: object) => {
      const made = await sandbox.call('POST', 'AST:ComputerSystem?fields=values(InstanceId)', {
        values: { Name: 'X', 'Reconciliation Identity': `OI-${randomUUID()}`, ...values },
      });
      return made.json.values.InstanceId as string;
    };
    const bind = (AssetInstanceId: string, type: string) =>
      sandbox.call('POST', 'AST:AssetPeople', {
        values: { AssetInstanceId, 'PeopleGroup Form Entry ID': person, 'Form Type': type },
      });
    await bind(await computer({ DatasetId: 'BMC.SAMPLE' }), 'People');
    await bind(await computer({ DatasetId: 'BMC.ASSET' }), 'Support Group');
    expect(await connector().lookup('asset', { customerLogin: 'mary' })).toEqual(before);
  });
});

describe('permission groups', () => {
  const grant = (login: string, group: string, more: object) =>
    sandbox.call('POST', 'CTM:People Permission Groups', {
      values: { 'Remedy Login ID': login, 'Person ID': 'PPL1', 'Permission Group': group, ...more },
    });
  const rightsOf = async (login: string) => {
    const found = await connector().lookup('person', { login });
    return found.kind === 'done' ? found.value[0]?.rights : found;
  };

  test('[itsm K] a group that was taken away gives no right', async () => {
    for (const Status of ['Delete', 'Offline', 'Obsolete'])
      await grant('vera', `Incident ${Status}`, { Status });
    await grant('vera', 'Incident Enabled', { Status: 'Enabled' });
    const rights = await rightsOf('vera');
    expect(rights).toContain('Incident Enabled');
    expect(rights).not.toEqual(expect.arrayContaining([expect.stringMatching(/Delete|Offline|Obsolete/)]));
  });

  test('[itsm K] sibling: a restriction to a company is no right', async () => {
    await grant('vera', 'Calbro Services', {
      Status: 'Enabled',
      'Permission Group Type': 'Access Restriction',
    });
    expect(await rightsOf('vera')).not.toContain('Calbro Services');
  });

  test('[itsm K] sibling: a site whose form does not tell groups from restrictions is asked for the status alone', async () => {
    front.between = without('CTM:People Permission Groups', '1000003972');
    expect(await rightsOf('alice')).toEqual(expect.arrayContaining(['Incident Master', 'Work Order Master']));
    await grant('alice', 'Taken Away', { Status: 'Delete' });
    expect(await rightsOf('alice')).not.toContain('Taken Away');
  });
});

describe('values that no mapping names', () => {
  /** The forms as they are described, without this value. */
  const lacking = (form: string, value: string) => (asked: Asked) => {
    if (!asked.path.endsWith(`/fields/${form}`)) return undefined;
    const described = JSON.parse(forms.get(form) ?? '[]') as {
      limit: { values?: { name: string }[] } | null;
    }[];
    for (const { limit } of described)
      if (limit?.values) limit.values = limit.values.filter(({ name }) => name !== value);
    return { status: 200, body: JSON.stringify(described) };
  };
  const forms = new Map<string, string>();
  beforeAll(async () => {
    const token = await sandbox.signIn();
    for (const form of [
      'HPD:WorkLog',
      'WOI:WorkInfo',
      'HPD:Associations',
      'HPD:Template',
      'CTM:People',
      'CTM:Support Group',
    ]) {
      const answer = await fetch(`${sandbox.simulator.url}/api/arsys/v1.0/fields/${form}`, {
        headers: { authorization: `AR-JWT ${token}` },
      });
      forms.set(form, await answer.text());
    }
  });
  const findings = async (mapping: Mapping) => {
    const checked = await connector().check(mapping);
    return checked.kind === 'done' ? checked.value : [];
  };

  test.each([
    ['[itsm L] Work Log Type Chat', 'HPD:WorkLog', 'Chat', 'error', 'Work Log Type has no value "Chat".'],
    [
      '[itsm L] sibling: the type of work orders',
      'WOI:WorkInfo',
      'General Information',
      'error',
      'Work Log Type has no value "General Information".',
    ],
    ['[itsm L] sibling: Public', 'HPD:WorkLog', 'Public', 'error', 'View Access has no value "Public".'],
    ['[itsm L] sibling: not secure', 'WOI:WorkInfo', 'No', 'error', 'Secure Work Log has no value "No".'],
    [
      '[itsm L] sibling: the tie of an article',
      'HPD:Associations',
      'Related to',
      'warning',
      'Association Type01 has no value "Related to".',
    ],
    [
      '[itsm L] sibling: enabled templates',
      'HPD:Template',
      'Enabled',
      'warning',
      'Status Template has no value "Enabled".',
    ],
    [
      '[itsm L] sibling: enabled people',
      'CTM:People',
      'Enabled',
      'warning',
      'Profile Status has no value "Enabled".',
    ],
    [
      '[itsm L] sibling: enabled groups of support',
      'CTM:Support Group',
      'Enabled',
      'warning',
      'Status has no value "Enabled".',
    ],
  ])('%s: check names it', async (_what, form, value, severity, what) => {
    expect(await findings(bmc.mapping)).toEqual([]);
    front.between = lacking(form, value);
    expect(await findings(bmc.mapping)).toEqual([expect.objectContaining({ severity, what })]);
  });

  test('[itsm L] sibling: a type that is mapped is checked in its place', async () => {
    const incident = { ...bmc.mapping.incident!, workInfo: { type: 'Customer Communication' } };
    front.between = lacking('HPD:WorkLog', 'Customer Communication');
    expect(await findings({ incident })).toEqual([
      expect.objectContaining({ severity: 'error', value: 'Customer Communication' }),
    ]);
  });
});
