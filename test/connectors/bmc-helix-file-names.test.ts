import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { attachmentNames } from '../../connectors/bmc-helix/multipart.ts';
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
  sandbox.simulator.siteRules = {};
  sandbox.simulator.requests.clear();
});

const FIELDS = ['z2AF Work Log01', 'z2AF Work Log02', 'z2AF Work Log03'] as const;
const key = (attempt = 0, name: string = crypto.randomUUID()) => ({ key: name, attempt });
const file = (name: string, bytes: string = name) => ({
  name,
  contentType: 'text/plain',
  bytes: Buffer.from(bytes),
});
const entryWith = (...files: readonly ReturnType<typeof file>[]) =>
  ({ summary: 'Files', text: 'see the files', visibility: 'internal', files }) as const;

async function openTicket(type = 'incident'): Promise<TicketRef> {
  const outcome = await sandbox.connector().open(draftOf(type, 'x'), key());
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}
const logOf = ({ type, displayId }: TicketRef) =>
  type === 'incident'
    ? sandbox.rows('HPD:WorkLog', `'Incident Number' = "${displayId}"`)
    : sandbox.rows('WOI:WorkInfo', `'Work Order ID' = "${displayId}"`);
const nameIn = (row: Record<string, unknown>, field: string) =>
  (row[field] as { name?: string } | null)?.name;
const namesIn = (row: Record<string, unknown>) => FIELDS.map((field) => nameIn(row, field));

describe.each(['utf8', 'latin1'] as const)('[itsm N] file names, part headers read as %s', (partHeaders) => {
  beforeEach(() => {
    sandbox.simulator.siteRules = { partHeaders };
  });

  it('[itsm N] a name that is not ASCII arrives transliterated, its true name in the text', async () => {
    const ref = await openTicket();
    const outcome = await sandbox.connector().append(ref, [entryWith(file('Übersicht für 2026.pdf'))], key());
    expect(outcome.kind).toBe('done');
    const [row] = await logOf(ref);
    expect(namesIn(row!)).toEqual(['Ubersicht fur 2026.pdf', undefined, undefined]);
    expect(row!['Detailed Description']).toContain('File Ubersicht fur 2026.pdf: Übersicht für 2026.pdf');
    const bytes = await sandbox.download('HPD:WorkLog', row!['Work Log ID']!, FIELDS[0]);
    expect(bytes.toString()).toBe('Übersicht für 2026.pdf');
  });

  it('[itsm N] sibling: two names that become one stay two files; a name of nothing ASCII keeps its ending', async () => {
    const ref = await openTicket('work-order');
    const files = [file('resumé.txt', 'one'), file('resume.txt', 'two'), file('文档.txt', 'three')];
    expect((await sandbox.connector().append(ref, [entryWith(...files)], key())).kind).toBe('done');
    const [row] = await logOf(ref);
    expect(namesIn(row!)).toEqual(['resume.txt', 'resume-2.txt', 'file.txt']);
    const stored = FIELDS.map((field) => sandbox.download('WOI:WorkInfo', row!['Work Log ID']!, field));
    expect((await Promise.all(stored)).map(String)).toEqual(['one', 'two', 'three']);
    for (const line of [
      'File resume.txt: resumé.txt',
      'File resume-2.txt: resume.txt',
      'File file.txt: 文档.txt',
    ])
      expect(row!['Detailed Description']).toContain(line);
  });

  it.each([
    'a;b".txt',
    '100%41.txt',
    'отчёт о VPN.docx',
    'x\r\ny.txt',
    "it's 'quoted'.txt",
    'emoji 😀.png',
    ' ',
  ])('[itsm N] sibling: %j arrives', async (name) => {
    const ref = await openTicket();
    expect((await sandbox.connector().append(ref, [entryWith(file(name, 'bytes'))], key())).kind).toBe(
      'done',
    );
    const [row] = await logOf(ref);
    expect(nameIn(row!, FIELDS[0])).toMatch(/^[A-Za-z0-9 ._()+,=@-]+$/);
    expect(String(await sandbox.download('HPD:WorkLog', row!['Work Log ID']!, FIELDS[0]))).toBe('bytes');
  });
});

it('[itsm N] an ASCII name stays as it is and is not told twice', async () => {
  const ref = await openTicket();
  await sandbox.connector().append(ref, [entryWith(file('chat-42.txt'))], key());
  const [row] = await logOf(ref);
  expect(row!['Detailed Description']).toMatch(/^see the files\n\n\[ref [0-9a-f]+-0\]$/);
});

it('[itsm N] the same files get the same names at every attempt, so a later one finds them', async () => {
  const ref = await openTicket();
  const entry = entryWith(file('ü.txt'), file('u.txt'));
  sandbox.simulator.faults = [{ kind: 'reset-after-write', method: 'POST', path: 'HPD:WorkLog', times: 1 }];
  expect((await sandbox.connector().append(ref, [entry], key(0, 'again'))).kind).toBe('unknown');
  const later = await sandbox.connector({ settleMs: 0 }).append(ref, [entry], key(1, 'again'));
  expect(later.kind).toBe('already-done');
  expect(await logOf(ref)).toHaveLength(1);
});

it('[itsm N] any names become distinct, plain and short', () => {
  const names = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom('ü.txt', 'u.txt', 'U.TXT', '文.txt', '', '.', '..', 'a.b.c', '\uD800.png'),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(names, (given) => {
      const made = attachmentNames(given);
      expect(new Set(made.map((name) => name.toLowerCase())).size).toBe(given.length);
      for (const name of made) expect(name).toMatch(/^(?=.*[A-Za-z0-9])[A-Za-z0-9 ._()+,=@-]{1,120}$/);
      expect(attachmentNames(given)).toEqual(made);
    }),
    { numRuns: 300 },
  );
});

