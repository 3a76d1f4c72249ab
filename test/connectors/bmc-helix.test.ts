import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Liquid } from 'liquidjs';
import { failureOf, retryAfterMs } from '../../connectors/bmc-helix/errors.ts';
import bmc from '../../connectors/bmc-helix/index.ts';
import { settings } from '../../connectors/bmc-helix/settings.ts';
import type { Fault } from '../../connectors/bmc-helix/simulator/index.ts';
import type { TicketRef } from '../../src/connector/connector.ts';
import { draftOf, type Sandbox, startSandbox } from './bmc-sandbox.ts';

const CREATE = 'HPD:IncidentInterface_Create';
const key = (attempt = 0, name: string = randomUUID()) => ({ key: name, attempt });
/** The same write again, so much later that no earlier try can take effect any more. */
const later = (name: string, attempt = 1) => ({ key: name, attempt, sentAgoMs: 24 * 3_600_000 });

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox?.close());
beforeEach(() => {
  sandbox.simulator.faults = [];
  sandbox.simulator.requests.clear();
});

const incidents = async (name: string) => sandbox.rows('HPD:Help Desk', `'Vendor Ticket Number' = "${name}"`);

async function openIncident(): Promise<TicketRef> {
  const outcome = await sandbox.connector().open(draftOf('incident', 'x'), key());
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

describe('signing in', () => {
  test('[S2] many calls at once share one sign-in, and close gives it back', async () => {
    const connector = sandbox.connector();
    await Promise.all(Array.from({ length: 8 }, () => connector.open(draftOf('incident', 'x'), key())));
    expect(sandbox.simulator.requests.get('sign-in')).toBe(1);
    await connector.close();
    expect(sandbox.simulator.requests.get('sign-out')).toBe(1);
  });

  test('an expired token is renewed once and the body is sent again', async () => {
    const turned = { at: Date.now() };
    const own = await startSandbox({ clock: { now: () => turned.at } });
    const connector = own.connector();
    expect((await connector.open(draftOf('incident', 'first'), key())).kind).toBe('done');
    turned.at += 2 * 3_600_000;
    expect((await connector.open(draftOf('incident', 'after the hour'), key())).kind).toBe('done');
    expect(own.simulator.requests.get('sign-in')).toBe(2);
    await own.close();
  });

  test('a server that answers 401 for good is not asked for ever', async () => {
    sandbox.simulator.faults = [{ kind: 'unauthorized', path: 'entry' }];
    const outcome = await sandbox.connector().open(draftOf('incident', 'x'), key());
    expect(outcome.kind).toBe('busy');
    expect(sandbox.simulator.requests.get('sign-in')).toBe(2);
  });

  test('a wrong password is refused for good, with the reason', async () => {
    const outcome = await sandbox
      .connector({ password: 'wrong & odd=+%' })
      .open(draftOf('incident', 'x'), key());
    expect(outcome).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('Authentication failed'),
    });
  });

  test('a password may hold every character', async () => {
    const password = 'a&b=c+d%20é"\'';
    const own = await startSandbox({ accounts: [{ username: 'odd', password, mayWrite: true }] });
    const checked = await own.connector({ username: 'odd', password }).check({});
    expect(checked).toEqual({ kind: 'done', value: [] });
    await own.close();
  });

  test('a blank password never reaches the server', async () => {
    expect(settings.safeParse({ url: 'http://x', username: 'u', password: '' }).success).toBe(false);
    const outcome = await sandbox.connector({ password: '   ' }).check({});
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('blank password') });
    expect(sandbox.simulator.requests.get('sign-in')).toBeUndefined();
  });

  test('an account without write access is refused', async () => {
    const connector = sandbox.connector({ username: 'auditor', password: 'auditor' });
    const outcome = await connector.open(draftOf('incident', 'x'), key());
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('write access') });
  });
});

