import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TicketRef } from '../../src/connector/connector.ts';
import { createOutgoing, type OutgoingHttp, type OutgoingRequest } from '../../src/shared/outgoing.ts';
import { draftOf, type Sandbox, startSandbox } from './bmc-sandbox.ts';

let sandbox: Sandbox;
let sent: OutgoingRequest[] = [];
const http = createOutgoing();
/** Writes down what leaves, on its way to the simulator. */
const listening: OutgoingHttp = (request) => {
  sent.push(request);
  return http(request);
};
beforeAll(async () => {
  sandbox = await startSandbox();
  for (const [company, organization, name] of [
    ['Petramco', 'Facilities', 'Field Services'],
    ['Calbro Services', 'IT Support', 'Field Services'],
    ['Petramco', 'Facilities', 'Gardeners'],
    ['Petramco', 'IT > Networks', 'Core'],
    ['Petramco', 'IT > Networks', 'R&D "Labs" > North'],
  ] as const) {
    await sandbox.call('POST', 'CTM:Support Group', {
      values: { Company: company, 'Support Organization': organization, 'Support Group Name': name },
    });
  }
});
afterAll(() => sandbox?.close());
beforeEach(() => {
  sandbox.simulator.faults = [];
  sent = [];
});

const key = (attempt = 0) => ({ key: crypto.randomUUID(), attempt });
const TYPES = {
  incident: {
    group: 'Assigned Group',
    company: 'Assigned Support Company',
    organization: 'Assigned Support Organization',
    assignee: 'Assignee',
    login: 'Assignee Login ID',
    read: 'HPD:Help Desk',
    number: 'Incident Number',
  },
  'work-order': {
    group: 'ASGRP',
    company: 'ASCPY',
    organization: 'ASORG',
    assignee: 'ASCHG',
    login: 'ASLOGID',
    read: 'WOI:WorkOrder',
    number: 'Work Order ID',
  },
} as const;
type Type = keyof typeof TYPES;

/** A ticket in the hands of Alice. */
async function assigned(type: Type): Promise<TicketRef> {
  const connector = sandbox.connector();
  const opened = await connector.open(draftOf(type, 'x'), key());
  if (opened.kind !== 'done') throw new Error(JSON.stringify(opened));
  const { assignee, login } = TYPES[type];
  const fields = { [assignee]: 'Alice Smith', [login]: 'alice' };
  expect((await connector.change(opened.value, { fields }, key())).kind).toBe('done');
  return opened.value;
}
const held = async ({ type, displayId }: TicketRef) => {
  const { read, number } = TYPES[type as Type];
  return (await sandbox.rows(read, `'${number}' = "${displayId}"`))[0]!;
};
const connector = () => sandbox.connector({}, listening);
const handOver = (type: string, to: string, groupField: string = TYPES[type as Type].group) =>
  connector().handOver!(type, to, groupField);

async function given(ref: TicketRef, to: string) {
  const found = await handOver(ref.type, to);
  if (found.kind !== 'done') throw new Error(JSON.stringify(found));
  return connector().change(ref, found.value.change, key());
}

