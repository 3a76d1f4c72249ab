import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import bmc from '../../connectors/bmc-helix/index.ts';
import { attachmentName } from '../../connectors/bmc-helix/multipart.ts';
import { field, qualify } from '../../connectors/bmc-helix/qualification.ts';
import { FORMS } from '../../connectors/bmc-helix/simulator/forms/index.ts';
import { meets } from '../../connectors/bmc-helix/simulator/qualification/evaluate.ts';
import { parseQualification } from '../../connectors/bmc-helix/simulator/qualification/parse.ts';
import type { Chat } from '../../src/chat/chat.ts';
import { cleanName } from '../../src/chat/names.ts';
import { publicTranscript } from '../../src/chat/transcript.ts';
import type { Connector } from '../../src/connector/connector.ts';
import { storable } from '../../src/connector/storable.ts';
import { contextOf, renderFields } from '../../src/sync/render.ts';
import { draftOf, type Sandbox, startSandbox } from './bmc-sandbox.ts';

let sandbox: Sandbox;
let connector: Connector;
beforeAll(async () => {
  sandbox = await startSandbox();
  connector = sandbox.connector();
});
afterAll(() => sandbox?.close());

/** What breaks out of texts, queries, templates, headers and lines, more often than chance has it; at times very long. */
const hostile = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 6 }),
        fc.constantFrom(
          '"',
          "'",
          '""',
          '%',
          '_',
          '\\',
          '$NULL$',
          '$USER$',
          '\n',
          '\r\n',
          '\0',
          '\u202e',
          '\u2066',
        ),
        fc.constantFrom(
          '👩‍👩‍👧‍👦',
          'e\u0301',
          '🇩🇪',
          '\ud800',
          '{{ user.email }}',
          '{% raw %}',
          '</p>',
          ' OR 1=1',
        ),
      ),
      { minLength: 1, maxLength: 12 },
    ),
    fc.constantFrom(1, 1, 1, 40, 100_000),
  )
  .map(([parts, length]) => {
    const text = parts.join('');
    return length === 1 ? text : text.repeat(Math.ceil(length / Math.max(1, text.length)));
  });

/** The text itself, or a beginning of it that ends with a whole grapheme and a mark. */
function expectWholeOrMarked(found: string, text: string, limit: number): void {
  expect(found.length).toBeLessThanOrEqual(limit);
  if (found === text) return;
  expect(found.endsWith('…')).toBe(true);
  const head = found.slice(0, -1);
  expect(text.startsWith(head)).toBe(true);
  const near = text.slice(Math.max(0, head.length - 200), head.length + 200);
  const at = head.length - Math.max(0, head.length - 200);
  expect([...new Intl.Segmenter().segment(near)].some(({ index }) => index === at)).toBe(true);
}

const settings = bmc.settings.parse({ url: 'http://itsm.example', username: 'u', password: 'p' }) as Record<
  string,
  unknown
>;
const chat: Chat = {
  id: 'chat-1',
  status: 'assigned',
  company: 'Calbro Services',
  queue: 'GENERAL',
  source: 'test',
  subject: '',
  user: { id: 'u', name: '', verified: false },
  conversation: { channel: 'test', id: 'c' },
  cancelledByUser: false,
  createdAt: 0,
  tickets: [],
  version: 1,
  epoch: 1,
};

let keys = 0;
const key = () => ({ key: `literal-${++keys}`, attempt: 0 });
const valueIn = async <T>(outcome: Promise<{ kind: string; value?: T }>): Promise<T> => {
  const came = await outcome;
  expect(came).toMatchObject({ kind: 'done' });
  return came.value as T;
};