describe('[itsm N] a file that the site does not take', () => {
  const append = (ref: TicketRef, files: readonly ReturnType<typeof file>[], attempt = key()) =>
    sandbox.connector({ settleMs: 0 }).append(ref, [entryWith(...files)], attempt);

  it('[itsm N] too large (448): the text goes without it and names the reason', async () => {
    sandbox.simulator.siteRules = { attachments: { maxBytes: 10 } };
    const ref = await openTicket();
    expect((await append(ref, [file('protokoll-ü.txt', 'x'.repeat(11))])).kind).toBe('done');
    const rows = await logOf(ref);
    expect(rows).toHaveLength(1);
    expect(namesIn(rows[0]!)).toEqual([undefined, undefined, undefined]);
    expect(rows[0]!['Detailed Description']).toMatch(
      /^see the files[\s\S]*Not attached: "protokoll-ü\.txt": The file size exceeds the limit[\s\S]*\[ref [0-9a-f]+-0\]$/,
    );
  });

  it('[itsm N] sibling: of a kind that is not allowed (525), among others which arrive', async () => {
    sandbox.simulator.siteRules = { attachments: { refusedEndings: ['exe'] } };
    const ref = await openTicket('work-order');
    const files = [file('a.txt'), file('setup.exe'), file('b.txt')];
    expect((await append(ref, files)).kind).toBe('done');
    const rows = await logOf(ref);
    expect(rows.map(namesIn)).toEqual([['a.txt', undefined, 'b.txt']]);
    expect(rows[0]!['Detailed Description']).toMatch(
      /Not attached: "setup\.exe": The attached file is not allowed/,
    );
  });

  it('[itsm N] sibling: the server does not say which, and two of three are too large', async () => {
    sandbox.simulator.siteRules = { attachments: { maxBytes: 10 } };
    const ref = await openTicket();
    const http = createOutgoing();
    const wordless: OutgoingHttp = async (request) => {
      const answer = await http(request);
      return answer.body.includes('"messageNumber":448')
        ? {
            ...answer,
            body: JSON.stringify([{ messageType: 'ERROR', messageText: 'Too big', messageNumber: 448 }]),
          }
        : answer;
    };
    const files = [
      file('big.txt', 'x'.repeat(30)),
      file('small.txt', 'x'),
      file('large.txt', 'x'.repeat(20)),
    ];
    const outcome = await sandbox.connector({}, wordless).append(ref, [entryWith(...files)], key());
    expect(outcome.kind).toBe('done');
    const rows = await logOf(ref);
    expect(rows.map(namesIn)).toEqual([[undefined, 'small.txt', undefined]]);
    for (const name of ['big.txt', 'large.txt'])
      expect(rows[0]!['Detailed Description']).toContain(`Not attached: "${name}": Too big`);
  });

  it('[itsm N] sibling: a proxy in front has a limit of its own (413)', async () => {
    const ref = await openTicket();
    const http = createOutgoing();
    const narrow: OutgoingHttp = async (request) =>
      Buffer.isBuffer(request.body)
        ? {
            status: 413,
            headers: { 'content-type': 'text/html' },
            body: '<html>Request Entity Too Large</html>',
          }
        : http(request);
    expect((await sandbox.connector({}, narrow).append(ref, [entryWith(file('a.txt'))], key())).kind).toBe(
      'done',
    );
    expect((await logOf(ref))[0]!['Detailed Description']).toContain('Not attached: "a.txt"');
  });

  it('[itsm N] a later attempt finds what was written without the file, and does not write again', async () => {
    sandbox.simulator.siteRules = { attachments: { maxBytes: 10 } };
    const ref = await openTicket();
    // The refused one passes; the answer to the one without the file is lost.
    sandbox.simulator.faults = [
      { kind: 'reset-after-write', method: 'POST', path: 'HPD:WorkLog', times: 1, skip: 1 },
    ];
    const files = [file('a.txt', 'x'.repeat(11))];
    expect((await append(ref, files, key(0, 'lost'))).kind).toBe('unknown');
    expect((await append(ref, files, key(1, 'lost'))).kind).toBe('already-done');
    expect(await logOf(ref)).toHaveLength(1);
  });

  it('[itsm N] a refusal for another reason is not mistaken for one of the file', async () => {
    sandbox.simulator.faults = [{ kind: 'workflow', method: 'POST', path: 'HPD:WorkLog' }];
    const ref = await openTicket();
    expect((await append(ref, [file('a.txt')])).kind).toBe('refused');
    expect(sandbox.simulator.requests.get('POST HPD:WorkLog')).toBeUndefined();
    expect(await logOf(ref)).toEqual([]);
  });

  it('[itsm N] the longest text with the longest names still fits its field', async () => {
    sandbox.simulator.siteRules = { attachments: { maxBytes: 1 } };
    const ref = await openTicket();
    const files = ['а', 'б', 'в'].map((letter) => file(`${letter.repeat(250)}.txt`, 'xx'));
    const entry = { ...entryWith(...files), text: 'x'.repeat(60_000) };
    expect((await sandbox.connector().append(ref, [entry], key())).kind).toBe('done');
    const rows = await logOf(ref);
    expect(rows.length).toBeGreaterThan(1);
    for (const row of rows)
      expect(Buffer.byteLength(row['Detailed Description']!)).toBeLessThanOrEqual(32_000);
  });
});