describe('a create that is not answered', () => {
  test.each<[Fault['kind'], string]>([
    ['lost-answer', 'already-done'],
    ['reset-after-write', 'already-done'],
  ])('%s: the incident is found, and there is one', async (kind, then) => {
    const name = randomUUID();
    const connector = sandbox.connector({ deadlineMs: 300 });
    sandbox.simulator.faults = [{ kind, method: 'POST', path: CREATE, times: 1 }];
    const first = await connector.open(draftOf('incident', 'x'), key(0, name));
    expect(first).toMatchObject({ kind: 'unknown', retryAfterMs: expect.any(Number) });
    const second = await connector.open(draftOf('incident', 'x'), key(1, name));
    expect(second.kind).toBe(then);
    expect(await incidents(name)).toHaveLength(1);
  });

  test('reset before the write: nothing is there, so it is created once the first can no longer come through', async () => {
    const name = randomUUID();
    const connector = sandbox.connector();
    sandbox.simulator.faults = [{ kind: 'reset-before-write', method: 'POST', path: CREATE, times: 1 }];
    expect((await connector.open(draftOf('incident', 'x'), key(0, name))).kind).toBe('unknown');
    const waits = { kind: 'unknown', settling: true, retryAfterMs: expect.any(Number) };
    expect(await connector.open(draftOf('incident', 'x'), key(1, name))).toMatchObject(waits);
    const soon = { ...key(1, name), sentAgoMs: 5_000 };
    expect(await connector.open(draftOf('incident', 'x'), soon)).toMatchObject(waits);
    expect((await connector.open(draftOf('incident', 'x'), later(name))).kind).toBe('done');
    expect(await incidents(name)).toHaveLength(1);
  });

  test.each([
    ['incident', 'incidentKeyField', CREATE, 'HPD:Help Desk'],
    ['work-order', 'workOrderKeyField', 'WOI:WorkOrderInterface_Create', 'WOI:WorkOrder'],
  ])(
    '%s: whichever field carries the key, the ticket is found by it',
    async (type, setting, create, form) => {
      const name = randomUUID();
      const fieldName = type === 'incident' ? 'Chat Session ID' : 'WO Type Field 2';
      const connector = sandbox.connector({ [setting]: fieldName });
      sandbox.simulator.faults = [{ kind: 'reset-after-write', method: 'POST', path: create, times: 1 }];
      expect((await connector.open(draftOf(type, 'x'), key(0, name))).kind).toBe('unknown');
      expect((await connector.open(draftOf(type, 'x'), key(1, name))).kind).toBe('already-done');
      expect(await sandbox.rows(form, `'${fieldName}' = "${name}"`)).toHaveLength(1);
    },
  );

  test('what another process has sent since counts from when it was sent, not from what this one remembers', async () => {
    const name = randomUUID();
    const [here, there] = [sandbox.connector(), sandbox.connector()];
    const waits = { kind: 'unknown', settling: true };
    sandbox.simulator.faults = [{ kind: 'reset-before-write', method: 'POST', path: CREATE, times: 2 }];
    const draft = draftOf('incident', 'x');
    expect(await here.open(draft, key(0, name))).toMatchObject({ kind: 'unknown' });
    expect(await here.open(draft, key(1, name))).toMatchObject(waits);
    // There it is sent a second time, and may still come through when the first process looks again.
    const second = await there.open(draft, later(name));
    expect(second).toMatchObject({ kind: 'unknown' });
    expect(second).not.toMatchObject(waits);
    expect(await here.open(draft, { ...key(2, name), sentAgoMs: 10 })).toMatchObject(waits);
    expect(await here.open(draft, key(2, name))).toMatchObject(waits);
    expect(await incidents(name)).toEqual([]);
  });

  test('a 201 without its body leads over the staging row to the same ticket', async () => {
    const name = randomUUID();
    sandbox.simulator.faults = [{ kind: 'empty-created', method: 'POST', path: CREATE, times: 1 }];
    const outcome = await sandbox.connector().open(draftOf('incident', 'x'), key(0, name));
    expect(outcome).toMatchObject({
      kind: 'done',
      value: { displayId: (await incidents(name))[0]!['Incident Number'] },
    });
  });

  test('created but not readable yet is unknown, never busy', async () => {
    const name = randomUUID();
    sandbox.simulator.faults = [{ kind: 'too-many', method: 'GET', times: 1 }];
    const connector = sandbox.connector();
    expect((await connector.open(draftOf('incident', 'x'), key(0, name))).kind).toBe('unknown');
    expect((await connector.open(draftOf('incident', 'x'), key(1, name))).kind).toBe('already-done');
    expect(await incidents(name)).toHaveLength(1);
  });
});

