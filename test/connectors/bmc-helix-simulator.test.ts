import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { field, qualify } from '../../connectors/bmc-helix/qualification.ts';
import { FORMS } from '../../connectors/bmc-helix/simulator/forms/index.ts';
import { startSimulator } from '../../connectors/bmc-helix/simulator/index.ts';
import { like } from '../../connectors/bmc-helix/simulator/qualification/like.ts';
import { parseQualification } from '../../connectors/bmc-helix/simulator/qualification/parse.ts';
import { tokenize } from '../../connectors/bmc-helix/simulator/qualification/tokens.ts';
import { type ApiAnswer, draftOf, newFolder, type Sandbox, startSandbox } from './bmc-sandbox.ts';

const CREATE = 'HPD:IncidentInterface_Create';
const WO_CREATE = 'WOI:WorkOrderInterface_Create';
const incident = draftOf('incident', 'text').fields;
const workOrder = draftOf('work-order', 'text').fields;
const staff = { Assignee: 'Live Chat Desk', 'Assignee Login ID': 'deskbridge' };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox?.close());
beforeEach(() => {
  sandbox.simulator.faults = [];
  sandbox.simulator.siteRules = {};
});

const post = (form: string, values: unknown, query = ''): Promise<ApiAnswer> =>
  sandbox.call('POST', `${form}${query}`, { values });
const q = (form: string, expression: string): Promise<ApiAnswer> =>
  sandbox.call('GET', `${form}?q=${encodeURIComponent(expression)}`);

/** A new incident's entry id and number. */
async function newIncident(more: Record<string, unknown> = {}): Promise<{ id: string; number: string }> {
  const answer = await post(
    CREATE,
    { ...incident, ...more },
    '?fields=values(Incident Number,Incident_Entry_ID)',
  );
  return { id: answer.json.values.Incident_Entry_ID, number: answer.json.values['Incident Number'] };
}

async function newWorkOrder(): Promise<string> {
  const made = await post(WO_CREATE, workOrder, '?fields=values(WorkOrder_ID)');
  const found = await q('WOI:WorkOrder', `'Work Order ID' = "${made.json.values.WorkOrder_ID}"`);
  return found.json.entries[0].values['Request ID'];
}

const put = (form: string, id: string, values: unknown): Promise<ApiAnswer> =>
  sandbox.call('PUT', `${form}/${encodeURIComponent(id)}`, { values });

const change = async (...steps: readonly Record<string, unknown>[]): Promise<ApiAnswer> => {
  const { id } = await newIncident();
  let answer: ApiAnswer | undefined;
  for (const values of steps) answer = await put('HPD:IncidentInterface', `${id}|${id}`, values);
  return answer!;
};
const changeWorkOrder = async (...steps: readonly Record<string, unknown>[]): Promise<ApiAnswer> => {
  const id = await newWorkOrder();
  let answer: ApiAnswer | undefined;
  for (const values of steps) answer = await put('WOI:WorkOrder', id, values);
  return answer!;
};

const tie = {
  'Form Name01': 'RKM:KnowledgeArticleManager',
  'Request ID01': 'KBR000000000101',
  'Association Type01': 'Related to',
  'Form Name02': 'HPD:Help Desk',
  'Request ID02': 'INC000000000430',
};

const RESOLVE = {
  Status: 'Resolved',
  Status_Reason: 'No Further Action Required',
  Resolution: 'x',
  ...staff,
};

