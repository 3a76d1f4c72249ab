import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { withoutHeadings } from '../../connectors/bmc-helix/headings.ts';
import { INCIDENT_REASONS, WORK_ORDER_REASONS } from '../../connectors/bmc-helix/legal-reasons.ts';
import {
  INCIDENT_STATUS_REASON,
  WORK_ORDER_STATUS_REASON,
} from '../../connectors/bmc-helix/simulator/forms/enums.ts';
import { type ApiAnswer, draftOf, type Sandbox, startSandbox } from './bmc-sandbox.ts';

// Requests as public clients of AR REST send them, to the letter as far as it is known, with our values.
// P1 to P13 are the ways in which the sandbox once answered them otherwise than the real server.

const CREATE = 'HPD:IncidentInterface_Create';
const WO_CREATE = 'WOI:WorkOrderInterface_Create';

let sandbox: Sandbox;
let token: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  token = await sandbox.signIn();
});
afterAll(() => sandbox?.close());
beforeEach(() => {
  sandbox.simulator.siteRules = {};
});

const incident = draftOf('incident', 'text').fields;
const workOrder = draftOf('work-order', 'text').fields;

const post = (form: string, values: unknown, query = ''): Promise<ApiAnswer> =>
  sandbox.call('POST', `${form}${query}`, { values });
const idOf = ({ headers }: ApiAnswer): string => headers.get('location')!.split('/').at(-1)!;

/** A new entry, read back whole from its own form. */
async function made(form: string, values: unknown): Promise<Record<string, unknown>> {
  const answer = await post(form, values);
  expect([answer.status, answer.text]).toEqual([201, '']);
  return (await sandbox.call('GET', `${form}/${idOf(answer)}`)).json.values;
}

async function newIncident(more: Record<string, unknown> = {}): Promise<{ id: string; number: string }> {
  const row = await made(CREATE, { ...incident, ...more });
  return { id: String(row.Incident_Entry_ID), number: String(row['Incident Number']) };
}

async function group(company: string, organization: string, name: string): Promise<string> {
  const answer = await post('CTM:Support Group', {
    Company: company,
    'Support Organization': organization,
    'Support Group Name': name,
  });
  return idOf(answer);
}

