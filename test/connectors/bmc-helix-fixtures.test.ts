import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import bmc from '../../connectors/bmc-helix/index.ts';
import { settings } from '../../connectors/bmc-helix/settings.ts';
import { markOf } from '../../connectors/bmc-helix/write-key.ts';
import type { Connector, TicketChange } from '../../src/connector/connector.ts';
import type { Outcome } from '../../src/connector/outcome.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createLog } from '../../src/shared/log.ts';
import { createOutgoing } from '../../src/shared/outgoing.ts';
import { type Fixture, serveFixture } from '../support/fixture-server.ts';

// What goes over the wire to a real server, to the letter: method, path, query, headers that matter, body.

const FOLDER = new URL('../fixtures/bmc-helix/', import.meta.url);
const KEY = { key: 'DB-0123456789abcdefghij', attempt: 0 };
const INCIDENT = { type: 'incident', id: 'INC000000000527|INC000000000527', displayId: 'INC000000000430' };
const WORK_ORDER = { type: 'work-order', id: 'WO0000000000701', displayId: 'WO0000000001001' };

const read = (name: string): Fixture =>
  JSON.parse(
    readFileSync(new URL(`${name}.json`, FOLDER), 'utf8').replaceAll('MARK-0', `${markOf(KEY.key)}-0`),
  );

/** What the fixture's creating request carries, but for the key that the connector adds. */
function draftIn(name: string, type: string, keyField: string) {
  const body = read(name).exchanges.find(({ request }) => request.path.endsWith('_Create'))?.request.body;
  const { [keyField]: _key, ...fields } = (body as { values: Record<string, string> }).values;
  return { type, fields };
}
const incident = () => draftIn('open-incident', 'incident', 'Vendor Ticket Number');

const resolved = (statusReason: string): TicketChange => ({
  status: 'Resolved',
  statusReason,
  fields: { Resolution: 'Reset VPN profile', Assignee: 'Bridge Bot', 'Assignee Login ID': 'bridge' },
});
const entry = { summary: 'Chat transcript', text: 'Dana: hello', visibility: 'internal' } as const;

const FILE = { name: 'chat-42.txt', contentType: 'text/plain', bytes: Buffer.from('Dana: hello') };

const CASES: Readonly<
  Record<string, readonly [(connector: Connector) => Promise<Outcome<unknown>>, object]>
> = {
  'open-incident': [(c) => c.open(incident(), KEY), { kind: 'done', value: INCIDENT }],
  'open-incident-empty-answer': [(c) => c.open(incident(), KEY), { kind: 'done', value: INCIDENT }],
  'open-incident-again': [
    (c) => c.open(incident(), { ...KEY, attempt: 1 }),
    { kind: 'already-done', value: INCIDENT },
  ],
  'open-incident-unknown-customer': [
    (c) => c.open(incident(), KEY),
    { kind: 'refused', reason: expect.stringMatching(/2 records have been found/), field: 'Customer' },
  ],
  'open-work-order': [
    (c) => c.open(draftIn('open-work-order', 'work-order', 'Chat Session ID'), KEY),
    { kind: 'done', value: WORK_ORDER },
  ],
  'read-incident': [
    (c) => c.read(INCIDENT),
    {
      kind: 'done',
      value: {
        ref: INCIDENT,
        status: 'Assigned',
        statusReason: '',
        group: 'Service Desk',
        assignee: 'Bridge Bot',
      },
    },
  ],
  'resolve-incident': [
    (c) => c.change(INCIDENT, resolved('No Further Action Required'), KEY),
    { kind: 'done', value: { status: 'Resolved', statusReason: 'No Further Action Required' } },
  ],
  'resolve-incident-wrong-pair': [
    (c) => c.change(INCIDENT, resolved('Request'), KEY),
    { kind: 'refused', field: 'Status Reason' },
  ],
  'cancel-work-order': [
    (c) => c.change(WORK_ORDER, { status: 'Cancelled', statusReason: 'Cancelled by Support' }, KEY),
    { kind: 'done', value: { status: 'Cancelled', statusReason: 'Cancelled by Support' } },
  ],
  'append-work-info': [(c) => c.append(INCIDENT, [entry], KEY), { kind: 'done', value: ['WLG000000000201'] }],
  'append-file': [
    (c) => c.append(INCIDENT, [{ ...entry, files: [FILE] }], KEY),
    { kind: 'done', value: ['WLG000000000201'] },
  ],
  'missing-incident': [(c) => c.read(INCIDENT), { kind: 'missing' }],
  'connected-elsewhere': [(c) => c.read(INCIDENT), { kind: 'busy', reason: expect.stringMatching(/9093/) }],
  'expired-token': [(c) => c.read(INCIDENT), { kind: 'done', value: { ref: INCIDENT } }],
  'expired-token-forbidden': [(c) => c.read(INCIDENT), { kind: 'done', value: { ref: INCIDENT } }],
  'token-in-quotes': [(c) => c.read(INCIDENT), { kind: 'done', value: { ref: INCIDENT } }],
  'form-by-fields': [
    (c) => c.lookup('form', { type: 'incident' }),
    {
      kind: 'done',
      value: [
        {
          name: 'Description',
          label: 'Description',
          type: 'text',
          required: true,
          limit: 100,
          limitIn: 'bytes',
        },
        // Its creator has a default of the form's own; 0 stands for no limit.
        { name: 'Submitter', type: 'text', required: false },
        { name: 'Detailed_Decription', label: 'Detailed Description', type: 'text', required: false },
      ],
    },
  ],
  'form-by-options': [
    (c) => c.lookup('form', { type: 'incident' }),
    { kind: 'done', value: [{ name: 'Description', required: true, limit: 100, limitIn: 'bytes' }] },
  ],
  'form-not-told': [
    (c) => c.lookup('form', { type: 'incident' }),
    { kind: 'unsupported', reason: expect.stringMatching(/does not tell which fields/) },
  ],
  'mid-tier-page': [(c) => c.read(INCIDENT), { kind: 'busy', reason: expect.stringMatching(/HTTP 502/) }],
  'sign-in-refused-with-200': [
    (c) => c.read(INCIDENT),
    { kind: 'refused', reason: expect.stringMatching(/Login failed/) },
  ],
};

test('every fixture has its case, its section and how sure it is', () => {
  const names = readdirSync(FOLDER).flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? []);
  expect(names.sort()).toEqual(Object.keys(CASES).sort());
  for (const name of names)
    expect(read(name).about).toEqual({
      section: expect.stringMatching(/^1\.\d/),
      sure: expect.stringMatching(/documented|seen|inferred/),
    });
});

test.each(Object.entries(CASES))('%s', async (name, [call, outcome]) => {
  const server = await serveFixture(read(name));
  const given = settings.parse({ url: server.url, username: 'bridge', password: 'p&w %"', settleMs: 0 });
  const tools = { http: createOutgoing(), clock: systemClock, log: createLog('silent') };
  const connector = bmc.connect(given, tools);
  try {
    const came = await call(connector);
    expect(server.wrong).toEqual([]);
    expect(came).toMatchObject(outcome);
    await connector.close();
    expect(server.wrong).toEqual([]);
    expect(server.left).toEqual([]);
  } finally {
    await server.close();
  }
});