describe('refuses', () => {
  // what, the request, HTTP status, message number, words in the text
  const refusals: readonly [string, () => Promise<ApiAnswer>, number, number, RegExp?][] = [
    ['no token', () => sandbox.call('GET', 'HPD:WorkLog', undefined, ''), 401, 623],
    ['a made-up token', () => sandbox.call('GET', 'HPD:WorkLog', undefined, 'a.b.c'), 401, 623],
    ['an unknown form', () => post('HPD:Nope', {}), 404, 303],
    ['an unknown entry', () => sandbox.call('GET', 'HPD:Help%20Desk/INC1'), 404, 302],
    ['an unknown piped entry', () => sandbox.call('GET', 'HPD:IncidentInterface/INC1%7CINC1'), 404, 302],
    ['a change of an unknown entry', () => put('HPD:Help Desk', 'INC1', {}), 404, 302],
    [
      'two different halves of a piped id',
      () => sandbox.call('GET', 'HPD:IncidentInterface/INC000000000527%7CINC2'),
      404,
      302,
    ],
    ['an unknown field in values', () => post(CREATE, { ...incident, Colour: 'red' }), 400, 311, /Colour/],
    ['__proto__ as a field', () => sandbox.call('POST', CREATE, '{"values":{"__proto__":"x"}}'), 400, 311],
    ['an unknown field in fields', () => sandbox.call('GET', 'HPD:WorkLog?fields=values(Nope)'), 400, 311],
    ['an unknown field in sort', () => sandbox.call('GET', 'HPD:WorkLog?sort=Nope.desc'), 400, 311],
    ['an unknown field in q', () => q('HPD:WorkLog', `'Nope' = "x"`), 400, 311],
    [
      'the reading form’s name on the creating form',
      () => post(CREATE, { ...incident, 'First Name': 'A' }),
      400,
      311,
    ],
    ['broken JSON', () => sandbox.call('POST', CREATE, '{"values":'), 400, 440],
    ['a body without values', () => sandbox.call('POST', CREATE, '[]'), 400, 440],
    ['an object as a value', () => post(CREATE, { ...incident, Description: { a: 1 } }), 400, 310],
    ['a NUL', () => post(CREATE, { ...incident, Description: 'a\0b' }), 400, 306],
    [
      'a summary that is too long',
      () => post(CREATE, { ...incident, Description: 'x'.repeat(101) }),
      400,
      306,
    ],
    ['a label that does not exist', () => post(CREATE, { ...incident, Impact: '5-None' }), 400, 306],
    ['a number that does not exist', () => post(CREATE, { ...incident, Impact: 5000 }), 400, 306],
    ['no Description', () => post(CREATE, { ...incident, Description: '' }), 400, 307, /Description/],
    ['no Impact', () => post(CREATE, { ...incident, Impact: null }), 400, 307, /Impact/],
    ['no Service_Type', () => post(CREATE, { ...incident, Service_Type: null }), 400, 307, /Service_Type/],
    ['no Reported Source', () => post(CREATE, { ...incident, 'Reported Source': null }), 400, 307],
    [
      'a customer nobody knows',
      () => post(CREATE, { ...incident, First_Name: 'Dana' }),
      500,
      10000,
      /^.*\b0 records have been found for the Incident contact information/,
    ],
    [
      'a customer two people are',
      () => post(CREATE, { ...incident, First_Name: 'Sam', Last_Name: 'Smith' }),
      500,
      10000,
      /2 records have been found/,
    ],
    [
      'no customer at all',
      () => post(CREATE, { ...incident, First_Name: '', Last_Name: '' }),
      500,
      10000,
      /0 records/,
    ],
    [
      'an unknown group',
      () => post(CREATE, { ...incident, 'Assigned Group': 'Nobody' }),
      500,
      10000,
      /support group/,
    ],
    [
      'an assignee without login',
      () => post(CREATE, { ...incident, Assignee: 'Live Chat Desk' }),
      500,
      10000,
      /together/,
    ],
    [
      'an assignee who is no staff',
      () => post(CREATE, { ...incident, Assignee: 'Allen Allbrook', 'Assignee Login ID': 'allen' }),
      500,
      10000,
      /support staff/,
    ],
    ['an incident born Closed', () => post(CREATE, { ...incident, Status: 'Closed' }), 500, 10000, /created/],
    [
      'an incident born Resolved without a reason',
      () => post(CREATE, { ...incident, ...RESOLVE, Status_Reason: '' }),
      500,
      1291220,
    ],
    ['an unknown template', () => post(CREATE, { ...incident, TemplateID: 'AGx' }), 500, 10000, /template/],
    [
      'a create through the join form',
      () => post('HPD:IncidentInterface', { Description: 'x' }),
      500,
      10000,
      /_Create/,
    ],
    [
      'a create through the base form',
      () => post('HPD:Help Desk', { Description: 'x' }),
      500,
      10000,
      /_Create/,
    ],
    ['writing the number', () => change({ 'Incident Number': 'INC1' }), 403, 331],
    [
      'Pending without a reason',
      () => change({ Status: 'Pending', ...staff }),
      500,
      1291220,
      /pending or resolved/,
    ],
    ['Resolved without a reason', () => change({ ...RESOLVE, Status_Reason: '' }), 500, 1291220],
    ['Resolved without a resolution', () => change({ ...RESOLVE, Resolution: '' }), 500, 10000, /Resolution/],
    [
      'Resolved without an assignee',
      () => change({ ...RESOLVE, Assignee: null, 'Assignee Login ID': null }),
      500,
      10000,
      /Assignee/,
    ],
    [
      'a reason of another status',
      () => change({ ...RESOLVE, Status_Reason: 'Client Hold' }),
      500,
      51310,
      /not associated/,
    ],
    [
      'a reason for Cancelled that is not its',
      () => change({ Status: 'Cancelled', Status_Reason: 'Request' }),
      500,
      51310,
    ],
    [
      'a stale reason',
      () => change({ Status: 'Pending', Status_Reason: 'Client Hold', ...staff }, { Status: 'Assigned' }),
      500,
      51310,
    ],
    ['In Progress without an assignee', () => change({ Status: 'In Progress' }), 500, 10000, /Assignee/],
    [
      'Assigned straight to Closed',
      () => change({ Status: 'Closed' }),
      500,
      10000,
      /from Assigned to Closed/,
    ],
    [
      'reopening a cancelled incident',
      () => change({ Status: 'Cancelled' }, { Status: 'Assigned' }),
      500,
      10000,
      /from Cancelled/,
    ],
    [
      'a change of a closed incident',
      () => change(RESOLVE, { Status: 'Closed', Status_Reason: '' }, { Resolution: 'y' }),
      500,
      10000,
      /closed/,
    ],
    ['emptying a required field', () => change({ Description: '' }), 500, 326, /Description/],
    [
      'a work order without a summary',
      () => post(WO_CREATE, { ...workOrder, Summary: '' }),
      400,
      307,
      /Summary/,
    ],
    [
      'a work order without a location company',
      () => post(WO_CREATE, { ...workOrder, 'Location Company': '' }),
      400,
      307,
    ],
    [
      'a work order for nobody',
      () => post(WO_CREATE, { ...workOrder, 'Customer First Name': 'No' }),
      500,
      10000,
      /0 records/,
    ],
    ['a work order’s Pending without a reason', () => changeWorkOrder({ Status: 'Pending' }), 500, 1291220],
    [
      'an incident’s reason on a work order',
      () => changeWorkOrder({ Status: 'Completed', 'Status Reason': 'No Further Action Required' }),
      400,
      306,
    ],
    [
      'a leftover reason on Completed',
      () => changeWorkOrder({ Status: 'Pending', 'Status Reason': 'Client Hold' }, { Status: 'Completed' }),
      500,
      51310,
    ],
    [
      'the underscore name of a work order’s reason',
      () => changeWorkOrder({ Status: 'Completed', Status_Reason: 'Successful' }),
      400,
      311,
    ],
    [
      'reopening a cancelled work order',
      () => changeWorkOrder({ Status: 'Cancelled' }, { Status: 'Assigned' }),
      500,
      10000,
    ],
    [
      'work info without a number',
      () => post('HPD:WorkLog', { 'Work Log Type': 'Chat' }),
      400,
      307,
      /Incident Number/,
    ],
    [
      'work info without a type',
      () => post('HPD:WorkLog', { 'Incident Number': 'INC1' }),
      400,
      307,
      /Work Log Type/,
    ],
    [
      'Chat as a type of a work order’s info',
      () => post('WOI:WorkInfo', { 'Work Order ID': 'WO1', 'Work Log Type': 'Chat' }),
      400,
      306,
    ],
    [
      'a template for another group',
      async () => {
        const group = await post('CTM:Support Group', {
          Company: 'Calbro Services',
          'Support Organization': 'IT Support',
          'Support Group Name': 'Data Centre',
          Status: 'Offline',
        });
        const template = await post('HPD:Template', {
          'Template Name': 'For the data centre',
          'Status Template': 'Enabled',
        });
        const idOf = ({ headers }: ApiAnswer) => headers.get('location')!.split('/').at(-1)!;
        await post('HPD:TemplateSPGAssoc', {
          'Template ID': idOf(template),
          'Support Group ID': idOf(group),
        });
        const made = await sandbox.call('GET', `HPD:Template/${idOf(template)}`);
        return post(CREATE, { ...incident, TemplateID: made.json.values.InstanceId });
      },
      500,
      10000,
      /permission to use the template/,
    ],
    [
      'a template that is not enabled',
      async () => {
        const made = await post('WOI:Template', { 'Template Name': 'Old', Status: 'Obsolete' });
        const id = made.headers.get('location')!.split('/').at(-1)!;
        const { GUID } = (await sandbox.call('GET', `WOI:Template/${id}`)).json.values;
        return post(WO_CREATE, { ...workOrder, TemplateID: GUID });
      },
      500,
      10000,
      /not enabled/,
    ],
    [
      'Resolved without what the site demands',
      () => {
        sandbox.simulator.siteRules = {
          onResolve: { incident: ['Resolution Category', 'Resolution Category Tier 2'] },
        };
        return change({ ...RESOLVE, 'Resolution Category': 'Network' });
      },
      500,
      10000,
      /required to resolve this incident: Resolution Category Tier 2$/,
    ],
    [
      'Completed without what the site demands',
      () => {
        sandbox.simulator.siteRules = { onResolve: { 'work-order': ['chr_Resolution'] } };
        return changeWorkOrder({ Status: 'Completed', 'Status Reason': 'Successful' });
      },
      500,
      10000,
      /required to complete this work order: chr_Resolution/,
    ],
    [
      'an incident without what the site demands',
      () => {
        sandbox.simulator.siteRules = { onCreate: { incident: ['Categorization Tier 1'] } };
        return post(CREATE, incident);
      },
      400,
      307,
      /Categorization Tier 1/,
    ],
    [
      'a work order without what the site demands',
      () => {
        sandbox.simulator.siteRules = { onCreate: { 'work-order': ['CI Name'] } };
        return post(WO_CREATE, workOrder);
      },
      400,
      307,
      /CI Name/,
    ],
    [
      'an association without a record',
      () => post('HPD:Associations', { ...tie, 'Request ID01': '' }),
      400,
      307,
      /Request ID01/,
    ],
    [
      'an association without a ticket',
      () => post('WOI:Associations', { ...tie, 'Request ID02': '' }),
      400,
      307,
    ],
    [
      'an association of a kind that does not exist',
      () => post('HPD:Associations', { ...tie, 'Association Type01': 'Friend of' }),
      400,
      306,
    ],
    [
      'an outage without a start',
      () => post('AST:CI Unavailability', { Description: 'x', 'Unavailability Type': 'Scheduled Full' }),
      400,
      307,
      /Scheduled Start Date/,
    ],
    ['a computer without its identity', () => post('AST:ComputerSystem', { Name: 'x' }), 400, 307],
    ['a tie to no asset', () => post('AST:AssetPeople', { 'Full Name': 'x' }), 400, 307],
    ['a member of no group', () => post('CTM:Support Group Association', { 'Login ID': 'x' }), 400, 307],
    [
      'an article’s text in the form of another sort',
      async () => {
        const [article] = await sandbox.rows('RKM:HowToTemplate_Manageable_Join');
        const id = encodeURIComponent(article!['Request ID']!);
        return sandbox.call('GET', `RKM:ReferenceTemplate_Manageable_Join/${id}`);
      },
      404,
      302,
    ],
    [
      'an article through its join form',
      () => post('RKM:HowToTemplate_Manageable_Join', { ArticleTitle: 'x' }),
      500,
      10000,
    ],
    ['an open quote in q', () => q('HPD:WorkLog', `'Description' = "x`), 400, 1587],
    ['a backslash quote in q', () => q('HPD:WorkLog', `'Description' = "a\\"b"`), 400, 1587],
    ['a field alone in q', () => q('HPD:WorkLog', `'Description'`), 400, 1587],
    ['an unclosed parenthesis in q', () => q('HPD:WorkLog', `('Description' = "x"`), 400, 1587],
    ['a very deep q', () => q('HPD:WorkLog', '('.repeat(3000)), 400, 1587, /nested/],
    ['a keyword nobody knows in q', () => q('HPD:WorkLog', `'Description' = $NOBODY$`), 400, 1587],
    ['LIKE on a status', () => q('CTM:People', `'VIP' LIKE "%o"`), 400, 1587, /LIKE/],
    ['a label that does not exist in q', () => q('CTM:People', `'VIP' = "Perhaps"`), 400, 1587, /Perhaps/],
    ['a limit that is no number', () => sandbox.call('GET', 'HPD:WorkLog?limit=many'), 400, 440],
    ['fields without values()', () => sandbox.call('GET', 'HPD:WorkLog?fields=Description'), 400, 440],
    ['a method a form does not have', () => sandbox.call('PUT', 'HPD:WorkLog', { values: {} }), 405, 0],
    ['a bad escape in the address', () => sandbox.call('GET', 'HPD%ZZ'), 400, 440],
  ];

  test.each(refusals)('%s', async (_what, request, status, number, ...[words]) => {
    const answer = await request();
    expect([answer.status, answer.json?.[0]?.messageNumber]).toEqual([status, number]);
    expect(answer.json[0]).toEqual({
      messageType: 'ERROR',
      messageText: expect.stringMatching(/./),
      messageNumber: number,
      messageAppendedText: expect.any(String),
    });
    if (words !== undefined) {
      expect(`${answer.json[0].messageText} ${answer.json[0].messageAppendedText}`).toMatch(words);
    }
  });

  test('leave nothing behind', async () => {
    const before = (await sandbox.rows('HPD:Help Desk')).length;
    await post(CREATE, { ...incident, First_Name: 'Dana' });
    await post(CREATE, incident, '?fields=values(Nope)');
    expect(await sandbox.rows('HPD:Help Desk')).toHaveLength(before);
    expect(await sandbox.rows(CREATE, `'First_Name' = "Dana"`)).toHaveLength(0);
  });

  test.each([
    ['POST', `${CREATE}`, { values: {} }],
    ['PUT', 'HPD:Help%20Desk/INC000000000527', { values: {} }],
    ['DELETE', 'HPD:Help%20Desk/INC000000000527', undefined],
  ])('a %s by an account that may only read', async (method, path, body) => {
    const token = await sandbox.signIn('auditor');
    const answer = await sandbox.call(method, path, body, token);
    expect([answer.status, answer.json[0].messageNumber]).toEqual([403, 330]);
    expect((await sandbox.call('GET', 'HPD:WorkLog', undefined, token)).status).toBe(200);
  });
});