describe.each(['incident', 'work-order'] as const)('[itsm G] handing over: %s', (type) => {
  const names = TYPES[type];

  it('[itsm G] company, organization and group are written, the assignee and their login are cleared', async () => {
    const ref = await assigned(type);
    expect((await given(ref, 'Gardeners')).kind).toBe('done');
    expect(await held(ref)).toMatchObject({
      [names.company]: 'Petramco',
      [names.organization]: 'Facilities',
      [names.group]: 'Gardeners',
      [names.assignee]: null,
      [names.login]: null,
    });
    const put = sent.find(({ method }) => method === 'PUT');
    expect(JSON.parse(String(put!.body)).values).toEqual({
      [names.company]: 'Petramco',
      [names.organization]: 'Facilities',
      [names.group]: 'Gardeners',
      [names.assignee]: null,
      [names.login]: null,
    });
  });

  it('[itsm G] sibling: a name that two companies have is refused, with both, and taken with its company', async () => {
    const refusal = await handOver(type, 'Field Services');
    expect(refusal).toMatchObject({ kind: 'refused', field: names.group });
    const { reason } = refusal as { reason: string };
    expect(reason).toContain('Petramco > Facilities > Field Services');
    expect(reason).toContain('Calbro Services > IT Support > Field Services');
    const ref = await assigned(type);
    expect((await given(ref, 'Petramco > Field Services')).kind).toBe('done');
    expect(await held(ref)).toMatchObject({ [names.company]: 'Petramco', [names.group]: 'Field Services' });
  });

  it('[itsm G] sibling: an unknown name is refused with the nearest, and nothing is written', async () => {
    const refusal = await handOver(type, 'Hardwear');
    expect(refusal).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(
        /"Hardwear" does not exist.*nearest: Calbro Services > IT Support > Hardware/,
      ),
    });
    expect(sent.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it('[itsm G] an empty assignee of a mapping still clears nobody', async () => {
    const ref = await assigned(type);
    const fields = { [names.assignee]: '', [names.login]: '' };
    expect((await connector().change(ref, { fields }, key())).kind).toBe('done');
    expect((await held(ref))[names.assignee]).toBe('Alice Smith');
  });

  it('[itsm G] a server that keeps the old assignee without a word is found out', async () => {
    const ref = await assigned(type);
    // What a filter of the site does that puts the assignee back.
    const keeping: OutgoingHttp = (request) => {
      if (request.method !== 'PUT') return http(request);
      const { values } = JSON.parse(String(request.body));
      delete values[names.assignee];
      delete values[names.login];
      return http({ ...request, body: JSON.stringify({ values }) });
    };
    const found = await handOver(type, 'Gardeners');
    if (found.kind !== 'done') throw new Error(JSON.stringify(found));
    expect(await sandbox.connector({}, keeping).change(ref, found.value.change, key())).toMatchObject({
      kind: 'refused',
      field: names.assignee,
      reason: expect.stringContaining('Alice Smith'),
    });
  });

  it('[itsm G] a site that assigns anew as soon as the group changes has done what was asked', async () => {
    const ref = await assigned(type);
    const assigning: OutgoingHttp = (request) => {
      if (request.method !== 'PUT') return http(request);
      const { values } = JSON.parse(String(request.body));
      const body = JSON.stringify({
        values: { ...values, [names.assignee]: 'Bob Jones', [names.login]: 'bob' },
      });
      return http({ ...request, body });
    };
    const found = await handOver(type, 'Gardeners');
    if (found.kind !== 'done') throw new Error(JSON.stringify(found));
    const outcome = await sandbox.connector({}, assigning).change(ref, found.value.change, key());
    expect(outcome).toMatchObject({ kind: 'done', value: { group: 'Gardeners', assignee: 'Bob Jones' } });
  });
});

it.each([
  ['the name', 'Gardeners'],
  ['capitals do not matter', 'gardeners'],
  ['blanks around it', '  Gardeners '],
  ['company and name', 'Petramco > Gardeners'],
  ['organization and name', 'Facilities>Gardeners'],
  ['the whole path', 'Petramco > Facilities > Gardeners'],
  ['the path as BMC draws it', 'Petramco->Facilities->Gardeners'],
])('[itsm G] a group is named by %s', async (_what, to) => {
  expect(await handOver('incident', to)).toMatchObject({
    kind: 'done',
    value: {
      group: 'Petramco > Facilities > Gardeners',
      change: { fields: { 'Assigned Group': 'Gardeners' } },
    },
  });
});

it.each([
  ['an organization with the separator in it', 'Petramco > IT > Networks > Core', 'Core'],
  ['a group with quotes and the separator', 'R&D "Labs" > North', 'R&D "Labs" > North'],
])('[itsm G] names that hold what separates names: %s', async (_what, to, name) => {
  expect(await handOver('incident', to)).toMatchObject({
    kind: 'done',
    value: { change: { fields: { 'Assigned Group': name, 'Assigned Support Company': 'Petramco' } } },
  });
});

it('[itsm G] a group that is not enabled any more is not found', async () => {
  const made = await sandbox.call('POST', 'CTM:Support Group', {
    values: {
      Company: 'Petramco',
      'Support Organization': 'Facilities',
      'Support Group Name': 'Closed down',
      Status: 'Offline',
    },
  });
  expect(made.status).toBe(201);
  expect((await handOver('incident', 'Closed down')).kind).toBe('refused');
});

it('[itsm G] another field that an admin mapped takes the name alone', async () => {
  expect(await handOver('incident', 'Gardeners', 'Owner Group')).toEqual({
    kind: 'done',
    value: { group: 'Petramco > Facilities > Gardeners', change: { fields: { 'Owner Group': 'Gardeners' } } },
  });
});

it.each([
  ['', 'blank'],
  ['a\0b', 'control'],
  ['x'.repeat(300), 'long'],
  ['\uD800', 'half a character'],
])('[itsm G] %j names no group, and nothing is asked', async (to) => {
  expect((await handOver('incident', to)).kind).toBe('refused');
  expect(sent).toEqual([]);
});

it('[itsm G] an ITSM that is busy is asked again later; one that hides its groups is told apart', async () => {
  sandbox.simulator.faults = [{ kind: 'unavailable', path: 'CTM:Support Group' }];
  expect((await handOver('incident', 'Gardeners')).kind).toBe('busy');
  sandbox.simulator.faults = [{ kind: 'workflow', path: 'CTM:Support Group', says: 'no right' }];
  expect(await handOver('incident', 'Gardeners')).toMatchObject({
    kind: 'refused',
    reason: expect.stringMatching(/CTM:Support Group.*no right.*Let the account read it/),
  });
});
