import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import bmc from '../../../connectors/bmc-helix/index.ts';
import { INCIDENT_STATUS_REASON } from '../../../connectors/bmc-helix/simulator/forms/enums.ts';
import { type Accountable, checkAll } from '../../../src/admin/check-command.ts';
import { type Checkable, checkConnector } from '../../../src/admin/check-connector.ts';
import { createChecks } from '../../../src/admin/checks.ts';
import { nearest } from '../../../src/admin/nearest.ts';
import { printCheck } from '../../../src/admin/print-check.ts';
import { createRefusals } from '../../../src/admin/watch-refusals.ts';
import type { Finding } from '../../../src/connector/connector.ts';
import { busy, done, type Outcome, refused } from '../../../src/connector/outcome.ts';
import { createLog } from '../../../src/shared/log.ts';
import { type Sandbox, startSandbox } from '../../connectors/bmc-sandbox.ts';
import { eventually } from '../../support/eventually.ts';
import { ItsmDouble } from '../sync/itsm-double.ts';

const MISSING = 'No further action required!';
const REASON = 'No Further Action Required';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox?.close());

describe('in an ITSM that lacks one Status Reason', () => {
  const values = INCIDENT_STATUS_REASON as Map<string, number>;
  let was = 0;
  beforeEach(() => {
    was = values.get(REASON) ?? 0;
    values.delete(REASON);
  });
  afterEach(() => void values.set(REASON, was));

  test('only the ending that needs it is blocked, and says why', async () => {
    const instance = { id: 'helix', mapping: bmc.mapping, connector: sandbox.connector() };
    const logged = new PassThrough();
    const log = createLog('info', logged);
    const checks = createChecks({ instances: [instance], log, clock: { now: () => 0 } });
    checks.start();
    await eventually(() => checks.state('helix') !== 'unproven', 'the check at the start');
    checks.close();
    expect(String(logged.read())).toMatch(/"connector":"helix".*Status_Reason.*No Further Action Required/);
    expect(checks.state('helix')).toBe('faulty');
    expect(checks.findings('helix').map(({ what }) => what)).toContainEqual(
      expect.stringMatching(/Status_Reason.*No Further Action Required/),
    );
    expect(checks.endingAvailable('helix', 'incident', 'resolved')).toEqual({
      ok: false,
      why: expect.stringContaining(REASON),
    });
    for (const ending of ['abandoned', 'abandoned-by-user', 'cancelled-while-waiting'] as const)
      expect(checks.endingAvailable('helix', 'incident', ending)).toEqual({ ok: true });
    expect(checks.endingAvailable('helix', 'work-order', 'resolved')).toEqual({ ok: true });
  });
});

test('[S1] rights are printed where a connector tells them, and a lack of one is not well', async () => {
  const itsm = { check: async () => done([]) };
  const lacks: Finding = { severity: 'error', what: 'HPD:WorkLog cannot be read.', fix: 'Allow it.' };
  const beyond: Finding = { severity: 'warning', what: 'User can be read.', fix: 'Forbid it.' };
  const asked = (connector: Accountable['connector'], rights = true) =>
    checkAll([{ id: 'i', mapping: {}, connector }], rights);
  const lacking = await asked({ ...itsm, checkRights: async () => done([lacks]) });
  expect(lacking).toEqual({
    ok: false,
    text: expect.stringContaining('  error: HPD:WorkLog cannot be read.'),
  });
  const more = await asked({ ...itsm, checkRights: async () => done([beyond]) });
  expect(more).toEqual({ ok: true, text: expect.stringContaining('  warning: User can be read.') });
  const silent = await asked(itsm);
  expect(silent).toEqual({ ok: true, text: expect.stringContaining('This connector cannot tell them.') });
  expect((await asked({ ...itsm, checkRights: async () => done([lacks]) }, false)).text).not.toContain(
    'rights',
  );
});

test('an ITSM that has everything is proven', async () => {
  const checked = await checkConnector({ id: 'h', mapping: bmc.mapping, connector: sandbox.connector() });
  expect(checked).toEqual({ state: 'proven', findings: expect.anything(), blocked: [] });
});

test('an ITSM that cannot be reached is unproven, and a refused sign-in is an error', async () => {
  const unreachable = sandbox.connector({ url: 'http://127.0.0.1:1' });
  const stranger = sandbox.connector({ password: 'wrong' });
  const check = (connector: Checkable['connector']) =>
    checkConnector({ id: 'h', mapping: bmc.mapping, connector });
  expect(await check(unreachable)).toMatchObject({ state: 'unproven', findings: [{ severity: 'warning' }] });
  expect(await check(stranger)).toMatchObject({ state: 'faulty', findings: [{ severity: 'error' }] });
});