test('work info whose answer was lost half-way is completed, not repeated', async () => {
  const ref = await openIncident();
  const connector = sandbox.connector({ deadlineMs: 300 });
  const name = randomUUID();
  const entries = ['one', 'two', 'three'].map(
    (text) => ({ summary: text, text, visibility: 'internal' }) as const,
  );
  sandbox.simulator.faults = [
    { kind: 'lost-answer', method: 'POST', path: 'HPD:WorkLog', skip: 1, times: 1 },
  ];
  expect((await connector.append(ref, entries, key(0, name))).kind).toBe('unknown');
  const again = await connector.append(ref, entries, later(name));
  expect(again).toMatchObject({
    kind: 'done',
    value: [expect.any(String), expect.any(String), expect.any(String)],
  });
  const rows = await sandbox.rows('HPD:WorkLog', `'Incident Number' = "${ref.displayId}"`);
  expect(rows.map((row) => row['Detailed Description']!.split('\n')[0])).toEqual(['one', 'two', 'three']);
  expect(rows[0]).toMatchObject({ 'Work Log Type': 'Chat', 'View Access': 'Internal' });
});

test('work info of many long parts is found again, although together they are more than one answer holds', async () => {
  const ref = await openIncident();
  const connector = sandbox.connector();
  const text = '€'.repeat(30_000);
  const entries = Array.from({ length: 60 }, (_, i) => ({
    summary: `part ${i}`,
    text,
    visibility: 'internal' as const,
  }));
  const name = randomUUID();
  expect((await connector.append(ref, entries, key(0, name))).kind).toBe('done');
  const again = await connector.append(ref, entries, key(1, name));
  expect(again).toMatchObject({ kind: 'already-done' });
  // A € takes three bytes, and a part 30,000.
  expect(again.kind === 'already-done' && again.value).toHaveLength(180);
});

describe('a change', () => {
  const resolved = {
    status: 'Resolved',
    statusReason: 'No Further Action Required',
    fields: { Resolution: 'Done', Assignee: 'Live Chat Desk', 'Assignee Login ID': 'deskbridge' },
  };

  test('a 204 that changed nothing is not believed', async () => {
    const ref = await openIncident();
    sandbox.simulator.faults = [{ kind: 'ignored-write', method: 'PUT', times: 1 }];
    const outcome = await sandbox.connector().change(ref, resolved, key());
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('kept') });
  });

  test('whose answer was lost is found done', async () => {
    const ref = await openIncident();
    const connector = sandbox.connector({ deadlineMs: 300 });
    sandbox.simulator.faults = [{ kind: 'lost-answer', method: 'PUT', times: 1 }];
    expect((await connector.change(ref, resolved, key(0, 'k'))).kind).toBe('unknown');
    expect((await connector.change(ref, resolved, key(1, 'k'))).kind).toBe('already-done');
  });

  test('that did not come through is sent again only after a wait: it may be on its way', async () => {
    const ref = await openIncident();
    const connector = sandbox.connector();
    sandbox.simulator.faults = [{ kind: 'reset-before-write', method: 'PUT', times: 1 }];
    expect((await connector.change(ref, resolved, key(0, 'late'))).kind).toBe('unknown');
    const waits = { kind: 'unknown', settling: true };
    expect(await connector.change(ref, resolved, key(1, 'late'))).toMatchObject(waits);
    const outcome = await connector.change(ref, resolved, later('late'));
    expect(outcome).toMatchObject({ kind: 'done', value: { status: 'Resolved' } });
  });

  test('sends an empty reason, so that no stale one stays', async () => {
    const ref = await openIncident();
    const connector = sandbox.connector();
    const assignee = { Assignee: 'Live Chat Desk', 'Assignee Login ID': 'deskbridge' };
    const pending = { status: 'Pending', statusReason: 'Client Action Required', fields: assignee };
    expect((await connector.change(ref, pending, key())).kind).toBe('done');
    const back = await connector.change(ref, { status: 'Assigned', statusReason: '' }, key());
    expect(back).toMatchObject({ kind: 'done', value: { status: 'Assigned', statusReason: '' } });
  });

  test('half an assignee is refused before it is sent', async () => {
    const ref = await openIncident();
    const fields = { Resolution: 'x', Assignee: 'Live Chat Desk', 'Assignee Login ID': '' };
    const outcome = await sandbox.connector().change(ref, { ...resolved, fields }, key());
    expect(outcome).toMatchObject({ kind: 'refused', field: 'Assignee Login ID' });
    expect(sandbox.simulator.requests.get('PUT HPD:IncidentInterface')).toBeUndefined();
  });

  test.each([
    ['without a resolution', { Resolution: '' }, 'Resolution'],
    ['without an assignee', { Assignee: '', 'Assignee Login ID': '' }, 'Assignee'],
  ])('resolving %s is refused with the field', async (_what, less, field) => {
    const ref = await openIncident();
    const change = { ...resolved, fields: { ...resolved.fields, ...less } };
    expect(await sandbox.connector().change(ref, change, key())).toMatchObject({ kind: 'refused', field });
  });
});

