import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  Connector,
  ConnectorDefinition,
  Ticket,
  TicketChange,
  TicketDraft,
  TicketLink,
  TicketRef,
  WriteKey,
} from '../../src/connector/connector.ts';
import type { LookupKind, Lookups } from '../../src/connector/lookup.ts';
import type { Failed, Outcome } from '../../src/connector/outcome.ts';

/** One connector on its ITSM, and eyes that see the ITSM from its own side. */
export interface ConnectorHarness {
  readonly definition: ConnectorDefinition;
  readonly connector: Connector;
  /** Fields with which a ticket of this type opens, `text` as its long description. */
  draft(type: string, text: string): TicketDraft;
  /** A draft that the ITSM refuses, and the field its refusal names. */
  refusedDraft(type: string): { readonly draft: TicketDraft; readonly field: string };
  /** Finishes a ticket of this type. */
  resolution(type: string, text: string): TicketChange;
  /** A change that the ITSM refuses. */
  refusedChange(type: string): TicketChange;
  /** How many tickets of this type the ITSM holds. */
  count(type: string): Promise<number>;
  description(ref: TicketRef): Promise<string>;
  /** Texts added to the ticket, oldest first; a connector's own mark may follow each. */
  appended(ref: TicketRef): Promise<readonly string[]>;
  /** A draft from a template, a draft from one that is not there, and a field that the template fills. */
  templated(type: string): Promise<{
    readonly draft: TicketDraft;
    readonly unknown: TicketDraft;
    readonly filled: Readonly<Record<string, string>>;
  }>;
  /** For each kind that is claimed: what finds something and what finds nothing. */
  readonly lookups: LookupCases;
  /** Something of the ITSM that can be tied to a ticket. */
  link(): Promise<TicketLink>;
  /** Files of each text added to the ticket, oldest first. */
  files(ref: TicketRef): Promise<readonly (readonly HeldFile[])[]>;
  /** Ids of what is tied to the ticket, one for each tie. */
  related(ref: TicketRef): Promise<readonly string[]>;
  /** The next append does its work and is not answered: at its first text, or where it ties a record. */
  loseAnswer(type: string, at: 'text' | 'tie'): void;
  close(): Promise<void>;
}

export type LookupCases = {
  readonly [K in LookupKind]?: {
    readonly found: Lookups[K]['query'];
    readonly notFound: Lookups[K]['query'];
  };
};

export interface HeldFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Texts that every item of a kind has. */
const NEVER_EMPTY: Readonly<Record<LookupKind, readonly string[]>> = {
  template: ['id', 'type', 'title'],
  form: ['name', 'label', 'type'],
  knowledge: ['id', 'displayId', 'title', 'url', 'text'],
  customer: ['id', 'login', 'firstName', 'lastName', 'email'],
  person: ['login', 'name'],
  asset: ['id', 'name', 'kind'],
  outage: ['id', 'displayId', 'title'],
  ticket: ['title', 'status'],
};
const KINDS = Object.keys(NEVER_EMPTY) as readonly LookupKind[];

/** Bytes that no text survives, among them what a multipart body is made of. */
const BYTES = Buffer.from([0, 255, 13, 10, 45, 45, 13, 10, 13, 10, 128, 34]);
const fileOf = (name: string, more = '') => ({
  name,
  contentType: 'application/octet-stream',
  bytes: Buffer.concat([BYTES, Buffer.from(more)]),
});

const HOSTILE: Readonly<Record<string, string>> = {
  quotes: `'"\`\\ it''s ""quoted"" \\"`,
  wildcards: `100% _under_ [a-z] *`,
  keywords: `$NULL$ $USER$ {{ user.name }} {% raw %} \${x}`,
  markup: '<script>alert(1)</script> &amp; <b>',
  'line breaks': 'one\ntwo\n\n\tthree',
  emoji: '🧑‍💻 👍🏽 é é ﷽',
  'right to left': 'שלום עולם مرحبا \u202Eabc',
  'query words': `x" OR '1'="1" OR 'Status' = "New`,
};