describe('when the ITSM is asked', () => {
  const hour = 3_600_000;
  const wrong: Finding = { severity: 'error', what: 'There is no form.', fix: 'Make one.' };

  function given(answer: () => Outcome<readonly Finding[]>) {
    const clock = { at: 0, now: () => clock.at };
    const asked = { times: 0 };
    const instance: Checkable = {
      id: 'i',
      mapping: {},
      connector: {
        check: async () => {
          asked.times++;
          return answer();
        },
      },
    };
    return {
      clock,
      asked,
      checks: createChecks({ instances: [instance], log: createLog('silent'), clock }),
    };
  }

  test.each<[string, Outcome<readonly Finding[]>, number]>([
    ['daily where all is proven', done([]), 24 * hour],
    ['hourly where something is wrong', done([wrong]), hour],
    ['hourly after a refused sign-in', refused('wrong password'), hour],
    ['every five minutes where it could not be asked', busy('down'), hour / 12],
  ])('%s', async (_what, answer, every) => {
    const { clock, asked, checks } = given(() => answer);
    await checks.sweep();
    clock.at = every - 1;
    await checks.sweep();
    expect(asked.times).toBe(1);
    clock.at = every;
    await checks.sweep();
    expect(asked.times).toBe(2);
  });

  test('after a refusal, once a minute at most', async () => {
    const { clock, asked, checks } = given(() => done([]));
    await checks.afterRefusal('i');
    clock.at = 59_999;
    await checks.afterRefusal('i');
    expect(asked.times).toBe(1);
    clock.at = 60_000;
    await Promise.all([checks.afterRefusal('i'), checks.afterRefusal('i'), checks.afterRefusal('other')]);
    expect(asked.times).toBe(2);
  });

  test('at the start, without making anybody wait, and a connector’s bug leaves it unproven', async () => {
    const { asked, checks } = given(() => {
      throw new Error('a bug');
    });
    checks.start();
    expect(checks.endingAvailable('i', 'incident', 'resolved')).toEqual({ ok: true });
    await eventually(() => asked.times === 1, 'the check at the start');
    expect(checks.state('i')).toBe('unproven');
    checks.close();
  });
});

test('a refused write is heard of, nothing else is', async () => {
  const itsm = new ItsmDouble();
  let heard = 0;
  const refusals = createRefusals();
  const connector = refusals.watch('i', itsm);
  refusals.listen((instance) => {
    expect(instance).toBe('i');
    heard++;
  });
  const draft = { type: 'incident', fields: {} };
  itsm.fails('open', { answer: busy('later') }, { answer: refused('no') });
  for (let i = 0; i < 3; i++) await connector.open(draft, { key: 'k', attempt: 0 });
  expect(heard).toBe(1);
  itsm.fails('change', { answer: refused('no') });
  const ref = itsm.tickets[0]?.ref ?? { type: 'incident', id: '', displayId: '' };
  await connector.change(ref, { status: 'X', statusReason: '' }, { key: 'k2', attempt: 0 });
  expect(heard).toBe(2);
});

test.each([
  [MISSING, ['No longer a Causal CI', REASON, 'Request'], REASON],
  ['Resolved', ['Assigned', 'Resolve'], 'Resolve'],
  ['x', [], undefined],
])('nearest to %s', (value, choices, expected) => {
  expect(nearest(value, choices)).toBe(expected);
});

test('a finding is printed with form, field, value and the nearest one', () => {
  const finding: Finding = {
    severity: 'error',
    what: 'Status_Reason has no such value.',
    fix: 'Add it.',
    form: 'HPD:IncidentInterface',
    field: 'Status_Reason',
    value: MISSING,
    choices: ['Request', REASON],
  };
  const blocked = [{ type: 'incident', ending: 'resolved', why: finding.what }] as const;
  expect(printCheck('helix', { state: 'faulty', findings: [finding], blocked })).toBe(
    [
      'helix: faulty',
      '  error: Status_Reason has no such value.',
      `    At: form HPD:IncidentInterface, field Status_Reason, value "${MISSING}"`,
      `    Nearest: "${REASON}"`,
      '    Fix: Add it.',
      '  Until then no incident can be ended as resolved.',
    ].join('\n'),
  );
});