describe('sign-in', () => {
  const login = (init: RequestInit, query = '') =>
    fetch(`${sandbox.simulator.url}/api/jwt/login${query}`, { method: 'POST', ...init });
  const good = { username: 'deskbridge', password: 'deskbridge' };

  test('takes a form and answers a token as plain text', async () => {
    const answer = await login({ body: new URLSearchParams(good) });
    const token = await answer.text();
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
    expect(claims).toMatchObject({ sub: 'deskbridge', nbf: claims.iat - 120, exp: claims.iat + 3600 });
  });

  test.each([
    ['JSON', { body: JSON.stringify(good), headers: { 'content-type': 'application/json' } }, '', 415],
    [
      'credentials in the address',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      '?username=deskbridge&password=deskbridge',
      401,
    ],
    ['a wrong password', { body: new URLSearchParams({ ...good, password: 'x' }) }, '', 401],
    ['a blank password', { body: new URLSearchParams({ ...good, password: '' }) }, '', 401],
    ['an unknown account', { body: new URLSearchParams({ ...good, username: 'x' }) }, '', 401],
  ])('refuses %s', async (_what, init, query, status) => {
    const answer = await login(init, query);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual([expect.objectContaining({ messageType: 'ERROR' })]);
  });

  test('Bearer is not AR-JWT, and a token ends with its sign-out', async () => {
    const token = await sandbox.signIn();
    const get = (authorization: string) =>
      fetch(`${sandbox.simulator.url}/api/arsys/v1/entry/HPD:WorkLog`, { headers: { authorization } });
    expect((await get(`Bearer ${token}`)).status).toBe(401);
    expect((await get(`AR-JWT ${token}`)).status).toBe(200);
    const out = await fetch(`${sandbox.simulator.url}/api/jwt/logout`, {
      method: 'POST',
      headers: { authorization: `AR-JWT ${token}` },
    });
    expect(out.status).toBe(204);
    expect((await get(`AR-JWT ${token}`)).status).toBe(401);
  });
});