describe('faults as outcomes', () => {
  const page = '<!DOCTYPE html><html><body>proxy</body></html>';
  const ar = (number: number, text = 'text', appended = '') =>
    JSON.stringify([
      { messageType: 'ERROR', messageText: text, messageNumber: number, messageAppendedText: appended },
    ]);
  const html = { 'content-type': 'text/html' };

  // status, body, headers -> what a read and what a write becomes
  test.each<[string, number, string, Record<string, string>, string, string]>([
    ['302 no entry', 404, ar(302), {}, 'missing', 'missing'],
    ['303 no form', 404, ar(303), {}, 'refused', 'refused'],
    ['307 required field', 400, ar(307), {}, 'refused', 'refused'],
    ['a workflow rule', 500, ar(10000), {}, 'refused', 'refused'],
    ['1291220 reason needed', 500, ar(1291220), {}, 'refused', 'refused'],
    ['a number nobody knows', 500, ar(4711), {}, 'refused', 'refused'],
    ['93 server busy', 500, ar(93), {}, 'busy', 'unknown'],
    ['94 timeout', 500, ar(94), {}, 'busy', 'unknown'],
    ['552 SQL failure', 500, ar(552), {}, 'busy', 'unknown'],
    ['309 changed meanwhile', 500, ar(309), {}, 'busy', 'busy'],
    ['9093 connected elsewhere', 500, ar(9093), {}, 'busy', 'busy'],
    ['623 wrong account', 401, ar(623), {}, 'refused', 'refused'],
    ['330 no access', 403, ar(330), {}, 'refused', 'refused'],
    ['a single object', 500, ar(302).slice(1, -1), {}, 'missing', 'missing'],
    [
      'a note before the error',
      500,
      `[{"messageType":"NOTE","messageText":"n","messageNumber":93},${ar(302).slice(1)}`,
      {},
      'missing',
      'missing',
    ],
    ['429', 429, '', {}, 'busy', 'busy'],
    ['503', 503, page, html, 'busy', 'unknown'],
    ['503 in the words of AR', 503, ar(394), {}, 'busy', 'busy'],
    ['502 page', 502, page, html, 'busy', 'unknown'],
    ['504 page', 504, page, html, 'busy', 'unknown'],
    ['500 without a body', 500, '', {}, 'busy', 'unknown'],
    ['404 page', 404, page, html, 'refused', 'refused'],
    ['403 page', 403, page, html, 'refused', 'refused'],
    ['a redirect', 302, '', { location: 'https://elsewhere/' }, 'refused', 'refused'],
    ['broken JSON', 400, '[{', {}, 'refused', 'refused'],
  ])('%s', (_what, status, body, headers, read, write) => {
    const kinds = (['read', 'write'] as const).map(
      (effect) => failureOf({ status, body, headers }, effect, 0).kind,
    );
    expect(kinds).toEqual([read, write]);
  });

  test('the reason for people and the field are told', () => {
    const appended = 'You must enter information into the Resolution field to resolve this incident.';
    const failure = failureOf({ status: 500, headers: {}, body: ar(10000, 'Filter', appended) }, 'write', 0);
    expect(failure).toMatchObject({ reason: expect.stringContaining(appended), field: 'Resolution' });
  });

  test.each([
    ['7', 7_000],
    ['86400', 300_000],
    ['-5', undefined],
    ['soon', undefined],
    [undefined, undefined],
    [new Date(20_000).toUTCString(), 10_000],
    [new Date(0).toUTCString(), 0],
  ])('Retry-After %j', (header, ms) => {
    expect(retryAfterMs(header, 10_000)).toBe(ms);
  });

  test.each<[string, Fault, string]>([
    ['html', { kind: 'html', method: 'POST', path: CREATE }, 'unknown'],
    ['429', { kind: 'too-many', path: CREATE, retryAfter: '3' }, 'busy'],
    ['503', { kind: 'unavailable', path: CREATE, retryAfter: '3' }, 'unknown'],
    ['9093', { kind: 'connected-elsewhere', path: CREATE }, 'busy'],
    ['a site rule', { kind: 'workflow', path: CREATE }, 'refused'],
    ['93', { kind: 'server-busy', path: CREATE }, 'unknown'],
    ['wrong JSON', { kind: 'wrong-json', path: CREATE }, 'unknown'],
    ['a huge body', { kind: 'huge-body', path: CREATE }, 'unknown'],
  ])('over the wire: %s', async (_what, fault, kind) => {
    sandbox.simulator.faults = [fault];
    const outcome = await sandbox.connector().open(draftOf('incident', 'x'), key());
    expect(outcome.kind).toBe(kind);
    if (fault.retryAfter !== undefined) expect(outcome).toMatchObject({ retryAfterMs: 3_000 });
  });

  test('nobody listens: busy, since nothing was sent', async () => {
    const outcome = await sandbox
      .connector({ url: 'http://127.0.0.1:1' })
      .open(draftOf('incident', 'x'), key());
    expect(outcome.kind).toBe('busy');
  });

  test.each(['', 'garbage', '{}', 'null', '[]', '{"values":null}', '[[[[', page])(
    'a server that is no AR server and says %j to everything',
    async (body) => {
      const server = createServer((_request, response) => void response.end(body));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const outcome = await sandbox.connector({ url }).open(draftOf('incident', 'x'), key());
      expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('url') });
      server.closeAllConnections();
      server.close();
    },
  );
});