const newKey = (): string => `test-${randomUUID()}`;

/** The attempt after one that has not told, so much later that it can no longer take effect. */
const again = (key: string, before?: Failed): WriteKey => ({
  key,
  attempt: 1,
  sentAgoMs: A_DAY_MS,
  ...(before?.kind === 'unknown' && before.ref && { ref: { ...before.ref, agoMs: A_DAY_MS } }),
});
const A_DAY_MS = 24 * 3_600_000;

function valueIn<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'done' || outcome.kind === 'already-done') return outcome.value;
  throw new Error(`expected a value, got ${outcome.kind}: ${outcome.reason}`);
}

/** What every connector promises, run for each of its ticket types. */
export function connectorContract(name: string, makeHarness: () => Promise<ConnectorHarness>): void {
  describe(`${name} keeps the connector contract`, () => {
    let harness: ConnectorHarness;
    let connector: Connector;
    beforeAll(async () => {
      harness = await makeHarness();
      connector = harness.connector;
    });
    afterAll(() => harness?.close());

    const types = ['incident', 'work-order'] as const;
    const openOne = async (type: string, text = 'Hello'): Promise<TicketRef> =>
      valueIn(await connector.open(harness.draft(type, text), { key: newKey(), attempt: 0 }));

    test('declares an id, its types, described settings and a mapping for each type', () => {
      const { definition } = harness;
      expect(definition.id).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(definition.ticketTypes.map(({ id }) => id).sort()).toEqual(
        Object.keys(definition.mapping).sort(),
      );
      expect(definition.settings.description).toEqual(expect.any(String));
    });

    test('finds nothing wrong with its own default mapping', async () => {
      expect(await connector.check(harness.definition.mapping)).toEqual({ kind: 'done', value: [] });
    });

    test('finds a ticket type and a status that do not exist', async () => {
      const { incident } = harness.definition.mapping;
      const wrong = { status: 'No Such Status', statusReason: '' };
      const checked = await connector.check({
        teapot: incident!,
        incident: { ...incident!, endings: { resolved: wrong } },
      });
      const errors = valueIn(checked).filter(({ severity }) => severity === 'error');
      expect(errors.map(({ what }) => what).join(' ')).toMatch(/teapot.*No Such Status/s);
      expect(errors.every(({ fix }) => fix !== '')).toBe(true);
    });

    test('has no ticket type that it did not declare', async () => {
      const draft = { ...harness.draft('incident', 'x'), type: 'teapot' };
      expect((await connector.open(draft, { key: newKey(), attempt: 0 })).kind).toBe('unsupported');
    });

    describe.each(KINDS)('looking up: %s', (kind) => {
      const claimed = () => harness.definition.capabilities.lookups.includes(kind);
      const ask = (query: unknown) => connector.lookup(kind, query as never);

      test('finds what is there and nothing else, or is unsupported', async () => {
        const cases = harness.lookups[kind];
        if (!claimed() || cases === undefined) {
          expect([claimed(), cases]).toEqual([false, undefined]);
          expect((await ask({ text: '', type: 'incident', email: 'x', customerLogin: 'x' })).kind).toBe(
            'unsupported',
          );
          return;
        }
        const found = await ask(cases.found);
        expect(found.kind).toBe('done');
        const items = valueIn(found) as readonly unknown[] as readonly Readonly<Record<string, unknown>>[];
        expect(items.length).toBeGreaterThan(0);
        for (const item of items) {
          for (const name of NEVER_EMPTY[kind]) expect(item[name]).toEqual(expect.stringMatching(/./));
        }
        const none = await ask(cases.notFound);
        expect([[], `refused`]).toContainEqual(none.kind === 'done' ? none.value : none.kind);
      });

      test.each([
        ...Object.entries(HOSTILE),
        ['only wildcards', '%_%'],
        ['NUL', 'a\0b'],
        ['half a character', 'a\uD800'],
        ['much', 'teapot '.repeat(25_000)],
      ])('%s finds nothing and breaks nothing', async (_what, text) => {
        const { found } = harness.lookups[kind] ?? {};
        if (found === undefined) return expect(claimed()).toBe(false);
        const given = Object.entries(found).map(([name, value]) => [name, name === 'type' ? value : text]);
        const outcome = await ask(Object.fromEntries(given));
        if (outcome.kind !== 'refused' && kind !== 'form')
          expect(outcome).toEqual({ kind: 'done', value: [] });
      });
    });

    test.each(['teapot', 'constructor', '__proto__', ''])('has no lookup of %j', async (kind) => {
      expect((await connector.lookup(kind as LookupKind, {} as never)).kind).toBe('unsupported');
    });

    describe.each(types)('%s', (type) => {
      test('opens from a template, which fills what the request leaves out', async () => {
        const { draft, filled } = await harness.templated(type);
        const key = newKey();
        const opened = await connector.open(draft, { key, attempt: 0 });
        expect(opened.kind).toBe('done');
        expect(valueIn(await connector.read(valueIn(opened))).fields).toMatchObject({ ...filled });
        expect((await connector.open(draft, { key, attempt: 1 })).kind).toBe('already-done');
      });

      test('refuses a template that is not there, with the field', async () => {
        const before = await harness.count(type);
        const { unknown } = await harness.templated(type);
        for (const templateId of [unknown.templateId!, '', `x" OR '1'="1`, 'a\0b', '\uD800']) {
          const outcome = await connector.open({ ...unknown, templateId }, { key: newKey(), attempt: 0 });
          expect(outcome).toMatchObject({ kind: 'refused', field: expect.stringMatching(/template/i) });
        }
        expect(await harness.count(type)).toBe(before);
      });

      test('keeps as many files as it is given, no more in one entry than it claims', async () => {
        const ref = await openOne(type);
        const { filesPerEntry } = harness.definition.capabilities;
        const files = Array.from({ length: Math.min(filesPerEntry + 4, 7) }, (_, at) =>
          fileOf(`file-${at}.bin`, String(at)),
        );
        const entry = { summary: 'files', text: 'see the files', visibility: 'internal', files } as const;
        const key = newKey();
        const first = await connector.append(ref, [entry], { key, attempt: 0 });
        expect(first.kind).toBe('done');
        const held = await harness.files(ref);
        expect(held.flat()).toEqual(files.map(({ name, bytes }) => ({ name, bytes })));
        for (const each of held) expect(each.length).toBeLessThanOrEqual(filesPerEntry);
        const again = await connector.append(ref, [entry], { key, attempt: 1 });
        expect(again).toEqual({ ...first, kind: 'already-done' });
        expect((await harness.files(ref)).flat()).toHaveLength(files.length);
      });

      test.each([
        ...Object.entries(HOSTILE),
        ['nothing', ''],
        ['much', 'long '.repeat(200)],
        ['NUL', 'a\0b'],
      ])('keeps a file whose name holds %s', async (_what, name) => {
        const ref = await openOne(type);
        const files = [fileOf(name, name)];
        const entry = { summary: 's', text: 't', visibility: 'public', files } as const;
        expect((await connector.append(ref, [entry], { key: newKey(), attempt: 0 })).kind).toBe('done');
        const [held] = (await harness.files(ref)).flat();
        expect(held!.bytes.equals(files[0]!.bytes)).toBe(true);
      });

      test('writes title and address of a link, and ties it only if asked, once', async () => {
        const ref = await openOne(type);
        const link = await harness.link();
        const entry = { summary: 'shared', text: 'Shared with the user', visibility: 'internal' } as const;
        const append = (relate: boolean) =>
          connector.append(ref, [{ ...entry, links: [{ ...link, relate }] }], { key: newKey(), attempt: 0 });
        expect((await append(false)).kind).toBe('done');
        expect(await harness.related(ref)).toEqual([]);
        const [text] = await harness.appended(ref);
        expect(text).toContain(link.title);
        expect(text).toContain(link.url!);
        expect((await append(true)).kind).toBe('done');
        expect((await append(true)).kind).toBe('done');
        expect(await harness.related(ref)).toEqual([link.id]);
      });

      test.each(['text', 'tie'] as const)(
        'has files and links once, though the answer to the %s was lost',
        async (at) => {
          const ref = await openOne(type);
          const link = { ...(await harness.link()), relate: true };
          const files = ['a', 'b', 'c', 'd'].map((name) => fileOf(`${name}.bin`, name));
          const entry = { summary: 's', text: 'lost', visibility: 'internal', files, links: [link] } as const;
          const key = newKey();
          harness.loseAnswer(type, at);
          const lost = await connector.append(ref, [entry], { key, attempt: 0 });
          expect(lost.kind).toBe('unknown');
          const outcome = await connector.append(ref, [entry], again(key, lost as Failed));
          expect(['done', 'already-done']).toContain(outcome.kind);
          expect((await harness.files(ref)).flat()).toEqual(
            files.map(({ name, bytes }) => ({ name, bytes })),
          );
          expect(await harness.related(ref)).toEqual([link.id]);
          const texts = await harness.appended(ref);
          expect(texts.filter((text) => text.includes(link.title))).toHaveLength(1);
          expect(valueIn(outcome)).toHaveLength(texts.length);
        },
      );

      test('opens a ticket that can be read', async () => {
        const opened = await connector.open(harness.draft(type, 'My VPN is down'), {
          key: newKey(),
          attempt: 0,
        });
        expect(opened.kind).toBe('done');
        const ref = valueIn(opened);
        expect(ref).toMatchObject({
          type,
          id: expect.stringMatching(/./),
          displayId: expect.stringMatching(/./),
        });
        const read = await connector.read(ref);
        expect(read.kind).toBe('done');
        expect(valueIn(read).ref.displayId).toBe(ref.displayId);
        expect(await harness.description(ref)).toBe('My VPN is down');
      });

      test('opens one ticket for one key, however often it is asked again', async () => {
        const before = await harness.count(type);
        const key = newKey();
        const first = await connector.open(harness.draft(type, 'once'), { key, attempt: 0 });
        const second = await connector.open(harness.draft(type, 'once'), { key, attempt: 1 });
        const third = await connector.open(harness.draft(type, 'once'), { key, attempt: 2 });
        expect([first.kind, second.kind, third.kind]).toEqual(['done', 'already-done', 'already-done']);
        expect(valueIn(second)).toEqual(valueIn(first));
        expect(valueIn(third)).toEqual(valueIn(first));
        expect(await harness.count(type)).toBe(before + 1);
      });

      test('takes any text as a key', async () => {
        const before = await harness.count(type);
        const key = `${newKey()} it's "100%" [x] \n ${'long '.repeat(40)}`;
        const first = await connector.open(harness.draft(type, 'odd key'), { key, attempt: 0 });
        const again = await connector.open(harness.draft(type, 'odd key'), { key, attempt: 1 });
        expect([first.kind, again.kind]).toEqual(['done', 'already-done']);
        expect(await harness.count(type)).toBe(before + 1);
      });

      test('a later attempt opens the ticket if no earlier one did', async () => {
        const before = await harness.count(type);
        const outcome = await connector.open(harness.draft(type, 'late'), again(newKey()));
        expect(outcome.kind).toBe('done');
        expect(await harness.count(type)).toBe(before + 1);
      });

      test('opens two at once for two keys', async () => {
        const [a, b] = await Promise.all([openOne(type, 'first user'), openOne(type, 'second user')]);
        expect(a!.id).not.toBe(b!.id);
        expect(await harness.description(a!)).toBe('first user');
        expect(await harness.description(b!)).toBe('second user');
      });

      test('says what is wrong and where when the ITSM refuses a ticket', async () => {
        const before = await harness.count(type);
        const { draft, field } = harness.refusedDraft(type);
        const outcome = await connector.open(draft, { key: newKey(), attempt: 0 });
        expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/\w{3}/), field });
        expect(await harness.count(type)).toBe(before);
      });

      test('appends beside what is there, in order, once for one key', async () => {
        const ref = await openOne(type, 'the description');
        const entries = [
          { summary: 'first', text: 'said later', visibility: 'public' },
          { summary: 'second', text: 'for agents', visibility: 'internal' },
        ] as const;
        const key = newKey();
        const first = await connector.append(ref, entries, { key, attempt: 0 });
        const second = await connector.append(ref, entries, { key, attempt: 1 });
        expect([first.kind, second.kind]).toEqual(['done', 'already-done']);
        expect(valueIn(first)).toHaveLength(2);
        expect(valueIn(second)).toEqual(valueIn(first));
        const texts = await harness.appended(ref);
        expect(texts.map((text) => text.split('\n')[0])).toEqual(['said later', 'for agents']);
        expect(await harness.description(ref)).toBe('the description');
      });

      test('changes status and reason and gives the ticket as it is then', async () => {
        const ref = await openOne(type);
        const change = harness.resolution(type, 'Rebooted it');
        const key = newKey();
        const first = await connector.change(ref, change, { key, attempt: 0 });
        expect(first.kind).toBe('done');
        const expected: Partial<Ticket> = {
          status: change.status!,
          statusReason: change.statusReason!,
          fields: expect.objectContaining({ ...change.fields }) as unknown as Ticket['fields'],
        };
        expect(valueIn(first)).toMatchObject(expected);
        expect(valueIn(await connector.read(ref))).toMatchObject(expected);
        const again = await connector.change(ref, change, { key, attempt: 1 });
        expect(again.kind).toBe('already-done');
      });

      test('says why a change is refused and leaves the ticket alone', async () => {
        const ref = await openOne(type);
        const before = valueIn(await connector.read(ref));
        const outcome = await connector.change(ref, harness.refusedChange(type), {
          key: newKey(),
          attempt: 0,
        });
        expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/\w{3}/) });
        expect(valueIn(await connector.read(ref)).status).toBe(before.status);
      });

      test.each(['no-such-ticket', '', '../../login', "x' OR '1'='1", '\uD800'])(
        'a ticket that is not there (%j) is missing',
        async (id) => {
          const ref = { type, id, displayId: id };
          const entry = { summary: 's', text: 't', visibility: 'internal' } as const;
          const key = { key: newKey(), attempt: 0 };
          expect((await connector.read(ref)).kind).toBe('missing');
          expect((await connector.append(ref, [entry], key)).kind).toBe('missing');
          expect((await connector.change(ref, harness.resolution(type, 'x'), key)).kind).toBe('missing');
        },
      );

      test.each(Object.entries(HOSTILE))('keeps %s to the letter', async (_what, text) => {
        const ref = await openOne(type, text);
        expect(await harness.description(ref)).toBe(text);
        const entry = { summary: text, text, visibility: 'internal' } as const;
        expect((await connector.append(ref, [entry], { key: newKey(), attempt: 0 })).kind).toBe('done');
        expect((await harness.appended(ref))[0]!.startsWith(text)).toBe(true);
      });

      test('keeps the words around characters that no database holds', async () => {
        const ref = await openOne(type, 'before\0after \uD800 end');
        expect(await harness.description(ref)).toMatch(/^before\0?after . end$/u);
      });

      test('appends a very long text whole', async () => {
        const ref = await openOne(type);
        const text = Array.from({ length: 3000 }, (_, line) => `${line} 👍 said again and again`).join('\n');
        const key = newKey();
        const entry = { summary: 'long '.repeat(60), text, visibility: 'internal' } as const;
        const first = await connector.append(ref, [entry], { key, attempt: 0 });
        expect(first.kind).toBe('done');
        const all = (await harness.appended(ref)).join('\n');
        for (const line of ['0 👍 ', '1499 👍 ', '2999 👍 '])
          expect(all).toContain(`${line}said again and again`);
        expect(all.match(/said again and again/g)).toHaveLength(3000);
        const again = await connector.append(ref, [entry], { key, attempt: 1 });
        expect(again).toEqual({ ...first, kind: 'already-done' });
      });
    });
  });
}