test('a name, a subject and words of any kind stand in the ticket as text, whole or marked, and make one ticket', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, async (name, subject, words) => {
      const asked = { ...chat, subject, user: { ...chat.user, name: cleanName(name) } };
      const line = { seq: 1, at: 0, visibility: 'public', type: 'message', text: words } as const;
      const author = { kind: 'user', id: 'u', name: asked.user.name } as const;
      const context = contextOf(asked, publicTranscript(asked, [{ ...line, author }]), undefined, settings);
      const { open, limits } = bmc.mapping.incident!;
      const once = key();
      const ref = await valueIn(
        connector.open({ type: 'incident', fields: renderFields(open, limits, context) }, once),
      );
      const [row, ...more] = await sandbox.rows('HPD:Help Desk', `'Vendor Ticket Number' = "${once.key}"`);
      expect([row?.['Incident Number'], more]).toEqual([ref.displayId, []]);
      expectWholeOrMarked(row?.Description ?? '', storable(context.summary), 100);
      const text = row?.['Detailed Decription'] ?? '';
      expect(text.length).toBeLessThanOrEqual(32_000);
      const said = `00Z ${asked.user.name}:`;
      expect(text).toContain(`User: ${asked.user.name}`);
      expectWholeOrMarked(
        text.slice(text.indexOf(said) + said.length),
        ` ${storable(words)}`.trimEnd(),
        32_000,
      );
    }),
    { numRuns: 30 },
  );
}, 60_000);

test('a summary, words and a file name of any kind stand in a work info, whole or marked', async () => {
  const ref = await valueIn(
    connector.open({ type: 'work-order', fields: draftOf('work-order', 'x').fields }, key()),
  );
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, async (summary, words, name) => {
      const file = { name, contentType: 'text/plain', bytes: Buffer.from('its bytes') };
      const entry = { summary, text: words, visibility: 'internal', files: [file] } as const;
      const [first = '', ...others] = await valueIn(connector.append(ref, [entry], key()));
      const rows = await Promise.all(
        [first, ...others].map(
          async (id) => (await sandbox.rows('WOI:WorkInfo', `'Work Log ID' = "${id}"`))[0],
        ),
      );
      const marks = /\n\n\[ref [0-9a-f]{32}-\d+\]$/;
      // Where the file's name had to be changed, the first text ends with its true one.
      const called = /\n\nFile [ -~]{1,120}: .*$/;
      const texts = rows.map((row) => row?.['Detailed Description']?.replace(marks, '') ?? '');
      const changed = attachmentName(name) !== name.trim();
      const [start = '', ...rest] = texts;
      expect([changed ? start.replace(called, '') : start, ...rest].join('')).toBe(storable(words));
      const counted = / \(\d+\/\d+\)$/;
      const title = (rows[0]?.Description ?? '').replace(others.length > 0 ? counted : /$^/, '');
      expectWholeOrMarked(title, storable(summary).replaceAll('\n', ' '), 100);
      const bytes = await sandbox.download('WOI:WorkInfo', first, 'z2AF Work Log01');
      expect(bytes.toString()).toBe('its bytes');
      const stored = rows[0]?.['z2AF Work Log01'] as unknown as { name: string };
      expect(stored.name).toBe(attachmentName(name));
      expect(stored.name.length).toBeLessThanOrEqual(120);
    }),
    { numRuns: 25 },
  );
}, 60_000);

test('whatever is looked for exactly finds nobody and nothing else, or is refused', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      for (const outcome of [
        await connector.lookup('customer', { email: text }),
        await connector.lookup('customer', { login: text }),
        await connector.lookup('person', { login: text }),
        await connector.lookup('person', { email: text }),
        await connector.lookup('ticket', { customerLogin: text }),
        await connector.lookup('ticket', { displayId: text }),
        await connector.lookup('asset', { customerLogin: text }),
        await connector.lookup('knowledge', { id: text }),
      ])
        if (outcome.kind !== 'refused') expect(outcome).toEqual({ kind: 'done', value: [] });
    }),
    { numRuns: 25 },
  );
}, 60_000);

test('what is quoted is one comparison with that very text, for the parser and for the rows', () => {
  const form = FORMS.get('HPD:Help Desk')!;
  const column = field('Description');
  const askable = hostile
    .map((text) => text.toWellFormed().replace(/\p{Cc}/gu, ''))
    .filter((text) => text !== '');
  fc.assert(
    fc.property(askable, askable, (wanted, other) => {
      const condition = parseQualification(qualify`${column} = ${wanted}`, form);
      expect(condition).toMatchObject({
        kind: 'compare',
        by: '=',
        left: { kind: 'field', field: { name: 'Description' } },
        right: { kind: 'text', value: wanted },
      });
      for (const text of [wanted, other, `${wanted}x`]) {
        const row = { table: form.table, id: '1', columns: { Description: text } };
        expect(meets(condition, row, { user: 'deskbridge', now: 0 })).toBe(text === wanted);
      }
    }),
    { numRuns: 300 },
  );
});