describe('the default mapping', () => {
  const chat = {
    id: 'chat-1',
    queue: 'Network',
    topic: 'VPN',
    company: 'Calbro Services',
    subject: 's',
    source: 'webchat',
  };
  const customer = {
    firstName: 'Live Chat',
    lastName: 'Customer',
    company: 'Calbro Services',
    login: 'livechat',
  };
  const seen = {
    chat,
    customer,
    user: {
      name: 'Dana "D" Reyes',
      firstName: 'Dana',
      lastName: 'Reyes',
      email: 'dana@example.com',
      verified: false,
    },
    agent: { id: 'alice', name: 'Alice', itsmName: 'Alice Smith', itsmLogin: 'alice' },
    customerNote: 'User Dana Reyes is not known in the ITSM',
    transcript: '10:03 Dana: My VPN is down',
    resolution: '',
    summary: 'VPN "down"',
  };
  const liquid = new Liquid({ strictFilters: true });
  const render = (fields: Readonly<Record<string, string>>, scope: object = seen) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, template]) => [name, liquid.parseAndRenderSync(template, scope)]),
    );

  test.each(['incident', 'work-order'])('opens and ends a %s as a chat would', async (type) => {
    const connector = sandbox.connector();
    const { open, endings } = bmc.mapping[type]!;
    for (const [ending, change] of Object.entries(endings)) {
      const opened = await connector.open({ type, fields: render(open) }, key());
      expect(opened).toMatchObject({ kind: 'done' });
      if (opened.kind !== 'done') return;
      const fields = render(change.fields ?? {});
      const changed = await connector.change(opened.value, { ...change, fields }, key());
      expect([ending, changed.kind]).toEqual([ending, 'done']);
      expect(bmc.mapping[type]!.finished).toContain(change.status);
      if (changed.kind === 'done') {
        expect(changed.value).toMatchObject({ status: change.status, statusReason: change.statusReason });
      }
    }
  });

  test('puts who and what into the description, and leaves no empty note line', () => {
    const { Detailed_Decription: text } = render(bmc.mapping.incident!.open);
    expect(text).toBe(
      'Live chat chat-1 from webchat, queue Network, topic VPN\nUser: Dana "D" Reyes <dana@example.com> (identity not verified)\nUser Dana Reyes is not known in the ITSM\n\n10:03 Dana: My VPN is down',
    );
    const known = { ...seen, customerNote: '', user: { ...seen.user, verified: true } };
    const { Detailed_Decription: short } = render(bmc.mapping.incident!.open, known);
    expect(short).toBe(
      'Live chat chat-1 from webchat, queue Network, topic VPN\nUser: Dana "D" Reyes <dana@example.com>\n\n10:03 Dana: My VPN is down',
    );
  });

  test('opens under the default customer and assignee of the settings', async () => {
    const given = settings.parse({ url: 'http://x/', username: 'u', password: 'p' });
    const agent = { itsmName: given.defaultAssignee.name, itsmLogin: given.defaultAssignee.login };
    const scope = { ...seen, agent, customer: given.defaultCustomer };
    const fields = render(bmc.mapping.incident!.open, scope);
    const opened = await sandbox.connector().open({ type: 'incident', fields }, key());
    expect(opened).toMatchObject({ kind: 'done' });
  });
});

