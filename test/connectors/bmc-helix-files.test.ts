import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { attachmentName, multipart } from '../../connectors/bmc-helix/multipart.ts';
import { parseMultipart } from '../../connectors/bmc-helix/simulator/multipart.ts';
import type { TicketRef } from '../../src/connector/connector.ts';
import { createOutgoing, type OutgoingHttp } from '../../src/shared/outgoing.ts';
import { draftOf, type Sandbox, startSandbox } from './bmc-sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox?.close());
beforeEach(() => {
  sandbox.simulator.faults = [];
  sandbox.simulator.requests.clear();
});

const key = (attempt = 0, name: string = crypto.randomUUID()) => ({ key: name, attempt });
const file = (name: string, contentType = 'text/plain') => ({ name, contentType, bytes: Buffer.from(name) });
const entryWith = (...files: readonly ReturnType<typeof file>[]) =>
  ({ summary: 'Files', text: 'see the files', visibility: 'internal', files }) as const;

async function openIncident(from: Sandbox = sandbox): Promise<TicketRef> {
  const outcome = await from.connector().open(draftOf('incident', 'x'), key());
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}
const logOf = (ref: TicketRef) => sandbox.rows('HPD:WorkLog', `'Incident Number' = "${ref.displayId}"`);

test('seven files are three work infos, counted in their summaries', async () => {
  const ref = await openIncident();
  const files = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => file(`${name}.txt`));
  const outcome = await sandbox.connector().append(ref, [entryWith(...files)], key());
  expect(outcome).toMatchObject({ kind: 'done', value: { length: 3 } });
  const rows = await logOf(ref);
  expect(rows.map((row) => row.Description)).toEqual(['Files (1/3)', 'Files (2/3)', 'Files (3/3)']);
  const names = rows.map((row) =>
    ['z2AF Work Log01', 'z2AF Work Log02', 'z2AF Work Log03'].map(
      (field) => (row[field] as { name?: string } | null | undefined)?.name,
    ),
  );
  expect(names).toEqual([
    ['a.txt', 'b.txt', 'c.txt'],
    ['d.txt', 'e.txt', 'f.txt'],
    ['g.txt', undefined, undefined],
  ]);
  const page = await (await fetch(ref.url!)).text();
  expect(page).toContain('Files: d.txt, e.txt, f.txt');
});

test('an entry’s own type is the work info’s; one that the ITSM has not got is refused with the field', async () => {
  const ref = await openIncident();
  const append = (type: string) => sandbox.connector().append(ref, [{ ...entryWith(), type }], key());
  expect((await append('Customer Communication')).kind).toBe('done');
  expect(await append('Small Talk')).toMatchObject({ kind: 'refused', field: 'Work Log Type' });
  expect(await logOf(ref)).toMatchObject([{ 'Work Log Type': 'Customer Communication' }]);
});

test('a file that the ITSM drops without a word is refused by name, now and on a later attempt', async () => {
  const ref = await openIncident();
  const http = createOutgoing();
  // What a server does whose part name does not match: the work info is there, the file is not.
  const dropping: OutgoingHttp = (request) =>
    http(
      Buffer.isBuffer(request.body)
        ? {
            ...request,
            body: Buffer.from(
              request.body.toString('latin1').replace('filename="b', 'filename="x'),
              'latin1',
            ),
          }
        : request,
    );
  const connector = sandbox.connector({}, dropping);
  const entry = entryWith(file('a.txt'), file('b.txt'));
  const refusal = { kind: 'refused', reason: expect.stringContaining('b.txt'), field: 'z2AF Work Log02' };
  expect(await connector.append(ref, [entry], key(0, 'dropped'))).toMatchObject(refusal);
  expect(await connector.append(ref, [entry], key(1, 'dropped'))).toMatchObject(refusal);
  expect(await logOf(ref)).toHaveLength(1);
});

test('a server that answers a create with an empty body is asked for the files’ names', async () => {
  const ref = await openIncident();
  sandbox.simulator.faults = [{ kind: 'empty-created', method: 'POST', path: 'HPD:WorkLog' }];
  const outcome = await sandbox.connector().append(ref, [entryWith(file('a.txt'))], key());
  expect(outcome.kind).toBe('done');
  expect(sandbox.simulator.requests.get('GET HPD:WorkLog')).toBe(1);
});

