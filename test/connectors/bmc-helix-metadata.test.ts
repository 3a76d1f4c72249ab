import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { formDescription } from '../../connectors/bmc-helix/form-description.ts';
import bmc from '../../connectors/bmc-helix/index.ts';
import type { SiteRules } from '../../connectors/bmc-helix/simulator/index.ts';
import { type Front, MAINTENANCE, openFront } from '../support/front.ts';
import { type Sandbox, startSandbox } from './bmc-sandbox.ts';

// How a site tells which fields its forms have, and what comes of it where it does not.

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
  sandbox.simulator.siteRules = {};
  sandbox.simulator.requests.clear();
  front.between = () => undefined;
});

type Metadata = NonNullable<SiteRules['metadata']>;
const NOT_TOLD: readonly Metadata[] = ['no-body', 'wadl', 'page', 'refused'];
const isWarning = expect.objectContaining({
  severity: 'warning',
  what: expect.stringContaining('mapping is not proven'),
});

test('[itsm C] fields come from the documented resource, and OPTIONS is not asked', async () => {
  const connector = sandbox.connector();
  expect(await connector.check(bmc.mapping)).toEqual({ kind: 'done', value: [] });
  expect(sandbox.simulator.requests.get('fields HPD:IncidentInterface_Create')).toBe(1);
  expect([...sandbox.simulator.requests.keys()].filter((what) => what.startsWith('OPTIONS'))).toEqual([]);
});

test.each(['options', 'array-in-options'] as const)(
  '[itsm C] sibling: a release without it is asked by OPTIONS (%s)',
  async (metadata) => {
    sandbox.simulator.siteRules = { metadata };
    const connector = sandbox.connector();
    const incident = bmc.mapping.incident!;
    const wrong = { incident: { ...incident, open: { ...incident.open, Urgency: '9-Never' } } };
    expect(await connector.check(wrong)).toMatchObject({
      kind: 'done',
      value: [{ severity: 'error', what: 'Urgency has no value "9-Never".' }],
    });
    const form = await connector.lookup('form', { type: 'incident' });
    expect(form).toMatchObject({
      kind: 'done',
      value: expect.arrayContaining([
        expect.objectContaining({ name: 'Impact', required: true, choices: expect.any(Array) }),
      ]),
    });
  },
);

describe.each(NOT_TOLD)('a site that tells in neither way (%s)', (metadata) => {
  test('[itsm C] check says so once, and the look-up is unsupported', async () => {
    sandbox.simulator.siteRules = { metadata };
    const connector = sandbox.connector();
    const checked = await connector.check(bmc.mapping);
    expect(checked).toEqual({ kind: 'done', value: [isWarning] });
    expect((await connector.lookup('form', { type: 'incident' })).kind).toBe('unsupported');
    const [template] = await templates(connector);
    const form = await connector.lookup('form', { type: 'incident', templateId: template!.id });
    expect(form.kind).toBe('unsupported');
  });

  test('[itsm C] sibling: pairs of the mapping are compared all the same', async () => {
    sandbox.simulator.siteRules = { metadata };
    const incident = bmc.mapping.incident!;
    const endings = { resolved: { status: 'Resolved', statusReason: 'Client Hold' } };
    const checked = await sandbox.connector().check({ incident: { ...incident, endings } });
    expect(checked.kind === 'done' && checked.value.map(({ what }) => what)).toEqual([
      expect.stringContaining('does not take Resolved with the reason Client Hold'),
      expect.stringContaining('mapping is not proven'),
    ]);
  });
});

async function templates(connector: ReturnType<Sandbox['connector']>) {
  const found = await connector.lookup('template', { type: 'incident', text: '' });
  return found.kind === 'done' ? found.value : [];
}

test('[itsm C] sibling: a description that never comes while the ITSM works counts as not told in the end', async () => {
  sandbox.simulator.siteRules = { metadata: 'busy' };
  const connector = sandbox.connector();
  const kinds: string[] = [];
  for (let tries = 0; tries < 4; tries += 1)
    kinds.push((await connector.lookup('form', { type: 'incident' })).kind);
  expect(kinds).toEqual(['busy', 'busy', 'unsupported', 'unsupported']);
  sandbox.simulator.siteRules = {};
  expect((await connector.lookup('form', { type: 'incident' })).kind).toBe('done');
});