describe('entries', () => {
  test('a create answers 201, Location and an empty body, or the fields that were asked for', async () => {
    const bare = await post(CREATE, incident);
    expect([bare.status, bare.text]).toEqual([201, '']);
    const staging = bare.headers.get('location')!.split('/').at(-1)!;
    const row = await sandbox.call('GET', `${CREATE}/${staging}`);
    expect(row.json.values['Incident Number']).toMatch(/^INC\d{12}$/);
    expect(row.json.values.Incident_Entry_ID).toMatch(/^INC\d{12}$/);
    expect(row.json.values.Incident_Entry_ID).not.toBe(row.json.values['Incident Number']);
    const asked = await post(CREATE, incident, '?fields=values(Incident%20Number)');
    expect(asked.status).toBe(201);
    expect(Object.keys(asked.json.values)).toEqual(['Incident Number']);
    expect(asked.json._links.self[0].href).toContain('/api/arsys/v1/entry/');
  });

  test('v1.0 is v1', async () => {
    const token = await sandbox.signIn();
    const answer = await fetch(`${sandbox.simulator.url}/api/arsys/v1.0/entry/HPD:WorkLog`, {
      headers: { authorization: `AR-JWT ${token}` },
    });
    expect(answer.status).toBe(200);
  });

  test('labels come out, labels and numbers go in, times are AR’s, empty is null', async () => {
    const { number } = await newIncident({ Impact: 1000, Urgency: '1-Critical' });
    const { values } = (await q('HPD:IncidentInterface', `'Incident Number' = "${number}"`)).json.entries[0];
    expect(values).toMatchObject({
      Impact: '1-Extensive/Widespread',
      Priority: 'Critical',
      Status: 'Assigned',
      Resolution: null,
      'Assigned Group': 'Service Desk',
      'Customer Login ID': 'allen',
    });
    expect(values['Submit Date']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/);
    expect(values['Request ID']).toBe(`${values['Entry ID']}|${values['Entry ID']}`);
    expect(values['Status-History'].Assigned.user).toBe('deskbridge');
  });

  test('a join form takes piped and plain ids, and the self link works as it is', async () => {
    const { id, number } = await newIncident();
    for (const each of [`${id}%7C${id}`, id]) {
      const answer = await sandbox.call('GET', `HPD:IncidentInterface/${each}`);
      expect(answer.json.values['Incident Number']).toBe(number);
    }
    const { href } = (await q('HPD:IncidentInterface', `'Incident Number' = "${number}"`)).json.entries[0]
      ._links.self[0];
    expect((await sandbox.call('PUT', href.split('/entry/')[1], { values: RESOLVE })).status).toBe(204);
    const after = await sandbox.call('GET', `HPD:Help%20Desk/${id}`);
    expect(after.json.values).toMatchObject({
      Status: 'Resolved',
      Status_Reason: 'No Further Action Required',
      'Last Resolved Date': expect.any(String),
    });
  });

  test('a template fills what the request leaves out', async () => {
    const template = (
      await sandbox.rows('HPD:Template', `'Template Name' LIKE "%VPN%" AND 'Status Template' = "Enabled"`)
    )[0]!;
    const made = await post(CREATE, { Login_ID: 'mary', TemplateID: template.InstanceId, Urgency: '2-High' });
    expect(made.status).toBe(201);
    const [row] = await sandbox.rows('HPD:Help Desk', `'TemplateID' = "${template.InstanceId}"`);
    expect(row).toMatchObject({
      Description: 'VPN does not connect',
      Urgency: '2-High',
      'Assigned Group': 'Network',
      'Last Name': 'Mann',
    });
    const guid = (await sandbox.rows('WOI:Template'))[0]!.GUID!;
    const { Summary: _summary, Priority: _priority, ...rest } = workOrder;
    expect((await post(WO_CREATE, { ...rest, TemplateID: guid })).status).toBe(201);
    expect((await sandbox.rows('WOI:WorkOrder', `'TemplateID' = "${guid}"`))[0]).toMatchObject({
      Description: 'Provide a new laptop',
      Priority: 'Low',
    });
  });

  test('work info for an incident that is not there is taken: an orphan', async () => {
    const answer = await post(
      'HPD:WorkLog',
      { 'Incident Number': 'INC999', 'Work Log Type': 'Chat' },
      '?fields=values(Work Log ID)',
    );
    expect([answer.status, answer.json.values['Work Log ID']]).toEqual([
      201,
      expect.stringMatching(/^WLG\d{12}$/),
    ]);
  });

  test('numbers are never given twice, even after a delete', async () => {
    const first = await newIncident();
    expect((await sandbox.call('DELETE', `HPD:Help%20Desk/${first.id}`)).status).toBe(204);
    expect((await sandbox.call('GET', `HPD:Help%20Desk/${first.id}`)).status).toBe(404);
    const second = await newIncident();
    expect(second.number > first.number).toBe(true);
    expect(second.id > first.id).toBe(true);
  });

  test('pages by limit and offset, sorted, with a link to the next', async () => {
    const name = `page-${Math.random()}`;
    for (const text of ['b', 'c', 'a']) await newIncident({ Description: text, 'Chat Session ID': name });
    const expression = encodeURIComponent(`'Chat Session ID' = "${name}"`);
    const first = await sandbox.call(
      'GET',
      `HPD:IncidentInterface?q=${expression}&fields=values(Description)&sort=Description.desc&limit=2`,
    );
    expect(first.json.entries.map((entry: ApiAnswer['json']) => entry.values)).toEqual([
      { Description: 'c' },
      { Description: 'b' },
    ]);
    expect(first.json).toHaveProperty('numMatches');
    const second = await sandbox.call('GET', first.json._links.next[0].href.split('/entry/')[1]);
    expect(second.json.entries.map((entry: ApiAnswer['json']) => entry.values)).toEqual([
      { Description: 'a' },
    ]);
    expect(second.json._links.next).toBeUndefined();
  });

  test('OPTIONS names fields, limits and labels', async () => {
    const answer = await sandbox.call('OPTIONS', 'WOI:WorkOrder');
    const status = answer.json.fields.find((each: { name: string }) => each.name === 'Status');
    expect(status.limits.enumValues.map((each: { name: string }) => each.name)).toContain('Waiting Approval');
  });

  test('every form can be listed', async () => {
    for (const form of FORMS.keys()) {
      expect([form, (await sandbox.call('GET', encodeURIComponent(form))).status]).toEqual([form, 200]);
    }
  });
});

