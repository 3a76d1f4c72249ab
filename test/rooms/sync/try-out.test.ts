import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import bmc from '../../../connectors/bmc-helix/index.ts';
import memory from '../../../connectors/memory/index.ts';
import { refused } from '../../../src/connector/outcome.ts';
import { systemClock } from '../../../src/shared/clock.ts';
import { createLog } from '../../../src/shared/log.ts';
import { type DryStep, dryRun } from '../../../src/sync/mapping/dry-run.ts';
import { previewMapping, type TypePreview } from '../../../src/sync/mapping/preview.ts';
import { type RehearsedStep, rehearse } from '../../../src/sync/mapping/rehearse.ts';
import { sampleChat, sampleLog } from '../../../src/sync/mapping/sample-chat.ts';
import { type Sandbox, startSandbox } from '../../connectors/bmc-sandbox.ts';
import { ItsmDouble } from './itsm-double.ts';

const PASSWORD = 'p&ss "wörd" + 100%';
const settings = bmc.settings.parse({ url: 'http://127.0.0.1:9', username: 'u', password: PASSWORD });
const trial = { chat: sampleChat, log: sampleLog, person: { name: 'Alice Smith', login: 'alice' } };
const previews = previewMapping({ mapping: bmc.mapping, settings }, trial);
const tools = { clock: systemClock, log: createLog('silent') };

const previewOf = (type: string): TypePreview => {
  const found = previews.find((one) => one.type === type);
  if (found === undefined) throw new Error(`no preview of ${type}`);
  return found;
};

describe('a preview', () => {
  test('fills in the fields of open and of each ending, without side notes', () => {
    const { open, endings, workInfo } = previewOf('incident');
    expect(open).toMatchObject({ Description: sampleChat.subject, Assignee: 'Alice Smith' });
    expect(open.Detailed_Decription).toContain('Which client do you use?');
    expect(JSON.stringify([open, workInfo])).not.toContain('third call');
    expect(endings.get('resolved')).toMatchObject({
      status: 'Resolved',
      statusReason: 'No Further Action Required',
      fields: { Resolution: 'Client updated.', 'Assignee Login ID': 'alice' },
    });
    expect(previewOf('work-order').endings.get('abandoned-by-user')).toMatchObject({
      statusReason: 'Cancelled by Requester',
    });
  });

  test('leaves out an ending that leaves the status alone', () => {
    const incident = bmc.mapping.incident;
    if (incident === undefined) throw new Error('BMC maps no incident');
    const { abandoned: _, ...endings } = incident.endings;
    const [preview] = previewMapping({ mapping: { incident: { ...incident, endings } }, settings }, trial);
    expect([...(preview?.endings.keys() ?? [])]).toEqual([
      'resolved',
      'abandoned-by-user',
      'cancelled-while-waiting',
    ]);
  });
});

describe('a dry run', () => {
  const requestsOf = (steps: readonly DryStep[], type: string, step: string) =>
    steps.find((one) => one.type === type && one.step === step)?.requests ?? [];

  test('shows every request of each step, without secrets', async () => {
    const steps = await dryRun({ definition: bmc, settings }, previews, tools);
    expect(steps.filter(({ cutShort }) => cutShort !== undefined)).toEqual([]);
    const created = requestsOf(steps, 'incident', 'open').find(
      ({ method, body }) => method === 'POST' && body?.startsWith('{'),
    );
    expect(decodeURIComponent(created?.path ?? '')).toMatch(
      /^\/api\/arsys\/v1\/entry\/HPD:IncidentInterface_Create/,
    );
    expect(JSON.parse(created?.body ?? '').values).toMatchObject(previewOf('incident').open);
    const changed = requestsOf(steps, 'incident', 'resolved').find(({ method }) => method === 'PUT');
    expect(JSON.parse(changed?.body ?? '').values).toMatchObject({
      Status: 'Resolved',
      Status_Reason: 'No Further Action Required',
    });
    expect(requestsOf(steps, 'work-order', 'append').map(({ method }) => method)).toContain('POST');
    const all = JSON.stringify(steps);
    expect(all).toContain('password=[secret]');
    for (const spelling of [PASSWORD, encodeURIComponent(PASSWORD), 'ss+%22w'])
      expect(all).not.toContain(spelling);
  });

  test('sends nothing', async () => {
    const sandbox = await startSandbox();
    try {
      const own = { ...settings, url: sandbox.simulator.url };
      await dryRun({ definition: bmc, settings: own }, previews, tools);
      expect(sandbox.simulator.requests.size).toBe(0);
    } finally {
      await sandbox.close();
    }
  });

  test('of a connector without answers shows the first request of each step and says so', async () => {
    const { pretend: _, ...definition } = bmc;
    const steps = await dryRun({ definition, settings }, previews, tools);
    const [open] = steps;
    expect(open).toMatchObject({ step: 'open', requests: [{ method: 'POST', path: '/api/jwt/login' }] });
    expect(open?.cutShort).toContain('a dry run sends nothing');
  });

  test('of a connector without HTTP shows that there is none', async () => {
    const own = previewMapping({ mapping: memory.mapping, settings: {} }, trial);
    const [open] = await dryRun({ definition: memory, settings: {} }, own, tools);
    expect(open).toEqual({ type: 'incident', step: 'open', requests: [] });
  });
});

