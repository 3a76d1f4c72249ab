import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadSettings } from '../../../config/load.ts';
import bmc from '../../../connectors/bmc-helix/index.ts';
import { StartupError } from '../../../src/shared/startup-error.ts';
import { mappingInForce } from '../../../src/sync/mapping/in-force.ts';

const folder = mkdtempSync(join(tmpdir(), 'db-settings-'));
let files = 0;

function load(yaml: string) {
  const path = join(folder, `${++files}.yaml`);
  writeFileSync(path, yaml);
  return loadSettings(path, {});
}

function why(yaml: string): string {
  try {
    load(yaml);
  } catch (error) {
    if (error instanceof StartupError) return error.why;
    throw error;
  }
  return 'it was taken';
}

const mapped = (mapping: string) =>
  `connectors: [{ id: itsm, use: memory, mapping: { incident: ${mapping} } }]`;

test('a mapping is read as data: numbers become text, null takes a field out', () => {
  const settings = load(
    mapped(
      '{ open: { Impact: 4, Site: "{{ user.name }}", Company: null }, limits: { Site: 60 }, endings: { resolved: null, abandoned: { status: Cancelled, statusReason: "" } }, workInfo: { visibility: public, type: Chat } }',
    ),
  );
  expect(settings.connectors[0]?.mapping?.incident).toEqual({
    open: { Impact: '4', Site: '{{ user.name }}', Company: null },
    limits: { Site: 60 },
    endings: { resolved: null, abandoned: { status: 'Cancelled', statusReason: '' } },
    workInfo: { visibility: 'public', type: 'Chat' },
  });
});

test.each([
  [
    'an ending that there is not',
    '{ endings: { finished: null } }',
    'connectors.itsm.mapping.incident.endings',
  ],
  [
    'a status without its reason',
    '{ endings: { resolved: { status: Resolved } } }',
    'connectors.itsm.mapping.incident.endings.resolved.statusReason: say which reason goes with the status',
  ],
  ['a limit of nothing', '{ limits: { Site: 0 } }', 'connectors.itsm.mapping.incident.limits.Site'],
  [
    'a visibility that there is not',
    '{ workInfo: { visibility: secret } }',
    'connectors.itsm.mapping.incident.workInfo.visibility',
  ],
  ['an empty list of rights', '{ rights: { create: [] } }', 'connectors.itsm.mapping.incident.rights.create'],
  [
    'a right to do what nobody does',
    '{ rights: { delete: [x] } }',
    'connectors.itsm.mapping.incident.rights',
  ],
  ['a member that there is not', '{ opne: {} }', 'connectors.itsm.mapping.incident'],
])('%s is refused by name', (_what, mapping, expected) => {
  expect(why(mapped(mapping))).toContain(expected);
});

test.each([
  [
    'an unknown connector',
    '{ connector: elsewhere, queue: Network }',
    'routing.0.connector: no connector has',
  ],
  ['a row for nothing', '{ connector: helix }', 'routing.0: name a company, a queue or a topic'],
])('routing to %s is refused', (_what, row, expected) => {
  expect(why(`connectors: [{ id: helix, use: memory }]\nrouting: [${row}]`)).toContain(expected);
});

test('the examples of the default configuration are valid as they stand', () => {
  const yaml = readFileSync('config/deskbridge.yaml', 'utf8');
  const uncommented = (member: string) =>
    yaml
      .slice(yaml.indexOf(`\n# ${member}:`) + 1)
      .split(/\n(?!#)/)[0]
      ?.replaceAll(/^# ?/gm, '')
      .replaceAll(/env:\w+/g, 'secret') ?? '';
  const { connectors, routing } = load(`${uncommented('connectors')}\n${uncommented('routing')}`);
  expect(routing).toHaveLength(2);
  const [helix] = connectors;
  const { incident } = mappingInForce(
    'helix',
    bmc,
    helix?.mapping ?? {},
    bmc.settings.parse(helix?.settings),
  );
  expect(incident?.endings.resolved?.statusReason).toBe('Customer Follow-Up Required');
  expect(incident?.open).not.toHaveProperty('Assignee');
  expect(incident?.workInfo?.type).toBe('Chat');
  expect(incident?.rights).toEqual(bmc.mapping.incident?.rights);
  expect(helix?.persons).toEqual({ by: 'mail', table: { bob: 'bjones' } });
});

test('agents are linked to persons as the settings say, by their own entries and the table unless told otherwise', () => {
  const [bare] = load('connectors: [{ id: helix, use: memory, persons: {} }]').connectors;
  expect(bare?.persons).toEqual({ by: 'table', table: {} });
  expect(why('connectors: [{ id: helix, use: memory, persons: { by: name } }]')).toContain(
    'connectors.helix.persons.by',
  );
  const agent = '{ id: a, name: A, roles: [agent], passwordHash: x, email: nobody }';
  expect(why(`agents: [${agent}]`)).toContain('agents.a.email');
});

test('agents ask for their tickets unless they are to be opened by themselves, at one of two times', () => {
  expect(load('{}').tickets).toEqual({ open: 'agent' });
  expect(why('tickets: { open: always }')).toContain('tickets.open');
});