test('files are sent again after a token has expired', async () => {
  const turned = { at: Date.now() };
  const own = await startSandbox({ clock: { now: () => turned.at } });
  const ref = await openIncident(own);
  const http = createOutgoing();
  let uploads = 0;
  const connector = own.connector({}, (request) => {
    if (Buffer.isBuffer(request.body) && uploads++ === 0) turned.at += 2 * 3_600_000;
    return http(request);
  });
  expect((await connector.append(ref, [entryWith(file('a.txt'))], key())).kind).toBe('done');
  expect(uploads).toBe(2);
  const log = await own.call('GET', 'HPD:WorkLog', undefined, await own.signIn());
  expect(log.json.entries).toMatchObject([
    { values: { 'z2AF Work Log01': { name: 'a.txt', sizeBytes: 5 } } },
  ]);
  await own.close();
});

test('a link to something that no id can name is refused before anything is written', async () => {
  const ref = await openIncident();
  const link = { kind: 'knowledge', title: 'x', relate: true } as const;
  for (const id of ['', "x' OR '1'='1", 'a\0b', '\uD800', 'x'.repeat(100)]) {
    const entry = { ...entryWith(), links: [{ ...link, id }] };
    const outcome = await sandbox.connector().append(ref, [entry], key());
    expect(outcome).toMatchObject({ kind: 'refused', field: 'links' });
  }
  expect(await logOf(ref)).toEqual([]);
});

test('outage and article are tied to the ticket and shown on its page; a tie that is there stays one', async () => {
  const ref = await openIncident();
  const links = [
    { kind: 'outage', id: 'UNA000000000101', title: 'VPN <down>', relate: true },
    {
      kind: 'knowledge',
      id: 'KBR000000000102',
      title: 'Use "it"',
      url: 'https://kb.example/2',
      relate: true,
    },
    {
      kind: 'knowledge',
      id: 'KBR000000000102',
      title: 'Use "it"',
      url: 'https://kb.example/2',
      relate: true,
    },
  ] as const;
  await sandbox.connector().append(ref, [{ ...entryWith(), links }], key());
  const rows = await sandbox.rows('HPD:Associations', `'Request ID02' = "${ref.displayId}"`);
  expect(rows).toMatchObject([
    {
      'Form Name01': 'AST:CI Unavailability',
      'Request ID01': 'UNA000000000101',
      'Form Name02': 'HPD:Help Desk',
    },
    { 'Form Name01': 'RKM:KnowledgeArticleManager', 'Request Description01': 'Use "it"' },
  ]);
  const page = await (await fetch(ref.url!)).text();
  expect(page).toContain('Related (2)');
  expect(page).toContain('VPN &lt;down&gt;');
  const [text] = (await logOf(ref)).map((row) => row['Detailed Description']);
  expect(text).toMatch(/^see the files\n\nVPN <down>\n\nUse "it"\nhttps:\/\/kb\.example\/2\n/);
});

test('a tie that the ITSM refuses is told, the text being there already', async () => {
  const ref = await openIncident();
  sandbox.simulator.faults = [{ kind: 'workflow', method: 'POST', path: 'HPD:Associations' }];
  const links = [{ kind: 'knowledge', id: 'KBR000000000101', title: 'x', relate: true }] as const;
  const entry = { ...entryWith(), links };
  expect((await sandbox.connector().append(ref, [entry], key(0, 'tie'))).kind).toBe('refused');
  sandbox.simulator.faults = [];
  const again = { ...key(1, 'tie'), sentAgoMs: 24 * 3_600_000 };
  expect((await sandbox.connector().append(ref, [entry], again)).kind).toBe('done');
  expect(await logOf(ref)).toHaveLength(1);
});

test('any file in any multipart body arrives as it was', () => {
  const file_ = fc.record({
    name: fc.string({ unit: 'binary', maxLength: 300 }).map(attachmentName),
    contentType: fc.oneof(fc.string(), fc.constant('text/plain')),
    bytes: fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom('\r\n--', '--\r\n\r\n', '', '"').map((text) => Buffer.from(text)),
    ),
  });
  fc.assert(
    fc.property(file_, fc.string({ unit: 'binary' }), (each, text) => {
      const bytes = Buffer.from(each.bytes);
      const entry = JSON.stringify({ values: { Description: text } });
      const { contentType, content } = multipart(entry, new Map([['z2AF Work Log01', { ...each, bytes }]]));
      const parsed = parseMultipart(contentType, content);
      const stored = parsed.files.get('z2AF Work Log01');
      expect(parsed.entry).toBe(entry);
      expect([stored?.name, stored?.base64]).toEqual([each.name, bytes.toString('base64')]);
      expect(each.name.length).toBeLessThanOrEqual(120);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['report.pdf', 'report.pdf'],
  ['', 'file'],
  ['a"b\\c/d\0.txt', 'a_b_c_d_.txt'],
  [`${'long '.repeat(100)}.docx`, expect.stringMatching(/^long .*\.docx$/)],
])('the name %j', (given, kept) => {
  expect(attachmentName(given)).toEqual(kept);
});