describe('a rehearsal', () => {
  const finished = { finished: ['Resolved', 'Completed', 'Cancelled'] };
  const steps = async (run: AsyncGenerator<RehearsedStep>) => {
    const seen: string[] = [];
    for await (const { step, ok } of run) seen.push(`${step} ${ok ? 'ok' : 'failed'}`);
    return seen;
  };
  const ALL = ['open ok', 'read ok', 'append ok', 'resolve ok', 'read back ok', 'clean up ok'];

  describe('in the sandbox', () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await startSandbox();
    });
    afterAll(() => sandbox?.close());

    test.each([
      ['incident', 'HPD:Help Desk'],
      ['work-order', 'WOI:WorkOrder'],
    ])('takes one %s through its life and leaves none open', async (type, form) => {
      const unlinked = previewMapping({ mapping: bmc.mapping, settings }, { ...trial, person: undefined });
      const preview = unlinked.find((one) => one.type === type) ?? previewOf(type);
      expect(await steps(rehearse(sandbox.connector(), preview, finished))).toEqual(ALL);
      const rows = await sandbox.rows(form);
      expect(rows).toHaveLength(1);
      expect(finished.finished).toContain(rows[0]?.Status);
    });
  });

  test('[itsm B] of an account that cannot read what it creates fails at once, names the ticket, and makes one', async () => {
    const blind = await startSandbox();
    try {
      blind.simulator.faults = [{ kind: 'hidden', method: 'GET', form: 'HPD:IncidentInterface' }];
      const preview = previewMapping({ mapping: bmc.mapping, settings }, { ...trial, person: undefined });
      const incident = preview.find(({ type }) => type === 'incident') ?? previewOf('incident');
      const seen: RehearsedStep[] = [];
      for await (const step of rehearse(blind.connector(), incident, finished)) seen.push(step);
      const [held, ...more] = await blind.rows('HPD:Help Desk');
      expect(more).toEqual([]);
      const number = held?.['Incident Number'];
      expect(seen).toMatchObject([
        {
          step: 'open',
          ok: false,
          what: expect.stringMatching(`${number} was created .* access to company`),
        },
        { step: 'clean up', ok: false, what: expect.stringContaining(`${number}`) },
      ]);
    } finally {
      await blind.close();
    }
  });

  test('asks again while the answer is open', async () => {
    const itsm = new ItsmDouble();
    itsm.fails('open', { answer: { kind: 'unknown', reason: 'no answer', retryAfterMs: 1 } });
    expect(await steps(rehearse(itsm, previewOf('incident'), finished))).toEqual(ALL);
    expect(itsm.calls.filter(({ method }) => method === 'open').map(({ key }) => key?.attempt)).toEqual([
      0, 1,
    ]);
  });

  test('a failed step ends it, and the ticket is cleaned up', async () => {
    const itsm = new ItsmDouble();
    itsm.fails('append', { answer: refused('no work info') });
    expect(await steps(rehearse(itsm, previewOf('incident'), finished))).toEqual([
      'open ok',
      'read ok',
      'append failed',
      'clean up ok',
    ]);
    expect(itsm.tickets[0]?.status).toBe('Cancelled');
  });

  test('a ticket that could not be opened needs no cleaning', async () => {
    const itsm = new ItsmDouble();
    itsm.fails('open', { answer: refused('no') });
    expect(await steps(rehearse(itsm, previewOf('incident'), finished))).toEqual(['open failed']);
  });

  test('a ticket that stays open is a failure', async () => {
    const itsm = new ItsmDouble();
    itsm.fails('change', { answer: refused('no') }, { answer: refused('no') });
    expect(await steps(rehearse(itsm, previewOf('incident'), finished))).toEqual([
      'open ok',
      'read ok',
      'append ok',
      'resolve failed',
      'clean up failed',
    ]);
  });
});