describe('check', () => {
  test('names unknown fields, values, pairs, missing required fields and too long limits', async () => {
    const incident = bmc.mapping.incident!;
    const { Impact: _impact, ...open } = incident.open;
    const outcome = await sandbox.connector({ incidentKeyField: 'No Such Key' }).check({
      incident: {
        ...incident,
        open: { ...open, Colour: 'red', Urgency: '9-Never', 'Incident Number': 'INC1' },
        limits: { Description: 500 },
        endings: { resolved: { status: 'Resolved', statusReason: 'Client Hold', fields: { Nope: 'x' } } },
      },
    });
    const found =
      outcome.kind === 'done' ? outcome.value.map(({ severity, what }) => `${severity}: ${what}`) : [];
    for (const expected of [
      /error: HPD:IncidentInterface_Create has no field Colour/,
      /error: Urgency has no value "9-Never"/,
      /error: Incident Number of HPD:IncidentInterface_Create is set by the ITSM alone/,
      /error: HPD:IncidentInterface_Create requires Impact/,
      /error: Description takes 100 characters, not 500/,
      /error: HPD:IncidentInterface has no field Nope/,
      /warning: Ending "resolved".*Resolved with the reason Client Hold/,
      /error: HPD:IncidentInterface_Create has no field No Such Key/,
    ]) {
      expect(found).toContainEqual(expect.stringMatching(expected));
    }
    expect(found).toHaveLength(9);
  });

  test('says busy when the ITSM is not there and refused when the account is wrong', async () => {
    expect((await sandbox.connector({ url: 'http://127.0.0.1:1' }).check(bmc.mapping)).kind).toBe('busy');
    expect((await sandbox.connector({ password: 'x' }).check(bmc.mapping)).kind).toBe('refused');
  });
});

test('a ticket links to its page, which shows it and escapes what users wrote', async () => {
  const connector = sandbox.connector();
  const opened = await connector.open(draftOf('incident', '<script>alert(1)</script> & "x"'), key());
  if (opened.kind !== 'done') throw new Error(JSON.stringify(opened));
  const note = { summary: '<b>', text: '<img src=x onerror=1>', visibility: 'public' } as const;
  await connector.append(opened.value, [note], key());
  const answer = await fetch(opened.value.url!);
  const html = await answer.text();
  expect(answer.status).toBe(200);
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;');
  expect(html).toContain('&lt;img src=x onerror=1&gt;');
  expect(html).not.toMatch(/<script|<img/);
  expect(await (await fetch(sandbox.simulator.url)).text()).toContain(opened.value.displayId);
});
