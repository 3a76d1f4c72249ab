import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plainText } from '../../connectors/bmc-helix/plain-text.ts';
import { searchWords, wordsIn } from '../../connectors/bmc-helix/qualification.ts';
import { tokenize } from '../../connectors/bmc-helix/simulator/qualification/tokens.ts';
import type { Connector } from '../../src/connector/connector.ts';
import type { LookupKind, Lookups } from '../../src/connector/lookup.ts';
import { draftOf, type Sandbox, startSandbox } from './bmc-sandbox.ts';

let sandbox: Sandbox;
let connector: Connector;
beforeAll(async () => {
  sandbox = await startSandbox();
  connector = sandbox.connector();
});
afterAll(() => sandbox?.close());
beforeEach(() => {
  sandbox.simulator.faults = [];
  sandbox.simulator.siteRules = {};
});

const key = () => ({ key: crypto.randomUUID(), attempt: 0 });

async function find<K extends LookupKind>(
  kind: K,
  query: Lookups[K]['query'],
  by: Connector = connector,
): Promise<readonly Lookups[K]['item'][]> {
  const outcome = await by.lookup(kind, query);
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

const make = async (form: string, values: Record<string, unknown>): Promise<string> => {
  const answer = await sandbox.call('POST', form, { values });
  if (answer.status !== 201) throw new Error(answer.text);
  return decodeURIComponent(answer.headers.get('location')!.split('/').at(-1)!);
};

describe('knowledge', () => {
  test('has the title, the number, the text and an address that opens', async () => {
    const [article, ...others] = await find('knowledge', { text: 'VPN remote' });
    expect(others).toEqual([]);
    expect(article).toMatchObject({
      id: expect.stringMatching(/^KBR\d{12}$/),
      displayId: 'KBA00000002',
      title: 'Connect to the company VPN',
      text: expect.stringMatching(/^How do I reach .*\n\n1\. Start the VPN client/s),
    });
    const page = await fetch(article!.url);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Start the VPN client')]);
  });

  test('reads the text of every sort of article, as plain text', async () => {
    const [article] = await find('knowledge', { text: 'wireless' });
    expect(article!.text).toBe(
      'Calbro-Staff: company devices sign in by themselves.\nCalbro-Guest: visitors; a code from the reception, valid for one day.',
    );
  });

  test('minds no capitals, and every word must be there', async () => {
    expect(await find('knowledge', { text: 'vPn' })).toHaveLength(1);
    expect(await find('knowledge', { text: 'PRINTER network' })).toHaveLength(1);
    expect(await find('knowledge', { text: 'printer vpn' })).toEqual([]);
  });

  test('comes by id and by number, and all of it for a blank text', async () => {
    const all = await find('knowledge', { text: '  ' });
    expect(all).toHaveLength(6);
    for (const id of [all[0]!.id, all[0]!.displayId]) {
      expect(await find('knowledge', { id })).toEqual([all[0]]);
    }
  });

  test('is shown only when published', async () => {
    const draft = { ArticleTitle: 'Unfinished zebra', DocID: 'KBA00000098', ArticleStatus: 'Draft' };
    const id = await make('RKM:KnowledgeArticleManager', draft);
    expect(await find('knowledge', { text: 'zebra' })).toEqual([]);
    expect(await find('knowledge', { id })).toEqual([]);
  });

  test('comes without text where its form cannot be read, and not at all while the ITSM is busy', async () => {
    const HOW_TO = 'RKM:HowToTemplate_Manageable_Join';
    sandbox.simulator.faults = [{ kind: 'workflow', path: HOW_TO }];
    expect(await find('knowledge', { text: 'vpn' })).toMatchObject([{ displayId: 'KBA00000002', text: '' }]);
    sandbox.simulator.faults = [{ kind: 'connected-elsewhere', path: HOW_TO }];
    expect((await connector.lookup('knowledge', { text: 'vpn' })).kind).toBe('busy');
  });

  test('stops at fifty', async () => {
    for (let n = 100; n < 160; n += 1) {
      const values = { ArticleTitle: `Giraffe ${n}`, DocID: `KBA00000${n}`, ArticleStatus: 'Published' };
      await make('RKM:KnowledgeArticleManager', values);
    }
    expect(await find('knowledge', { text: 'giraffe' })).toHaveLength(50);
  });

  test.each([
    ['<p>a</p><p>b &amp; c</p>', 'a\nb & c'],
    ['<ul><li>one</li><li>two</li></ul>', '- one\n- two'],
    ['a<br/>b', 'a\nb'],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['&#65;&#0;&nope;&lt;b&gt;', 'A&#0;&nope;<b>'],
    ['<'.repeat(200_000), '<'.repeat(200_000)],
    ['<p '.repeat(100_000), '<p '.repeat(100_000).trim()],
  ])('plain text of %.40j', (html, text) => {
    expect(plainText(html)).toBe(text);
  });
});

describe('customers', () => {
  test('by exact mail, whatever its capitals, with what the desk shows', async () => {
    for (const email of ['mary@example.com', 'Mary@Example.COM']) {
      expect(await find('customer', { email })).toEqual([
        {
          id: expect.stringMatching(/^PPL\d{12}$/),
          login: 'mary',
          firstName: 'Mary',
          lastName: 'Mann',
          email: 'mary@example.com',
          phone: '+1 555 0212',
          company: 'Calbro Services',
          site: 'Headquarters, Building 4.2',
          vip: true,
        },
      ]);
    }
    for (const email of ['%', 'mary@example.co_', 'mary', '*', '$NULL$']) {
      expect(await find('customer', { email })).toEqual([]);
    }
  });

  test('two of one mail are two, and so are mail and login of different people', async () => {
    const twin = { 'First Name': 'T', Company: 'x', 'Internet E-mail': 'twin@example.com' };
    for (const name of ['One', 'Two', 'Gone']) {
      await make('CTM:People', {
        ...twin,
        'Last Name': name,
        'Profile Status': name === 'Gone' ? 'Obsolete' : 'Enabled',
      });
    }
    const found = await find('customer', { email: 'twin@example.com' });
    expect(found.map(({ lastName }) => lastName).sort()).toEqual(['One', 'Two']);
    const both = await find('customer', { email: 'allen@example.com', login: 'mary' });
    expect(both.map(({ login }) => login).sort()).toEqual(['allen', 'mary']);
    expect(await find('customer', { email: 'allen@example.com', login: 'not-known' })).toHaveLength(1);
  });

  test('nothing to go by is refused before anything is asked', async () => {
    sandbox.simulator.requests.clear();
    for (const query of [{}, { email: '' }, { email: '', login: '' }]) {
      expect((await connector.lookup('customer', query)).kind).toBe('refused');
    }
    expect(sandbox.simulator.requests.size).toBe(0);
  });
});

test('assets are the computers of exactly this person', async () => {
  expect(await find('asset', { customerLogin: 'allen' })).toEqual([
    { id: 'OI-5CG0031ALA', name: 'CAL-DT-0031', kind: 'Desktop' },
    { id: 'OI-5CG1147ALA', name: 'CAL-LT-0147', kind: 'Laptop' },
  ]);
  expect(await find('asset', { customerLogin: 'nobody' })).toEqual([]);
  expect((await connector.lookup('asset', { customerLogin: '' })).kind).toBe('refused');
});

describe('outages', () => {
  const hour = 3600;
  const at = (hours: number) => Math.floor(Date.now() / 1000) + hours * hour;
  const outage = (title: string, values: Record<string, unknown>) =>
    make('AST:CI Unavailability', {
      Description: title,
      'Unavailability Type': 'Scheduled Full',
      Company: 'Elsewhere',
      ...values,
    });

  test('are those that hold now or begin within a day', async () => {
    await outage('holds', { 'Scheduled Start Date': at(-3), 'Actual Start Date': at(-2) });
    await outage('overdue', {
      'Scheduled Start Date': at(-3),
      'Scheduled End Date': at(-1),
      'Actual Start Date': at(-3),
    });
    await outage('soon', { 'Scheduled Start Date': at(5), 'Scheduled End Date': at(6) });
    await outage('next week', { 'Scheduled Start Date': at(24 * 7), 'Scheduled End Date': at(24 * 7 + 1) });
    await outage('never began', { 'Scheduled Start Date': at(-5), 'Scheduled End Date': at(-4) });
    await outage('over', {
      'Scheduled Start Date': at(-3),
      'Actual Start Date': at(-3),
      'Actual End Date': at(-1),
    });
    await outage('everyone', { Company: '', 'Scheduled Start Date': at(-1), 'Actual Start Date': at(-1) });
    const found = await find('outage', { company: 'Elsewhere' });
    expect(found.map(({ title }) => title).sort()).toEqual(['everyone', 'holds', 'overdue', 'soon']);
    expect(
      Math.abs(found.find(({ title }) => title === 'holds')!.since - (Date.now() - 2 * hour * 1000)),
    ).toBeLessThan(60_000);
    expect((await find('outage', {})).length).toBe(found.length + 1);
  });

  test('the sandbox has one to show', async () => {
    const [first, second] = await find('outage', { company: 'Calbro Services' });
    const shown = [first, second].find((each) => each?.title.startsWith('VPN gateway'));
    expect(shown).toMatchObject({
      id: expect.stringMatching(/^UNA/),
      displayId: shown!.id,
      text: expect.stringContaining('gateway North'),
      since: expect.any(Number),
    });
  });
});

describe('tickets', () => {
  test('of a customer: open ones, of both types; by number: whatever their status', async () => {
    const incident = { ...draftOf('incident', 'x').fields, First_Name: 'Mary', Last_Name: 'Mann' };
    const order = {
      ...draftOf('work-order', 'x').fields,
      'Customer First Name': 'Mary',
      'Customer Last Name': 'Mann',
    };
    const open = async (type: string, fields: Record<string, string>) => {
      const outcome = await connector.open({ type, fields }, key());
      if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
      return outcome.value;
    };
    const first = await open('incident', incident);
    const cancelled = await open('incident', incident);
    const third = await open('work-order', order);
    await connector.change(cancelled, { status: 'Cancelled', statusReason: '' }, key());
    const found = await find('ticket', { customerLogin: 'mary' });
    expect(found).toEqual([
      { ref: first, title: 'Help', status: 'Assigned', statusReason: '' },
      { ref: third, title: 'Help', status: 'Assigned', statusReason: '' },
    ]);
    expect(await find('ticket', { displayId: ` ${cancelled.displayId.toLowerCase()} ` })).toMatchObject([
      { ref: cancelled, status: 'Cancelled' },
    ]);
    expect(await find('ticket', { displayId: third.displayId })).toMatchObject([{ ref: third }]);
    expect(await find('ticket', { displayId: 'INC%' })).toEqual([]);
  });
});

describe('templates', () => {
  test('are found by words of name or text; only enabled ones', async () => {
    await make('HPD:Template', { 'Template Name': 'VPN of old', 'Status Template': 'Obsolete' });
    expect(await find('template', { type: 'incident', text: 'VPN connect' })).toEqual([
      {
        id: expect.stringMatching(/^AG/),
        type: 'incident',
        title: 'VPN trouble',
        description: 'VPN does not connect',
      },
    ]);
    const titles = async (type: string) =>
      (await find('template', { type, text: '' })).map(({ title }) => title);
    expect(await titles('incident')).toEqual(['Account locked', 'Printer fault', 'VPN trouble']);
    expect(await titles('work-order')).toEqual(['New laptop', 'Software installation']);
    expect((await connector.lookup('template', { type: 'teapot', text: '' })).kind).toBe('unsupported');
  });

  test('one that this account may not use is refused with the field', async () => {
    const group = await make('CTM:Support Group', {
      Company: 'x',
      'Support Organization': 'x',
      'Support Group Name': 'Closed shop',
    });
    const id = await make('HPD:Template', { 'Template Name': 'Secret', 'Status Template': 'Enabled' });
    await make('HPD:TemplateSPGAssoc', { 'Template ID': id, 'Support Group ID': group });
    const [template] = await find('template', { type: 'incident', text: 'secret' });
    const draft = { ...draftOf('incident', 'x'), templateId: template!.id };
    expect(await connector.open(draft, key())).toMatchObject({
      kind: 'refused',
      field: 'TemplateID',
      reason: expect.stringContaining('permission'),
    });
  });
});

describe('forms', () => {
  const named = (fields: readonly { readonly name: string }[], name: string) =>
    fields.find((field) => field.name === name);

  test('a new incident: required fields first, with type, limit and choices', async () => {
    const fields = await find('form', { type: 'incident' });
    const required = fields.filter((field) => field.required).map(({ name }) => name);
    expect(required).toEqual([
      'Description',
      'Impact',
      'Urgency',
      'Service_Type',
      'Reported Source',
      'Status',
    ]);
    expect(fields.slice(0, required.length).map(({ name }) => name)).toEqual(required);
    expect(named(fields, 'Description')).toEqual({
      name: 'Description',
      label: 'Description',
      type: 'text',
      required: true,
      limit: 100,
    });
    expect(named(fields, 'Impact')).toMatchObject({
      type: 'choice',
      choices: expect.arrayContaining(['4-Minor/Localized']),
    });
    for (const hidden of ['Incident Number', 'z1D_Action', 'Vendor Ticket Number', 'TemplateID']) {
      expect(named(fields, hidden)).toBeUndefined();
    }
  });

  test('a template fills in values and asks its own questions', async () => {
    const [vpn] = await find('template', { type: 'incident', text: 'vpn' });
    const incident = await find('form', { type: 'incident', templateId: vpn!.id });
    expect(named(incident, 'Service_Type')).toMatchObject({ value: 'User Service Restoration' });
    expect(named(incident, 'Urgency')).toMatchObject({ required: true, value: '3-Medium' });
    expect(named(incident, 'Company')).not.toHaveProperty('value');

    const [laptop, software] = await find('template', { type: 'work-order', text: '' });
    const order = await find('form', { type: 'work-order', templateId: laptop!.id });
    expect(order.filter(({ required, value }) => required && value === undefined)).toEqual([
      { name: 'Status', label: 'Status', type: 'choice', required: true, choices: expect.any(Array) },
      { name: 'WO Type Field 1', label: 'Model', type: 'text', required: true, limit: 254 },
    ]);
    expect(named(order, 'WO Type Field 2')).toBeUndefined();
    for (const other of [
      await find('form', { type: 'work-order', templateId: software!.id }),
      await find('form', { type: 'work-order' }),
    ]) {
      expect(named(other, 'WO Type Field 1')).toBeUndefined();
    }
  });

  test('what is filled in is what the ticket gets', async () => {
    const [laptop] = await find('template', { type: 'work-order', text: 'laptop' });
    const { fields } = draftOf('work-order', 'x');
    const { Summary: _summary, Priority: _priority, ...rest } = fields;
    const draft = {
      type: 'work-order',
      templateId: laptop!.id,
      fields: { ...rest, 'WO Type Field 1': 'T14' },
    };
    const opened = await connector.open(draft, key());
    if (opened.kind !== 'done') throw new Error(JSON.stringify(opened));
    expect(await connector.read(opened.value)).toMatchObject({
      value: {
        fields: {
          Description: 'Provide a new laptop',
          Priority: 'Low',
          'WO Type Field 1': 'T14',
          TemplateID: laptop!.id,
        },
      },
    });
  });

  test('a site’s own required field is asked for', async () => {
    sandbox.simulator.siteRules = { onCreate: { incident: ['Categorization Tier 1'] } };
    const fields = await find('form', { type: 'incident' });
    expect(named(fields, 'Categorization Tier 1')).toMatchObject({ required: true, type: 'text' });
  });

  test('an ending asks for what resolving needs, the site’s demands among it', async () => {
    const names = async (type: string, ending: string, by = connector) =>
      (await find('form', { type, ending }, by)).map(({ name, required }) => [name, required]);
    const usual = [
      ['Resolution', true],
      ['Assignee', true],
      ['Assignee Login ID', true],
    ];
    expect(await names('incident', 'resolved')).toEqual(usual);
    expect(await names('work-order', 'resolved')).toEqual([]);
    expect(await names('incident', 'abandoned')).toEqual([]);
    sandbox.simulator.siteRules = {
      onResolve: { incident: ['Resolution Category'], 'work-order': ['chr_Resolution'] },
    };
    expect(await names('incident', 'resolved')).toEqual([...usual, ['Resolution Category', true]]);
    expect(await names('work-order', 'resolved')).toEqual([['chr_Resolution', true]]);
    sandbox.simulator.siteRules = {};
    const own = sandbox.connector({ workOrderResolveFields: ['CI Name', 'No Such Field'] });
    expect(await names('work-order', 'resolved', own)).toEqual([['CI Name', true]]);
  });

  test('resolving without it is refused with the field, and with it done', async () => {
    sandbox.simulator.siteRules = { onResolve: { incident: ['Resolution Category'] } };
    const opened = await connector.open(draftOf('incident', 'x'), key());
    if (opened.kind !== 'done') throw new Error(JSON.stringify(opened));
    const fields = { Resolution: 'Done', Assignee: 'Live Chat Desk', 'Assignee Login ID': 'deskbridge' };
    const change = { status: 'Resolved', statusReason: 'No Further Action Required', fields };
    expect(await connector.change(opened.value, change, key())).toMatchObject({
      kind: 'refused',
      field: 'Resolution Category',
    });
    const whole = { ...change, fields: { ...fields, 'Resolution Category': 'Network' } };
    expect((await connector.change(opened.value, whole, key())).kind).toBe('done');
  });

  test('an unknown template or type is said so', async () => {
    expect(await connector.lookup('form', { type: 'incident', templateId: 'AG0' })).toMatchObject({
      kind: 'refused',
      field: 'TemplateID',
    });
    expect((await connector.lookup('form', { type: 'teapot' })).kind).toBe('unsupported');
  });
});

describe('an ITSM', () => {
  test('without the form has no such look-up', async () => {
    const body = JSON.stringify([
      { messageType: 'ERROR', messageText: 'Form does not exist', messageNumber: 303 },
    ]);
    const server = createServer((request, response) => {
      if (request.url === '/api/jwt/login') return void response.end('a.b.c');
      response.writeHead(404, { 'content-type': 'application/json' }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const other = sandbox.connector({ url });
    expect((await other.lookup('outage', {})).kind).toBe('unsupported');
    await other.close();
    server.closeAllConnections();
    server.close();
  });

  test.each([
    ['connected-elsewhere', 'busy'],
    ['too-many', 'busy'],
    ['html', 'busy'],
    ['wrong-json', 'busy'],
    ['huge-body', 'busy'],
    ['reset-before-write', 'busy'],
    ['workflow', 'refused'],
  ] as const)('in trouble (%s): %s', async (kind, expected) => {
    sandbox.simulator.faults = [{ kind, path: 'arsys' }];
    for (const outcome of [
      await connector.lookup('customer', { login: 'allen' }),
      await connector.lookup('ticket', { customerLogin: 'allen' }),
    ]) {
      expect(outcome.kind).toBe(expected);
    }
    // How long so much of no shape we know takes to come is up to the machine.
    if (kind === 'huge-body') return;
    // A form that the ITSM refuses to describe is not described.
    const form = await sandbox.connector().lookup('form', { type: 'incident' });
    expect(form.kind).toBe(kind === 'workflow' ? 'unsupported' : expected);
  });
});

test('whatever is searched for, the words stay words', () => {
  const typed = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 8 }),
        fc.constantFrom('%', '_', '[a]', '"', "'", ' OR '),
      ),
    )
    .map((parts) => parts.join(' ').replace(/\p{Cc}/gu, ''));
  fc.assert(
    fc.property(typed, (text) => {
      const words = searchWords(text);
      if (words === undefined) return expect(text.replace(/[\s%_[\]]/gu, '')).toBe('');
      expect(words.join('')).not.toMatch(/[%_[\]]/);
      for (const [index, condition] of wordsIn(words, ['A']).entries()) {
        const [first] = tokenize(condition).filter(({ kind }) => kind === 'text');
        expect(first).toEqual({ kind: 'text', value: `%${words[index]}%` });
      }
    }),
    { numRuns: 500 },
  );
});