/** A body built by hand, as clients without a library do. */
async function multipart(form: string, lines: readonly string[]): Promise<ApiAnswer> {
  const boundary = 'wL36Yn8afVp8Ag7AmP8qZ0SA4n1v9T';
  const body = [...lines.map((line) => line.replace('--X', `--${boundary}`)), `--${boundary}--`, ''].join(
    '\r\n',
  );
  const answer = await fetch(`${sandbox.simulator.url}/api/arsys/v1/entry/${form}`, {
    method: 'POST',
    headers: {
      authorization: `AR-JWT ${token}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
    body,
  });
  const text = await answer.text();
  const json = text === '' ? undefined : JSON.parse(text);
  return { status: answer.status, headers: answer.headers, text, json };
}

describe('signing in', () => {
  const login = (path: string, init: RequestInit = {}) =>
    fetch(`${sandbox.simulator.url}/api/jwt/login${path}`, { method: 'POST', ...init });

  it('[itsm P1] refuses credentials in the address, which would stand in every access log', async () => {
    const answer = await login('?username=deskbridge&password=deskbridge', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject([{ messageNumber: 623 }]);
  });

  it('[itsm P1] says so in the readme', () => {
    const readme = readFileSync(new URL('../../connectors/bmc-helix/readme.md', import.meta.url), 'utf8');
    expect(readme).toMatch(/credentials in the address/i);
  });
});

describe('fields=assoc(…)', () => {
  const LINK = 'assoc-HPD:INC:Worklog';
  const log = (number: string, text: string) =>
    made('HPD:WorkLog', {
      'Incident Number': number,
      'Work Log Type': 'General Information',
      Description: text,
    });

  it('[itsm P3] gives the links of an incident’s work logs, and each can be followed', async () => {
    const { id, number } = await newIncident();
    await log(number, 'first');
    await log(number, 'second');
    const answer = await sandbox.call('GET', `HPD:Help%20Desk/${id}?fields=assoc(HPD:INC:Worklog)`);
    expect(answer.status).toBe(200);
    const hrefs: string[] = answer.json._links[LINK].map(({ href }: { href: string }) => href);
    const followed = await Promise.all(
      hrefs.map(
        async (href) => (await sandbox.call('GET', href.split('/entry/')[1]!)).json.values.Description,
      ),
    );
    expect(followed).toEqual(['first', 'second']);
  });

  it('[itsm P3] sibling: beside values(…), in a list, encoded', async () => {
    const { number } = await newIncident();
    await log(number, 'only');
    const q = encodeURIComponent(`'Incident Number' = "${number}"`);
    const fields = encodeURIComponent('values(Incident Number),assoc(HPD:INC:Worklog)');
    const answer = await sandbox.call('GET', `HPD:IncidentInterface?q=${q}&fields=${fields}`);
    const [entry] = answer.json.entries;
    expect(entry.values).toEqual({ 'Incident Number': number });
    expect(entry._links[LINK]).toHaveLength(1);
    expect(entry._links.self).toHaveLength(1);
  });

  it('[itsm P3] sibling: the association as an address of its own; none is an empty list', async () => {
    const { id, number } = await newIncident();
    const path = `HPD:Help%20Desk/${id}/assoc/HPD:INC:Worklog`;
    expect((await sandbox.call('GET', path)).json.entries).toEqual([]);
    await log(number, 'now');
    expect((await sandbox.call('GET', path)).json.entries).toMatchObject([
      { values: { Description: 'now' } },
    ]);
    const bare = await sandbox.call(
      'GET',
      `HPD:Help%20Desk/${(await newIncident()).id}?fields=assoc(HPD:INC:Worklog)`,
    );
    expect(bare.json._links[LINK]).toEqual([]);
  });

  it('[itsm P3] an association that the form has not got is refused by name', async () => {
    const { id } = await newIncident();
    const answer = await sandbox.call('GET', `HPD:Help%20Desk/${id}?fields=assoc(HPD:INC:Nothing)`);
    expect([answer.status, answer.json[0].messageNumber]).toEqual([400, 440]);
    expect(answer.json[0].messageAppendedText).toContain('HPD:INC:Nothing');
  });
});

describe('a group and its company', () => {
  const field = (more: Record<string, string>) => ({ ...incident, ...more });

  it('[itsm P4] a group with a company it does not belong to is refused', async () => {
    await group('Petramco', 'Facilities', 'Field Services');
    const answer = await post(
      CREATE,
      field({
        'Assigned Support Company': 'Calbro Services',
        'Assigned Support Organization': 'IT Support',
        'Assigned Group': 'Field Services',
      }),
    );
    expect([answer.status, answer.json[0].messageNumber]).toEqual([500, 10000]);
    expect(answer.json[0].messageAppendedText).toMatch(/Assigned Group Field Services is not valid.*Calbro/);
  });

  it('[itsm P4] sibling: an update with the group alone does not move a ticket into another company', async () => {
    await group('Petramco', 'Facilities', 'Caretakers');
    const { id } = await newIncident();
    const put = (values: Record<string, string>) => sandbox.call('PUT', `HPD:Help%20Desk/${id}`, { values });
    expect((await put({ 'Assigned Group': 'Caretakers' })).status).toBe(500);
    const three = {
      'Assigned Support Company': 'Petramco',
      'Assigned Support Organization': 'Facilities',
      'Assigned Group': 'Caretakers',
    };
    expect((await put(three)).status).toBe(204);
    expect((await sandbox.call('GET', `HPD:Help%20Desk/${id}`)).json.values).toMatchObject(three);
  });

  it('[itsm P4] sibling: a work order’s group, of the same name in two companies', async () => {
    await group('Petramco', 'Facilities', 'Movers');
    await group('Invention', 'Facilities', 'Movers');
    const alone = await post(WO_CREATE, { ...workOrder, ASGRP: 'Movers' });
    expect(alone.json[0].messageAppendedText).toMatch(/more than one company.*give ASCPY and ASORG/);
    const named = { ASCPY: 'Invention', ASORG: 'Facilities', ASGRP: 'Movers' };
    const row = await made(WO_CREATE, { ...workOrder, ...named });
    const found = await sandbox.rows('WOI:WorkOrder', `'Work Order ID' = "${row.WorkOrder_ID}"`);
    expect(found).toMatchObject([named]);
  });

  it('[itsm P4] a group alone that only one company has brings its company', async () => {
    const id = await group('Petramco', 'Facilities', 'Gardeners');
    const { number } = await newIncident({ 'Assigned Group': 'Gardeners' });
    expect(await sandbox.rows('HPD:Help Desk', `'Incident Number' = "${number}"`)).toMatchObject([
      {
        'Assigned Support Company': 'Petramco',
        'Assigned Support Organization': 'Facilities',
        'Assigned Group ID': id,
      },
    ]);
  });

  it('[itsm P4] what does not touch the group is not asked about it', async () => {
    const id = await group('Petramco', 'Facilities', 'Closing down');
    const ticket = await newIncident({ 'Assigned Group': 'Closing down' });
    await sandbox.call('PUT', `CTM:Support%20Group/${id}`, { values: { Status: 'Offline' } });
    const put = (values: object) => sandbox.call('PUT', `HPD:Help%20Desk/${ticket.id}`, { values });
    expect((await put({ Description: 'still here' })).status).toBe(204);
    expect((await put({ 'Assigned Group': 'Closing down' })).status).toBe(500);
  });
});

describe('sources and fields', () => {
  it.each([
    ['Chat', 'Chat'],
    ['sibling: its number', 12000],
    ['sibling: Self Service by the number that it really has', 4200],
  ])('[itsm P5] Reported Source: %s', async (_what, source) => {
    const { number } = await newIncident({ 'Reported Source': source });
    const [row] = await sandbox.rows('HPD:Help Desk', `'Incident Number' = "${number}"`);
    expect(row!['Reported Source']).toBe(source === 4200 ? 'Self Service' : 'Chat');
  });

  const log = { 'Incident Number': 'INC000000000001', 'Work Log Type': 'General Information' };
  const info = { 'Work Order ID': 'WO0000000000001', 'Work Log Type': 'General Information' };
  it.each<[string, string, Record<string, unknown>]>([
    ['Flag_Create_Request', CREATE, { ...incident, Flag_Create_Request: 'Yes' }],
    ['sibling: z1D_WorklogDetails', CREATE, { ...incident, z1D_WorklogDetails: 'x', z1D_Details: 'y' }],
    ['z1D Action of a work log', 'HPD:WorkLog', { ...log, 'z1D Action': 'CREATE' }],
    ['Communication Source', 'HPD:WorkLog', { ...log, 'Communication Source': 'Other' }],
    ['sibling: z1D_CommunicationSource', WO_CREATE, { ...workOrder, z1D_CommunicationSource: 'Web' }],
    ['z1D Previous Operation', 'HPD:WorkLog', { ...log, 'z1D Previous Operation': 'SET' }],
    ['sibling: z1D Previous Operation', 'WOI:WorkInfo', { ...info, 'z1D Previous Operation': 'SET' }],
    ['Status of a work log', 'HPD:WorkLog', { ...log, Status: 'Enabled' }],
    ['sibling: Status of a work info', 'WOI:WorkInfo', { ...info, Status: 'Enabled' }],
    ['Company of a work order', WO_CREATE, { ...workOrder, Company: 'Calbro Services' }],
    ['SRID of a work order', WO_CREATE, { ...workOrder, SRID: 'REQ000000000001' }],
    ['sibling: Assigned Group ID', CREATE, { ...incident, 'Assigned Group ID': 'SGP000000000101' }],
  ])('[itsm P6] %s is a field', async (_what, form, values) => {
    expect((await post(form, values)).status).toBe(201);
  });

  it('[itsm P6] sibling: open work orders that no request made, as a bridge asks for them', async () => {
    await made(WO_CREATE, { ...workOrder, 'Chat Session ID': 'srid-none' });
    await made(WO_CREATE, { ...workOrder, 'Chat Session ID': 'srid-one', SRID: 'REQ000000000002' });
    const q = `'Status' < "Completed" AND 'SRID' = $NULL$ AND 'Chat Session ID' LIKE "srid-%"`;
    expect(await sandbox.rows('WOI:WorkOrder', q)).toMatchObject([{ 'Chat Session ID': 'srid-none' }]);
  });
});

describe('work logs', () => {
  it('[itsm P7] takes field ids as names, as a chatbot sends them', async () => {
    const row = await made('HPD:WorkLog', {
      '1000000170': 'Chat',
      '1000001476': 'Yes',
      '1000000761': 'Internal',
      '1000000655': 'Other',
      '7': 'Enabled',
      '1000000161': 'INC000000000777',
      '8': 'Chatbot Conversation Log',
      '1000000151': 'User: hello | Bot: hi',
    });
    expect(row).toMatchObject({
      'Work Log Type': 'Chat',
      'Secure Work Log': 'Yes',
      'View Access': 'Internal',
      'Communication Source': 'Other',
      Status: 'Enabled',
      'Incident Number': 'INC000000000777',
      Description: 'Chatbot Conversation Log',
      'Detailed Description': 'User: hello | Bot: hi',
    });
  });

  it('[itsm P7] sibling: ids on a work order’s info, in a question and in the list of fields', async () => {
    await made('WOI:WorkInfo', { '1000000182': 'WO0000000000777', '1000000170': '8000', '8': 'by id' });
    const q = encodeURIComponent(`'1000000182' = "WO0000000000777"`);
    const answer = await sandbox.call('GET', `WOI:WorkInfo?q=${q}&fields=values(1000000170,8)`);
    expect(answer.json.entries).toMatchObject([
      { values: { '1000000170': 'General Information', '8': 'by id' } },
    ]);
  });

  it('[itsm P7] sibling: an incident by ids alone, as an older program creates it', async () => {
    const row = await made(CREATE, {
      '1000000018': 'Allbrook',
      '1000000019': 'Allen',
      '7': 1,
      '1000000099': 3,
      '1000000163': 4000,
      '1000000162': 4000,
      '1000000000': 'Test ticket',
      '1000000215': 10000,
    });
    expect(row).toMatchObject({
      Description: 'Test ticket',
      Status: 'Assigned',
      Service_Type: 'Infrastructure Event',
      'Reported Source': 'Other',
    });
  });

  it.each<[string, string, string | number, string]>([
    ['2000', 'HPD:WorkLog', '2000', 'Customer Communication'],
    ['sibling: 8000 as a number', 'HPD:WorkLog', 8000, 'General Information'],
    ['sibling: 19000', 'HPD:WorkLog', '19000', 'Chat'],
    ['sibling: 21000, after the last heading', 'HPD:WorkLog', 21000, 'Vendor Communication'],
    ['sibling: 8000 on a work order', 'WOI:WorkInfo', 8000, 'General Information'],
  ])('[itsm P8] Work Log Type by number counts the headings: %s', async (_what, form, number, label) => {
    const key = form === 'HPD:WorkLog' ? 'Incident Number' : 'Work Order ID';
    const row = await made(form, { [key]: 'X1', 'Work Log Type': number });
    expect(row['Work Log Type']).toBe(label);
  });

  it('[itsm P8] headings are values of the list, and no choice', async () => {
    const described = await sandbox.call('OPTIONS', 'HPD:WorkLog');
    const type = described.json.fields.find(({ name }: { name: string }) => name === 'Work Log Type');
    const labels: string[] = type.limits.enumValues.map(({ name }: { name: string }) => name);
    expect(labels[0]).toBe('----- Customer Inbound -----');
    const choices = withoutHeadings(labels);
    expect(choices).toHaveLength(labels.length - 4);
    expect(choices.filter((label) => label.includes('---'))).toEqual([]);
    expect(withoutHeadings(['Follow-up', '-', '1-Critical', '--- General ---', 'a --- b'])).toEqual([
      'Follow-up',
      '-',
      '1-Critical',
      'a --- b',
    ]);
  });
});

describe('multipart', () => {
  const entry = (name: string) =>
    JSON.stringify({
      values: { 'Incident Number': 'INC1', 'Work Log Type': 'General Information', 'z2AF Work Log01': name },
    });
  const file = async (answer: ApiAnswer) => {
    expect([answer.status, answer.text]).toEqual([201, '']);
    return (await sandbox.download('HPD:WorkLog', idOf(answer), 'z2AF Work Log01')).toString();
  };

  it('[itsm P9] takes an unquoted file name and a semicolon after the entry’s name', async () => {
    const answer = await multipart('HPD:WorkLog', [
      '--X',
      'Content-Disposition: form-data; name="entry";',
      'Content-Type: application/json',
      '',
      entry('a.txt'),
      '--X',
      'Content-Disposition: form-data; name="attach-z2AF Work Log01"; filename=a.txt',
      'Content-Type: application/octet-stream',
      '',
      'the bytes',
    ]);
    expect(await file(answer)).toBe('the bytes');
  });

  it.each([
    ['a quoted name and text/json', 'name="entry"', 'text/json', 'filename="b c.txt"', 'b c.txt'],
    ['an unquoted name of the part', 'name=entry', 'application/json', 'filename=c.txt;', 'c.txt'],
    [
      'file name first',
      'name="entry"; charset=utf-8',
      'application/json; charset=utf-8',
      'filename=d.txt',
      'd.txt',
    ],
  ])('[itsm P9] sibling: %s', async (_what, name, type, filename, stored) => {
    const answer = await multipart('HPD:WorkLog', [
      '--X',
      `Content-Disposition: form-data; ${name}`,
      `Content-Type: ${type}`,
      '',
      entry(stored),
      '--X',
      stored === 'd.txt'
        ? `content-disposition: form-data; ${filename}; name="attach-z2AF Work Log01"`
        : `content-disposition: form-data; name="attach-z2AF Work Log01"; ${filename}`,
      'content-type: text/plain',
      '',
      'x',
    ]);
    expect(await file(answer)).toBe('x');
  });
});

describe('numbers', () => {
  it('[itsm P10] a dead token is 623, which AR REST says', async () => {
    const answer = await sandbox.call('GET', 'HPD:WorkLog', undefined, 'dead.token.here');
    expect([answer.status, answer.json[0].messageNumber]).toEqual([401, 623]);
  });

  it.each<[string, () => Promise<Response>, number]>([
    ['a token after sign-out', () => call('/api/jwt/logout', { method: 'POST' }), 401],
    ['sign-in with JSON', () => call('/api/jwt/login', { method: 'POST', body: '{}' }), 415],
    [
      'a method that is not there',
      () => call('/api/arsys/v1/entry/HPD:WorkLog', { method: 'PATCH' }, token),
      405,
    ],
    ['an unknown resource', () => call('/api/arsys/v1/nothing', {}, token), 404],
    ['a broken address', () => call('/api/arsys/v1/entry/%ZZ', {}, token), 400],
    ['a wrong limit', () => call('/api/arsys/v1/entry/HPD:WorkLog?limit=x', {}, token), 400],
    [
      'a broken multipart body',
      () =>
        call(
          '/api/arsys/v1/entry/HPD:WorkLog',
          { method: 'POST', body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=b' } },
          token,
        ),
      400,
    ],
  ])('[itsm P10] sibling: %s has no number of the mid tier', async (_what, ask, status) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    const [{ messageNumber }] = (await answer.json()) as [{ messageNumber: number }];
    expect(messageNumber >= 9200 && messageNumber <= 9699).toBe(false);
  });

  const call = (path: string, init: RequestInit, as = 'none') =>
    fetch(`${sandbox.simulator.url}${path}`, {
      ...init,
      headers: { authorization: `AR-JWT ${as}`, 'content-type': 'application/json', ...init.headers },
    });

  it('[itsm P10] sibling: nowhere in the sandbox’s own code', () => {
    const folder = new URL('../../connectors/bmc-helix/simulator/', import.meta.url);
    const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      // Faults play whatever a server may do, the mid tier's words included.
      .filter((name) => name.endsWith('.ts') && !/fault/.test(name))
      .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').match(/\b9[2-6]\d\d\b/g) ?? []);
    expect(found).toEqual([]);
  });
});

describe('labels of reasons', () => {
  it('[itsm M] a work order waits for a third party under the label that it really has', async () => {
    const row = await made(WO_CREATE, workOrder);
    const [found] = await sandbox.rows('WOI:WorkOrder', `'Work Order ID' = "${row.WorkOrder_ID}"`);
    const put = (reason: string) =>
      sandbox.call('PUT', `WOI:WorkOrder/${found!['Request ID']}`, {
        values: { Status: 'Pending', 'Status Reason': reason },
      });
    expect((await put('Third Party Vendor Action Reqd')).status).toBe(400);
    expect((await put('Third Party Vendor Action Required')).status).toBe(204);
    expect(WORK_ORDER_STATUS_REASON.get('Third Party Vendor Action Required')).toBe(40_000);
  });

  it.each([
    [
      'every legal reason of a work order is a value of its list',
      WORK_ORDER_REASONS,
      WORK_ORDER_STATUS_REASON,
    ],
    ['every legal reason of an incident is a value of its list', INCIDENT_REASONS, INCIDENT_STATUS_REASON],
  ])('[itsm M] sibling: %s', (_what, rules, values) => {
    const legal = [...rules.values()].flatMap(({ reasons }) => reasons);
    expect(legal.filter((reason) => !values.has(reason))).toEqual([]);
  });

  it('[itsm M] sibling: positions as the web service lists them', () => {
    expect(WORK_ORDER_STATUS_REASON.size).toBe(49);
    expect([...WORK_ORDER_STATUS_REASON.values()]).toEqual(
      Array.from({ length: 49 }, (_, at) => (at + 1) * 1000),
    );
    expect(INCIDENT_STATUS_REASON.get('Third Party Vendor Action Reqd')).toBe(7000);
    expect(WORK_ORDER_STATUS_REASON.get('Successful')).toBe(5000);
    expect(WORK_ORDER_STATUS_REASON.get('System Close with Issues')).toBe(49_000);
  });

  it('[itsm M] sibling: check has nothing against the right label, and names the wrong one', async () => {
    const { mapping } = (await import('../../connectors/bmc-helix/index.ts')).default;
    const findings = async (statusReason: string) => {
      const type = mapping['work-order']!;
      const endings = { ...type.endings, abandoned: { status: 'Pending', statusReason } };
      const outcome = await sandbox.connector().check({ 'work-order': { ...type, endings } });
      return outcome.kind === 'done'
        ? outcome.value.filter(({ what }) => what.includes('Third Party'))
        : [outcome];
    };
    expect(await findings('Third Party Vendor Action Required')).toEqual([]);
    expect(await findings('Third Party Vendor Action Reqd')).not.toEqual([]);
  });
});