test('[itsm C] sibling: a page where fields were told before is maintenance, not a site that tells nothing', async () => {
  const connector = sandbox.connector({ url: front.url });
  expect((await connector.lookup('form', { type: 'incident' })).kind).toBe('done');
  front.between = ({ path }) => (path.includes('/arsys/') ? MAINTENANCE : undefined);
  expect((await connector.lookup('form', { type: 'incident' })).kind).toBe('busy');
});

test('[itsm C] sibling: a form that is not there is an error, whatever is told of the others', async () => {
  front.between = ({ path }) =>
    path.includes('WOI:') && (path.includes('/fields/') || path.includes('_Create'))
      ? {
          status: 404,
          headers: { 'content-type': 'application/json' },
          body: '[{"messageType":"ERROR","messageText":"Form does not exist on server","messageNumber":303,"messageAppendedText":"WOI"}]',
        }
      : undefined;
  const checked = await sandbox.connector({ url: front.url }).check(bmc.mapping);
  expect(checked.kind === 'done' && checked.value).toEqual([
    expect.objectContaining({
      severity: 'error',
      what: expect.stringContaining('WOI:WorkOrderInterface_Create cannot be used'),
    }),
    expect.objectContaining({
      severity: 'error',
      what: expect.stringContaining('WOI:WorkOrder cannot be used'),
    }),
    expect.objectContaining({
      severity: 'error',
      what: expect.stringContaining('WOI:WorkInfo cannot be used'),
    }),
  ]);
});

describe('a description', () => {
  const read = (fields: unknown) => formDescription.safeParse(fields).data;

  test('[itsm C] is read with option, limit, unit and labels', () => {
    const described = read([
      {
        id: 8,
        name: 'Description',
        field_option: 'REQUIRED',
        datatype: 'CHAR',
        limit: { max_length: 100, length_unit: 'AR_LENGTH_UNIT_BYTE' },
      },
      {
        id: 9,
        name: 'Notes',
        field_option: 'OPTIONAL',
        datatype: 'CHAR',
        limit: { max_length: 0, length_unit: 'AR_LENGTH_UNIT_CHAR' },
      },
      {
        id: 7,
        name: 'Status',
        field_option: 'REQUIRED',
        datatype: 'ENUM',
        default_value: 0,
        limit: { enum_style: 'REGULAR', values: ['New', '----- More -----', 'Assigned'] },
      },
      { id: 1, name: 'Request ID', field_option: 'SYSTEM', datatype: 'CHAR', limit: null },
    ]);
    expect(Object.fromEntries(described!)).toEqual({
      Description: {
        datatype: 'CHAR',
        required: true,
        readOnly: false,
        displayOnly: false,
        maxLength: 100,
        unit: 'bytes',
      },
      Notes: { datatype: 'CHAR', required: false, readOnly: false, displayOnly: false, unit: 'characters' },
      Status: {
        datatype: 'ENUM',
        required: false,
        readOnly: false,
        displayOnly: false,
        unit: 'bytes',
        labels: ['New', 'Assigned'],
      },
      'Request ID': { datatype: 'CHAR', required: false, readOnly: true, displayOnly: false, unit: 'bytes' },
    });
  });

  test.each([
    ['sibling: numbers as text', { name: 'A', limit: { max_length: '100' } }, 100],
    ['sibling: no unit', { name: 'A', limit: { max_length: 60 } }, 60],
    ['sibling: a limit of another kind', { name: 'A', limit: 'none' }, undefined],
    ['sibling: a length of another kind', { name: 'A', limit: { max_length: [1] } }, undefined],
    ['sibling: nothing but a name', { name: 'A' }, undefined],
  ])('[itsm C] %s', (_what, field, maxLength) => {
    const told = read([field, { id: 3 }, null, 'x'])?.get('A');
    expect(told).toMatchObject({ unit: 'bytes', required: false });
    expect(told?.maxLength).toBe(maxLength);
  });

  test.each([[[]], [{}], ['x'], [null], [[{ id: 1 }]], [{ fields: [] }]])(
    '[itsm C] sibling: %j is none',
    (body) => {
      expect(read(body)).toBeUndefined();
    },
  );
});