describe('qualifications', () => {
  const name = `qualify-${Math.random()}`;
  beforeAll(async () => {
    await newIncident({ Description: 'Doug\'s "VPN" 100%', 'Chat Session ID': name });
    const { id } = await newIncident({ Description: 'Printer [3rd floor]', 'Chat Session ID': name });
    await put('HPD:Help Desk', id, RESOLVE);
  });

  test.each<[string, number]>([
    [`'Description' = "Doug's ""VPN"" 100%"`, 1],
    [`'8' LIKE "Doug%"`, 1],
    [`'Description' LIKE "%100[%]"`, 1],
    [`'Description' LIKE "Printer [[]%"`, 1],
    [`'Description' LIKE "%[x-z]%"`, 0],
    [`'Status' < "Resolved"`, 1],
    [`'Status' >= "Resolved"`, 1],
    [`'Status' = 4`, 1],
    [`'Status' != "Resolved"`, 1],
    [`NOT 'Status' = "Resolved"`, 1],
    [`! ('Status' = "Resolved" || 'Status' = "Assigned")`, 0],
    [`'Status' = "Resolved" OR 'Status' = "Assigned" AND 'Description' LIKE "D%"`, 2],
    [`('Status' = "Resolved" OR 'Status' = "Assigned") AND 'Description' LIKE "D%"`, 1],
    [`'Status' = "Resolved" && 'Resolution' = "x"`, 1],
    [`'Resolution' = $NULL$`, 1],
    [`'Resolution' != $NULL$`, 1],
    [`'Resolution' != "y"`, 1],
    [`'Submitter' = $USER$`, 2],
    [`'Last Modified Date' >= 1672531200`, 2],
    [`'6' > $TIMESTAMP$ - (60*60*24)`, 2],
    [`'Submit Date' < "2001-01-01T00:00:00Z"`, 0],
    [`'Description' = "$NULL$"`, 0],
  ])('%s', async (expression, count) => {
    const answer = await q('HPD:IncidentInterface', `'Chat Session ID' = "${name}" AND (${expression})`);
    expect([answer.status, answer.json.entries?.length]).toEqual([200, count]);
  });

  // Any text without control characters, with quotes and operators more often than chance has them.
  const words = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 8 }),
        fc.constantFrom('"', "'", '""', '\\"', ' OR ', '%', '$NULL$', ')'),
      ),
    )
    .map((parts) => parts.join('').replace(/\p{Cc}/gu, ''));

  test('whatever is quoted parses back to itself', () => {
    fc.assert(
      fc.property(words, words, (name_, value) => {
        expect(tokenize(qualify`${field(name_)} = ${value}`)).toEqual([
          { kind: 'field', value: name_ },
          { kind: 'operator', value: '=' },
          { kind: 'text', value },
        ]);
      }),
      { numRuns: 1000 },
    );
  });

  test('whatever is typed gives a condition or a refusal, never another error', () => {
    const form = FORMS.get('HPD:Help Desk')!;
    const piece = fc.constantFrom(
      "'Status'",
      '"New"',
      '=',
      'AND',
      'OR',
      'NOT',
      '(',
      ')',
      '1',
      '+',
      '$NULL$',
      'LIKE',
      ' ',
      '"',
      "'",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 30 }), (pieces) => {
        try {
          parseQualification(pieces.join(' '), form);
        } catch (error) {
          expect(error).toMatchObject({ name: 'ArError', status: 400 });
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('LIKE without wildcards is equality, and % around a text finds it', () => {
    const plain = fc.string({ unit: 'grapheme' }).filter((text) => !/[%_[\]]/.test(text));
    fc.assert(
      fc.property(plain, plain, plain, (before, text, after) => {
        expect(like(text, text)).toBe(true);
        expect(like(before + text + after, `%${text}%`)).toBe(true);
        expect(like(text, before)).toBe(text === before);
      }),
    );
  });
});

describe('attachments', () => {
  const multipart = (parts: readonly string[], end = '--X--\r\n'): string =>
    parts.map((part) => `--X\r\n${part}\r\n`).join('') + end;
  const entry = (values: unknown) =>
    `Content-Disposition: form-data; name="entry"\r\nContent-Type: application/json\r\n\r\n${JSON.stringify({ values })}`;
  const file = (name: string, content: string, fieldName = 'z2AF Work Log01') =>
    `Content-Disposition: form-data; name="attach-${fieldName}"; filename="${name}"\r\nContent-Type: text/plain\r\n\r\n${content}`;
  const values = { 'Incident Number': 'INC1', 'Work Log Type': 'Chat', 'z2AF Work Log01': 'chat.txt' };
  const send = async (body: string, type = 'multipart/form-data; boundary=X') => {
    const token = await sandbox.signIn();
    return fetch(
      `${sandbox.simulator.url}/api/arsys/v1/entry/HPD:WorkLog?fields=values(Work Log ID,z2AF Work Log01)`,
      {
        method: 'POST',
        headers: { authorization: `AR-JWT ${token}`, 'content-type': type },
        body,
      },
    );
  };

  test('one request makes the row and its file, which can be read back', async () => {
    const content = 'line one\r\n--not the boundary\r\n\r\nüñí';
    const answer = await send(multipart([entry(values), file('chat.txt', content)]));
    expect(answer.status).toBe(201);
    const made = (await answer.json()) as ApiAnswer['json'];
    const stored = made.values['z2AF Work Log01'];
    expect(stored).toEqual({
      name: 'chat.txt',
      sizeBytes: Buffer.byteLength(content),
      href: expect.any(String),
    });
    const read = await sandbox.call('GET', stored.href.split('/entry/')[1]);
    expect(read.text).toBe(content);
    expect(read.headers.get('content-disposition')).toContain('chat.txt');
  });

  test('a file under another name than the JSON says is dropped', async () => {
    const answer = await send(multipart([entry(values), file('other.txt', 'x')]));
    expect((await answer.json()) as ApiAnswer['json']).toMatchObject({ values: { 'z2AF Work Log01': null } });
  });

  test.each([
    ['no boundary', multipart([entry(values)]), 'multipart/form-data'],
    ['no closing boundary', multipart([entry(values)], ''), undefined],
    ['the file first', multipart([file('chat.txt', 'x'), entry(values)]), undefined],
    [
      'a field that takes no file',
      multipart([entry(values), file('chat.txt', 'x', 'Description')]),
      undefined,
    ],
    ['nothing', '', undefined],
  ])('refuses %s', async (_what, body, type) => {
    expect((await send(body, type)).status).toBe(400);
  });
});

describe('survives', () => {
  test('an oversized body, a compressed body and a wrong content type', async () => {
    const token = await sandbox.signIn();
    const send = (body: string, headers: Record<string, string>) =>
      fetch(`${sandbox.simulator.url}/api/arsys/v1/entry/${CREATE}`, {
        method: 'POST',
        headers: { authorization: `AR-JWT ${token}`, 'content-type': 'application/json', ...headers },
        body,
      }).then(
        ({ status }) => status,
        () => 413,
      );
    expect(await send('x'.repeat(17 * 1024 * 1024), {})).toBe(413);
    expect(await send('x', { 'content-encoding': 'gzip' })).toBe(415);
    expect(await send('x', { 'content-type': 'text/plain' })).toBe(415);
    expect(await send('['.repeat(100_000), {})).toBe(400);
    expect((await sandbox.call('GET', 'HPD:WorkLog')).status).toBe(200);
  });

  test.each([
    'GET http://evil/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'GET //[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'GET /%E0%A4%A HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'GET /tickets/%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
    'nonsense\r\n\r\n',
  ])('%j', async (raw) => {
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(sandbox.simulator.port, '127.0.0.1', () => socket.write(raw));
      let received = '';
      socket.on('data', (chunk) => {
        received += chunk;
      });
      socket.on('close', () => resolve(received));
      socket.on('error', reject);
    });
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect((await fetch(sandbox.simulator.url)).status).toBe(200);
  });

  test('a second request of the same account with 9093, when switched on', async () => {
    sandbox.simulator.faults = [
      { kind: 'parallel', path: 'entry' },
      { kind: 'latency', ms: 50, path: 'entry' },
    ];
    const answers = await Promise.all([1, 2, 3].map(() => sandbox.call('GET', 'HPD:WorkLog')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 500, 500]);
    expect(answers.find(({ status }) => status === 500)!.json[0].messageNumber).toBe(9093);
    sandbox.simulator.faults = [];
    expect((await sandbox.call('GET', 'HPD:WorkLog')).status).toBe(200);
  });
});

