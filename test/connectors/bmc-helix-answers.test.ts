import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Asked, arSays, type Front, MAINTENANCE, openFront, PAGE, type Said } from '../support/front.ts';
import { draftOf, type Sandbox, startSandbox } from './bmc-sandbox.ts';

// What answers mean, beyond what a healthy AR server says: its numbers, gateways, pages, other shapes.

const CREATE = 'HPD:IncidentInterface_Create';

let sandbox: Sandbox;
let front: Front;
beforeAll(async () => {
  sandbox = await startSandbox();
  front = await openFront(sandbox.simulator.url);
});
afterAll(async () => {
  await front?.close();
  await sandbox?.close();
});
beforeEach(() => {
  front.between = () => undefined;
});

const key = (name: string = randomUUID(), attempt = 0) => ({ key: name, attempt });
const incidents = (name: string) => sandbox.rows('HPD:Help Desk', `'Vendor Ticket Number' = "${name}"`);
const isCreate = ({ method, path }: Asked) => method === 'POST' && path.includes(CREATE);
const isRead = ({ method, path }: Asked) => method === 'GET' && path.includes('/arsys/');
const fresh = (overrides = {}) => sandbox.connector({ url: front.url, ...overrides });

/** A connector that AR REST has answered properly. */
async function acquainted() {
  const connector = fresh();
  expect((await connector.lookup('customer', { login: 'allen' })).kind).toBe('done');
  return connector;
}

// By the header's own names. A read is tried again after each; a write is in doubt where it may be in.
describe('[itsm I] a number that is no rule of the site', () => {
  test.each([
    ...([90, 300, 394, 550, 551, 8760, 8939] as const).map((number) => [number, 'busy'] as const),
    ...([395, 566, 567, 9940] as const).map((number) => [number, 'unknown'] as const),
    // Siblings: licences that come back, and a call that broke on its way to the server or back.
    ...([30, 8932, 9850] as const).map((number) => [number, 'busy'] as const),
    ...([91, 92, 552] as const).map((number) => [number, 'unknown'] as const),
  ])('%i on a create: %s, and nothing is given up', async (number, kind) => {
    const connector = await acquainted();
    front.between = (asked) => (isCreate(asked) ? arSays(500, number) : undefined);
    expect((await connector.open(draftOf('incident', 'x'), key())).kind).toBe(kind);
    front.between = (asked) => (isRead(asked) ? arSays(500, number) : undefined);
    expect((await connector.lookup('customer', { login: 'allen' })).kind).toBe('busy');
  });

  test.each([303, 307, 330, 353, 448, 561, 612, 624, 1_291_220, 4711, 10_000])(
    '%i stays a refusal, of reads and writes',
    async (number) => {
      const connector = await acquainted();
      front.between = ({ path }) => (path.includes('/arsys/') ? arSays(500, number) : undefined);
      for (const outcome of [
        await connector.open(draftOf('incident', 'x'), key()),
        await connector.lookup('customer', { login: 'allen' }),
      ])
        expect(['refused', 'unsupported']).toContain(outcome.kind);
    },
  );
});

describe('a gateway that gives up waiting', () => {
  test.each([
    ['[itsm O] 408', 408],
    ['[itsm O] 499', 499],
    ['[itsm O] sibling: 504', 504],
    ['[itsm O] sibling: 520', 520],
  ])('%s after the write: unknown, and there is one ticket', async (_what, status) => {
    const connector = await acquainted();
    const name = randomUUID();
    front.between = (asked) =>
      isCreate(asked) ? { status, headers: PAGE, body: '<html>x</html>', after: true } : undefined;
    expect((await connector.open(draftOf('incident', 'x'), key(name))).kind).toBe('unknown');
    front.between = () => undefined;
    expect((await connector.open(draftOf('incident', 'x'), key(name, 1))).kind).toBe('already-done');
    expect(await incidents(name)).toHaveLength(1);
  });

  test.each([
    ['[itsm O] 408', 408],
    ['[itsm O] sibling: 499', 499],
  ])('%s to a read: busy', async (_what, status) => {
    const connector = await acquainted();
    front.between = (asked) => (isRead(asked) ? { status } : undefined);
    expect((await connector.lookup('customer', { login: 'allen' })).kind).toBe('busy');
  });
});

const PAGES: readonly (readonly [string, Said])[] = [
  ['[faults 4] a page with 200', MAINTENANCE],
  ['[faults 4] sibling: a page with 404', { ...MAINTENANCE, status: 404 }],
  [
    '[faults 4] sibling: a redirect to a page',
    { status: 302, headers: { location: 'https://status.example/' } },
  ],
  ['[faults 4] sibling: a page without a type', { status: 200, body: '<!doctype html><p>Back soon' }],
  ['[faults 4] sibling: 404 without a word', { status: 404 }],
];

