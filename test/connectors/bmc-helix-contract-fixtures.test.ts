import { afterEach, beforeEach, expect } from '@jest/globals';
import bmc from '../../connectors/bmc-helix/index.ts';
import { settings } from '../../connectors/bmc-helix/settings.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createLog } from '../../src/shared/log.ts';
import { createOutgoing } from '../../src/shared/outgoing.ts';
import { connectorContract, type HeldFile } from '../contract/connector.contract.ts';
import { replayFixtures, type Taken } from '../support/fixture-replay.ts';
import { CASES, forms, templatedBy } from './bmc-contract-cases.ts';

// The contract on what the AR REST documents and other clients show, without the simulator's own ideas.

const NAME = 'bmc-helix on fixtures';
const testName = () =>
  (expect.getState().currentTestName ?? '').replace(`${NAME} keeps the connector contract `, '');

const server = await replayFixtures(
  new URL('../fixtures/bmc-helix/contract/', import.meta.url),
  ['mapping', 'lookups', 'incident', 'work-order'],
  testName,
);
beforeEach(server.begin);
afterEach(server.finish);

const TEMPLATES: Readonly<Record<string, readonly [id: string, summary: string]>> = {
  incident: ['AG2D9DA639C810E7BF3156D0B1C11D372DE3', 'VPN does not connect'],
  'work-order': ['AG9E896937F7FFAA4804117AEFA5F368FDFC', 'Provide a new laptop'],
};

/** Entries that the running test has made in this form. */
const written = (form: string): readonly Taken[] =>
  server
    .taken()
    .filter(
      ({ request, response }) =>
        request.method === 'POST' &&
        request.path.endsWith(`/${form}`) &&
        (response.lost || response.status === 201),
    );
const creating = (type: string) =>
  type === 'incident'
    ? { form: 'HPD:IncidentInterface_Create', text: 'Detailed_Decription' }
    : { form: 'WOI:WorkOrderInterface_Create', text: 'Detailed Description' };

/** What was sent for an entry: its values, and its files as they left. */
function sentIn({ bytes }: Taken): { readonly values: Record<string, string>; readonly files: HeldFile[] } {
  const text = bytes.toString('latin1');
  if (!text.startsWith('--')) return { values: JSON.parse(bytes.toString('utf8')).values, files: [] };
  const boundary = text.slice(0, text.indexOf('\r\n'));
  const parts = text.slice(boundary.length + 2, text.lastIndexOf(`\r\n${boundary}--`));
  const [entry, ...files] = parts.split(`\r\n${boundary}\r\n`).map((part) => {
    const body = part.indexOf('\r\n\r\n');
    const head = Buffer.from(part.slice(0, body), 'latin1').toString('utf8');
    const name = /filename="([^"]*)"/.exec(head)?.[1] ?? '';
    return { name, bytes: Buffer.from(part.slice(body + 4), 'latin1') };
  });
  return { values: JSON.parse(entry!.bytes.toString('utf8')).values, files };
}

const logged = ({ type, displayId }: { type: string; displayId: string }) => {
  const { log, number } = forms(type);
  return written(log)
    .map(sentIn)
    .filter(({ values }) => values[number] === displayId);
};

connectorContract(NAME, async () => {
  const given = settings.parse({
    url: server.url,
    username: 'deskbridge',
    password: 'p&w %"',
    // How often a search is repeated while a write settles is a matter of time, which no fixture has.
    settleMs: 0,
    deadlineMs: 5_000,
  });
  const tools = { http: createOutgoing(), clock: systemClock, log: createLog('silent') };
  const connector = bmc.connect(given, tools);
  return {
    definition: bmc,
    connector,
    ...CASES,
    count: async (type) => written(creating(type).form).length,
    description: async ({ type, displayId }) => {
      const one = written(creating(type).form).find(({ response }) =>
        Object.values((response.body as { values: object }).values).includes(displayId),
      );
      return one === undefined ? '' : (sentIn(one).values[creating(type).text] ?? '');
    },
    appended: async (ref) => logged(ref).map(({ values }) => values['Detailed Description'] ?? ''),
    templated: async (type) => templatedBy(type, ...TEMPLATES[type]!),
    link: async () => ({
      kind: 'knowledge',
      id: 'KBR000000000101',
      title: 'Reset your password',
      url: 'https://ar.example/articles/KBA00000001',
      relate: false,
    }),
    files: async (ref) => logged(ref).map(({ files }) => files),
    related: async ({ type, displayId }) =>
      written(type === 'incident' ? 'HPD:Associations' : 'WOI:Associations')
        .map((one) => sentIn(one).values)
        .filter((values) => values['Request ID02'] === displayId)
        .map((values) => values['Request ID01'] ?? ''),
    loseAnswer: (type, at) => {
      const path = at === 'tie' ? 'Associations' : forms(type).log;
      const lost = server.coming().filter(({ response }) => response.lost);
      if (lost.length !== 1 || !lost[0]!.request.path.endsWith(path)) {
        throw new Error(`the fixture of "${testName()}" must lose one answer, that of ${path}`);
      }
    },
    close: () => server.close(connector.close),
  };
});