describe('the folder', () => {
  test('keeps everything over a restart, a torn last line and foreign files', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'somebody-elses.txt'), 'mine');
    const first = await startSandbox({ dataDir: folder });
    const made = await first.call('POST', `${CREATE}?fields=values(Incident Number)`, { values: incident });
    const number = made.json.values['Incident Number'];
    await first.close();
    appendFileSync(join(folder, 'itsm-records.jsonl'), '[{"put":{"table":"HPD:Help Desk","id":"INC9');

    const second = await startSandbox({ dataDir: folder });
    expect((await second.rows('HPD:Help Desk')).map((row) => row['Incident Number'])).toEqual([number]);
    expect(await second.rows('CTM:Support Group')).toHaveLength(5);
    const next = await second.call('POST', `${CREATE}?fields=values(Incident Number)`, { values: incident });
    expect(next.json.values['Incident Number'] > number).toBe(true);
    await second.close();

    const third = await startSandbox({ dataDir: folder });
    expect(await third.rows('HPD:Help Desk')).toHaveLength(2);
    await third.close();
    expect(readFileSync(join(folder, 'somebody-elses.txt'), 'utf8')).toBe('mine');
    rmSync(folder, { recursive: true });
  });

  test('holds what was answered before the answer, even if nothing is closed', async () => {
    const folder = newFolder();
    const running = await startSandbox({ dataDir: folder });
    const made = await running.call('POST', `${CREATE}?fields=values(Incident Number)`, { values: incident });
    expect(readFileSync(join(folder, 'itsm-records.jsonl'), 'utf8')).toContain(
      made.json.values['Incident Number'],
    );
    await running.close();
    rmSync(folder, { recursive: true });
  });

  test('has every answered incident after kill -9 in the middle of writing', async () => {
    const folder = newFolder();
    const module_ = new URL('../../connectors/bmc-helix/simulator/index.ts', import.meta.url).href;
    const script = `const { startSimulator } = await import(process.argv[1]);
      console.log((await startSimulator({ port: 0, dataDir: process.argv[2] })).url);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, module_, folder]);
    const url = await new Promise<string>((resolve) => {
      child.stdout.once('data', (chunk) => resolve(String(chunk).trim()));
    });
    const body = new URLSearchParams({ username: 'deskbridge', password: 'deskbridge' });
    const token = await (await fetch(`${url}/api/jwt/login`, { method: 'POST', body })).text();
    const answered: string[] = [];
    const write = async (): Promise<void> => {
      for (;;) {
        const answer = await fetch(`${url}/api/arsys/v1/entry/${CREATE}?fields=values(Incident Number)`, {
          method: 'POST',
          headers: { authorization: `AR-JWT ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ values: incident }),
        });
        answered.push(((await answer.json()) as ApiAnswer['json']).values['Incident Number']);
        if (answered.length === 100) child.kill('SIGKILL');
      }
    };
    await Promise.allSettled([write(), write(), write(), write()]);
    const again = await startSandbox({ dataDir: folder });
    const kept = (await again.rows('HPD:Help Desk')).map((row) => row['Incident Number']!);
    expect(new Set(kept).size).toBe(kept.length);
    expect(kept).toEqual(expect.arrayContaining(answered));
    expect(answered.length).toBeGreaterThanOrEqual(100);
    await again.close();
    rmSync(folder, { recursive: true });
  });

  test('is not touched when the port is taken', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'itsm-records.jsonl'), 'untouched');
    await expect(startSimulator({ port: sandbox.simulator.port, dataDir: folder })).rejects.toThrow(
      /EADDRINUSE/,
    );
    expect(readFileSync(join(folder, 'itsm-records.jsonl'), 'utf8')).toBe('untouched');
    rmSync(folder, { recursive: true });
  });

  test('that cannot be made stops the start and frees the port', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    await expect(startSimulator({ port: 0, dataDir: join(folder, 'file', 'sub') })).rejects.toThrow(
      /ENOTDIR|EEXIST/,
    );
    rmSync(folder, { recursive: true });
  });

  test('takes people to seed, once each', async () => {
    const folder = newFolder();
    const seed = [{ firstName: 'Dana', lastName: 'Reyes', login: 'dana', supportStaff: true }];
    for (let start = 0; start < 2; start += 1) {
      const running = await startSandbox({ dataDir: folder, seed });
      expect(await running.rows('CTM:People', `'Remedy Login ID' = "dana"`)).toMatchObject([
        { 'Full Name': 'Dana Reyes', 'Support Staff': 'Yes' },
      ]);
      await running.close();
    }
    rmSync(folder, { recursive: true });
  });
});