describe.each(PAGES)('%s where AR REST has answered before', (_what, words) => {
  test('is passing for a read', async () => {
    const connector = await acquainted();
    front.between = () => words;
    expect((await connector.lookup('customer', { login: 'allen' })).kind).toBe('busy');
    // The session is gone with the server; the sign-in meets the same page.
    expect((await connector.lookup('customer', { login: 'allen' })).kind).toBe('busy');
    front.between = () => undefined;
    expect((await connector.lookup('customer', { login: 'allen' })).kind).toBe('done');
  });

  test.each([
    ['before the write', {}, 'done'],
    ['in front of a done write', { after: true } as const, 'already-done'],
  ])('leaves a create in doubt: %s', async (_where, after, then) => {
    const connector = fresh();
    const name = randomUUID();
    await connector.lookup('customer', { login: 'allen' });
    front.between = (asked) => (isCreate(asked) ? { ...words, ...after } : undefined);
    expect((await connector.open(draftOf('incident', 'x'), key(name))).kind).toBe('unknown');
    front.between = () => undefined;
    const longAgo = { ...key(name, 1), sentAgoMs: 3_600_000 };
    expect((await connector.open(draftOf('incident', 'x'), longAgo)).kind).toBe(then);
    expect(await incidents(name)).toHaveLength(1);
  });

  test('leaves a change in doubt', async () => {
    const connector = await acquainted();
    const opened = await connector.open(draftOf('incident', 'x'), key());
    if (opened.kind !== 'done') throw new Error(JSON.stringify(opened));
    front.between = ({ method }) => (method === 'PUT' ? { ...words, after: true } : undefined);
    const change = {
      status: 'In Progress',
      statusReason: '',
      fields: { Assignee: 'Alice Smith', 'Assignee Login ID': 'alice' },
    };
    const name = randomUUID();
    expect((await connector.change(opened.value, change, key(name))).kind).toBe('unknown');
    front.between = () => undefined;
    expect((await connector.change(opened.value, change, key(name, 1))).kind).toBe('already-done');
  });
});

test.each(PAGES)('%s where AR REST has never answered says: check the url', async (_what, words) => {
  front.between = () => words;
  const outcome = await fresh().check({});
  expect(outcome).toMatchObject({
    kind: 'refused',
    setUp: true,
    reason: expect.stringMatching(/url|denied access/),
  });
});

test.each([
  ['a request that is too large', 413],
  ['sibling: a method that a firewall does not let through', 405],
  ['sibling: words that a firewall does not let through', 403],
])('[itsm O] %s stays a refusal although AR REST has answered', async (_what, status) => {
  const connector = await acquainted();
  front.between = (asked) =>
    isCreate(asked) ? { status, headers: PAGE, body: '<html>no</html>' } : undefined;
  expect((await connector.open(draftOf('incident', 'x'), key())).kind).toBe('refused');
});

describe('an answer in another shape', () => {
  test.each([
    ['[itsm C] JSON of another sort', '{"data":[]}'],
    ['[itsm C] sibling: one record where many were asked for', '{"values":{}}'],
    ['[itsm C] sibling: XML', '<?xml version="1.0"?><entries/>'],
    ['[itsm C] sibling: nothing', ''],
    ['[itsm C] sibling: words', 'ok'],
  ])('%s: a search is refused, not tried without end', async (_what, body) => {
    front.between = (asked) =>
      isRead(asked) ? { status: 200, headers: { 'content-type': 'application/json' }, body } : undefined;
    expect(await fresh().lookup('customer', { login: 'allen' })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('not what AR REST promises'),
    });
  });

  test.each([['[itsm C] sibling: cut off, it is tried again', '{"entries":[{"values":{"Re']])(
    '%s',
    async (_what, body) => {
      front.between = (asked) => (isRead(asked) ? { status: 200, body } : undefined);
      expect((await fresh().lookup('customer', { login: 'allen' })).kind).toBe('busy');
    },
  );

  test('[itsm C] sibling: for once, where the same search has been answered before, it is tried again', async () => {
    const connector = await acquainted();
    front.between = (asked) => (isRead(asked) ? { status: 200, body: '{"status":"starting"}' } : undefined);
    expect((await connector.lookup('customer', { login: 'allen' })).kind).toBe('busy');
  });

  test('[itsm C] sibling: an error that comes with 200 is that error', async () => {
    front.between = (asked) => (isRead(asked) ? arSays(200, 10_000, 'A rule of the site') : undefined);
    expect(await fresh().lookup('customer', { login: 'allen' })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('A rule of the site'),
    });
  });
});
