import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { INCIDENT_STATUS_REASON } from '../../../connectors/bmc-helix/simulator/forms/enums.ts';
import { type Sandbox, startSandbox } from '../../connectors/bmc-sandbox.ts';
import { runCommand } from '../../support/command.ts';
import { startRedis } from '../../support/redis.ts';
import { openCellar } from '../store/cellar.ts';

const REASON = 'No Further Action Required';
const reasons = INCIDENT_STATUS_REASON as Map<string, number>;
const kept = reasons.get(REASON) ?? 0;

let sandbox: Sandbox;
let folder: string;
let config: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  folder = mkdtempSync(join(tmpdir(), 'db-commands-'));
  config = settingsFile({});
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => void reasons.set(REASON, kept));

let files = 0;
function settingsFile(mapping: object): string {
  const path = join(folder, `${++files}.yaml`);
  const settings = { url: sandbox.simulator.url, username: 'deskbridge', password: 'deskbridge' };
  writeFileSync(path, JSON.stringify({ connectors: [{ id: 'helix', use: 'bmc-helix', settings, mapping }] }));
  return path;
}

async function deskbridge(args: string, env: Readonly<Record<string, string>> = {}) {
  return runCommand(args.split(' '), { DESKBRIDGE_CONFIG: config, ...env });
}

test('mapping preview prints the fields of every ticket type and ending', async () => {
  const { out, code } = await deskbridge('mapping preview');
  expect(out).toContain('incident: open\n');
  expect(out).toContain('  Description = VPN drops every few minutes\n');
  expect(out).toContain(`incident: resolved\n  status = Resolved\n  statusReason = ${REASON}\n`);
  expect(out).toContain('work-order: abandoned-by-user\n  status = Cancelled\n');
  expect(code).toBe(0);
});

test('mapping preview --type shows one, and what is set over the default', async () => {
  const own = settingsFile({
    incident: { open: { Site: 'At {{ user.name }}' }, endings: { abandoned: null } },
  });
  const { out } = await deskbridge('mapping preview --type incident', { DESKBRIDGE_CONFIG: own });
  expect(out).toContain('  Site = At Dana Reyes\n');
  expect(out).toContain('incident: abandoned\n  the status is left alone\n');
  expect(out).not.toContain('work-order');
});

describe('mapping preview --chat', () => {
  test('takes a chat of the store, and names one that is not there', async () => {
    const server = await startRedis();
    const redis = new Redis(server.path);
    try {
      const { id } = await openCellar(redis, 'main').waiting({
        subject: 'Printer on fire, card 4111 1111 1111 1111',
      });
      const stored = await deskbridge(`mapping preview --chat ${id}`, { REDIS_URL: server.path });
      expect(stored.out).toContain('  Description = Printer on fire, card [card]\n');
      const none = await deskbridge('mapping preview --chat chat-none', { REDIS_URL: server.path });
      expect(none.err).toContain('There is no chat chat-none');
      expect(none.code).toBe(1);
    } finally {
      redis.disconnect();
      await server.stop();
    }
  });
});

test.each([
  ['mapping preview --connector elsewhere', 'There is no connector elsewhere'],
  ['mapping dry-run --type problem', 'Nothing is mapped for tickets of type problem'],
])('%s says what there is', async (args, expected) => {
  const { err, code } = await deskbridge(args);
  expect(err).toContain(expected);
  expect(err).toMatch(/Fix: Use one of: (helix|incident, work-order)\./);
  expect(code).toBe(1);
});

test('a template with a mistake stops every command, by name', async () => {
  const own = settingsFile({ incident: { open: { Site: '{{ user.nmae }}' } } });
  const { err, code } = await deskbridge('mapping preview', { DESKBRIDGE_CONFIG: own });
  expect(err).toContain('The mapping of the connector helix is not valid');
  expect(err).toContain('incident.open.Site: there is no variable user.nmae');
  expect(code).toBe(1);
});

test('mapping dry-run prints requests and sends none', async () => {
  const before = new Map(sandbox.simulator.requests);
  const { out, code } = await deskbridge('mapping dry-run');
  expect(out).toMatch(/^Nothing was sent\./);
  expect(out).toContain('POST /api/arsys/v1/entry/HPD%3AIncidentInterface_Create');
  expect(out).toContain('"Status_Reason": "No Further Action Required"');
  expect(out).not.toContain('password=deskbridge');
  expect(sandbox.simulator.requests).toEqual(before);
  expect(code).toBe(0);
});

test('mapping rehearse leaves one finished, marked ticket', async () => {
  const { out, code } = await deskbridge('mapping rehearse --type incident');
  const steps = ['open', 'read', 'append', 'resolve', 'read back', 'clean up'];
  for (const step of steps) expect(out).toContain(`ok      incident: ${step}: `);
  expect(code).toBe(0);
  const [ticket, ...others] = await sandbox.rows('HPD:Help Desk', `'Description' LIKE "%rehearsal%"`);
  expect(others).toEqual([]);
  expect(['Resolved', 'Cancelled']).toContain(ticket?.Status);
});

test('mapping rehearse fails where the ITSM lacks a value, and the exit code says so', async () => {
  reasons.delete(REASON);
  const { out, code } = await deskbridge('mapping rehearse --type incident');
  expect(out).toContain('FAILED  incident: resolve: ');
  expect(out).toContain('ok      incident: clean up: ');
  expect(code).toBe(1);
});

test('check says that all is proven', async () => {
  const { out, code } = await deskbridge('check --rights');
  expect(out).toContain('helix: proven');
  expect(out).toContain('helix: rights of the account');
  expect(code).toBe(0);
});

test('check names a value that is missing and the ending it spoils', async () => {
  reasons.delete(REASON);
  const { out, code } = await deskbridge('check');
  expect(out).toContain('helix: faulty');
  expect(out).toMatch(/error: .*Status_Reason.*No Further Action Required/);
  expect(out).toContain('Until then no incident can be ended as resolved.');
  expect(out).not.toContain('ended as abandoned');
  expect(code).toBe(1);
});