describe('[faults 8i] whoever names another host', () => {
  const ask = (head: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(sandbox.simulator.port, '127.0.0.1', () => socket.write(head));
      let answer = '';
      socket.on('data', (text) => {
        answer += text;
      });
      socket.on('close', () => resolve(answer.split('\r\n', 1)[0] ?? ''));
      socket.on('error', () => {});
    });
  const get = (target: string, host: string) =>
    ask(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);

  test('[faults 8i] is sent away by the sandbox, pages and API alike', async () => {
    for (const host of [
      'evil.example',
      'evil.example:3980',
      '127.0.0.1.evil.example',
      'a b',
      '',
      '[::1].evil',
    ])
      for (const target of ['/', '/api/arsys/v1/entry/HPD:WorkLog'])
        expect([host, target, await get(target, host)]).toEqual([
          host,
          target,
          expect.stringContaining(' 421 '),
        ]);
  });

  test('[faults 8i] sibling: its own names are answered', async () => {
    for (const host of ['127.0.0.1', 'localhost:3980', '[::1]:1', `127.0.0.1:${sandbox.simulator.port}`])
      expect([host, await get('/', host)]).toEqual([host, 'HTTP/1.1 200 OK']);
  });

  test('[faults 8i] sibling: a target that cannot be read is refused, and the sandbox lives', async () => {
    for (const target of ['http://[', 'http://', '*', 'nothing', '/%zz', '/%00'])
      expect([target, await get(target, '127.0.0.1')]).toEqual([
        target,
        expect.stringMatching(/ (?:400|404) /),
      ]);
    expect(await get('/', '127.0.0.1')).toBe('HTTP/1.1 200 OK');
  });
});
