import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type Asked,
  arSays,
  type Front,
  openFront,
  PAGE,
  type Said,
  SIGN_IN_PAGE,
} from '../support/front.ts';
import { draftOf, type Sandbox, startSandbox } from './bmc-sandbox.ts';

// A session that ends is opened again, however the ITSM or a proxy before it says so.

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
const isSignIn = ({ path }: Asked) => path.endsWith('/jwt/login');
const signIns = (since: number) => front.asked.slice(since).filter(isSignIn).length;

/** A connector that is signed in, and whose token is dead from now on: the server says so in these words. */
async function withDeadToken(words: Said) {
  const connector = sandbox.connector({ url: front.url });
  expect((await connector.lookup('customer', { login: 'allen' })).kind).toBe('done');
  const dead = front.asked.at(-1)!.authorization;
  front.between = ({ authorization, path }) =>
    path.includes('/arsys/') && authorization === dead ? words : undefined;
  return { connector, since: front.asked.length };
}

const WORDS: readonly (readonly [string, Said])[] = [
  ['401 and 623', arSays(401, 623, 'Authentication failed')],
  ['403 and 623', arSays(403, 623, 'Authentication failed')],
  ['400 and 9201', arSays(400, 9201, 'Session is invalid or has timed out')],
  ['500 and 9201', arSays(500, 9201, 'Session is invalid or has timed out')],
  ['a 403 page', { status: 403, headers: PAGE, body: '<html>Forbidden</html>' }],
  // Siblings.
  ['sibling: 500 and 161', arSays(500, 161)],
  ['sibling: 403 and 9084', arSays(403, 9084)],
  ['sibling: 500 and 623, in one object', { ...arSays(500, 623), body: arSays(500, 623).body!.slice(1, -1) }],
  ['sibling: 200 and 623', arSays(200, 623)],
  ['sibling: 401 without a word', { status: 401 }],
  ['sibling: the sign-in page of a proxy', SIGN_IN_PAGE],
  ['sibling: a redirect to a portal', { status: 302, headers: { location: 'https://sso.example/login' } }],
  ['sibling: the text alone', arSays(403, 0, 'Authentication failed')],
];

describe.each(WORDS)('[itsm D] a session that ends with %s', (_what, words) => {
  test('is opened again once, and a read is answered', async () => {
    const { connector, since } = await withDeadToken(words);
    expect(await connector.lookup('customer', { login: 'allen' })).toMatchObject({
      kind: 'done',
      value: [{ login: 'allen' }],
    });
    expect(signIns(since)).toBe(1);
  });

  test('is opened again once, and the same create goes through, once', async () => {
    const { connector, since } = await withDeadToken(words);
    const name = randomUUID();
    expect((await connector.open(draftOf('incident', 'words'), key(name))).kind).toBe('done');
    expect(signIns(since)).toBe(1);
    const creates = front.asked
      .slice(since)
      .filter(({ method, path }) => method === 'POST' && path.includes(CREATE));
    expect(creates.map(({ body }) => body.equals(creates[0]!.body))).toEqual([true, true]);
    expect(await sandbox.rows('HPD:Help Desk', `'Vendor Ticket Number' = "${name}"`)).toHaveLength(1);
  });
});

test('[itsm D] sibling: files go again with the text', async () => {
  const { connector } = await withDeadToken(arSays(403, 623));
  const opened = await connector.open(draftOf('incident', 'x'), key());
  if (opened.kind !== 'done') throw new Error(JSON.stringify(opened));
  const dead = front.asked.at(-1)!.authorization;
  front.between = ({ authorization, path }) =>
    path.includes('/HPD:WorkLog') && authorization === dead ? arSays(403, 623) : undefined;
  const bytes = Buffer.from([0, 255, 10, 13]);
  const file = { name: 'a.bin', contentType: 'application/octet-stream', bytes };
  const entry = { summary: 's', text: 't', visibility: 'internal', files: [file] } as const;
  expect((await connector.append(opened.value, [entry], key())).kind).toBe('done');
  const [row] = await sandbox.rows('HPD:WorkLog', `'Incident Number' = "${opened.value.displayId}"`);
  expect(await sandbox.download('HPD:WorkLog', row!['Work Log ID']!, 'z2AF Work Log01')).toEqual(bytes);
});

test('[itsm D] fifty calls at once whose session has ended share one sign-in', async () => {
  const { connector, since } = await withDeadToken(arSays(403, 623));
  const found = await Promise.all(
    Array.from({ length: 50 }, () => connector.lookup('customer', { login: 'allen' })),
  );
  expect(found.map(({ kind }) => kind)).toEqual(Array(50).fill('done'));
  expect(signIns(since)).toBe(1);
});

test('[itsm D] sibling: a server that gives the same token again is signed in to once by all of fifty', async () => {
  let alive = true;
  let signedIn = 0;
  front.between = (asked) => {
    if (isSignIn(asked)) {
      signedIn += 1;
      alive = true;
      return { status: 200, body: 'aaa.bbb.ccc' };
    }
    return alive ? { status: 200, body: '{"entries":[]}' } : arSays(500, 9201);
  };
  const connector = sandbox.connector({ url: front.url });
  await connector.lookup('customer', { login: 'allen' });
  alive = false;
  const calls = Array.from({ length: 50 }, () => connector.lookup('customer', { login: 'allen' }));
  expect((await Promise.all(calls)).map(({ kind }) => kind)).toEqual(Array(50).fill('done'));
  expect(signedIn).toBe(2);
});

test.each([
  ['403 and 623', arSays(403, 623)],
  ['sibling: 500 and 9201', arSays(500, 9201)],
  ['sibling: 400 and 161', arSays(400, 161)],
])('[itsm D] a server that turns away every session (%s) is not asked without end', async (_what, words) => {
  front.between = ({ path }) => (path.includes('/arsys/') ? words : undefined);
  const since = front.asked.length;
  const outcome = await sandbox.connector({ url: front.url }).open(draftOf('incident', 'x'), key());
  expect(outcome).toMatchObject({ kind: 'busy', reason: expect.stringContaining('turns away the session') });
  expect(signIns(since)).toBe(2);
  expect(front.asked.length - since).toBe(4);
});

test('[itsm D] a page that may stand before a done write is not answered with the same write', async () => {
  const { connector } = await withDeadToken({ status: 200, headers: PAGE, body: '<html>?</html>' });
  const name = randomUUID();
  const since = front.asked.length;
  expect((await connector.open(draftOf('incident', 'x'), key(name))).kind).toBe('unknown');
  expect(
    front.count('POST', CREATE) -
      front.asked.slice(0, since).filter(({ method, path }) => method === 'POST' && path.includes(CREATE))
        .length,
  ).toBe(1);
  // The session is given up all the same: the next try signs in.
  await connector.lookup('customer', { login: 'allen' });
  expect(signIns(since)).toBe(1);
});

describe('a sign-in that fails', () => {
  const signIn = async (words: Said) => {
    front.between = (asked) => (isSignIn(asked) ? words : undefined);
    return sandbox.connector({ url: front.url }).open(draftOf('incident', 'x'), key());
  };

  test.each<[string, string, Said]>([
    ['[itsm I] 8922: the directory is away', 'busy', arSays(500, 8922)],
    [
      '[itsm I] sibling: 8922 in a header of a 200',
      'busy',
      { status: 200, headers: { 'x-ar-messages': arSays(200, 8922).body! } },
    ],
    ['[itsm I] sibling: no floating licence is free', 'busy', arSays(403, 8932)],
    ['[itsm I] sibling: administrators only', 'busy', arSays(500, 394)],
    ['[itsm D] 623: a wrong password', 'refused', arSays(401, 623, 'Authentication failed')],
    ['[itsm D] sibling: 623 with 500', 'refused', arSays(500, 623, 'Authentication failed')],
    ['[itsm D] sibling: the account is locked', 'refused', arSays(403, 624)],
    ['[itsm O] sibling: 408', 'busy', { status: 408 }],
  ])('%s: is %s', async (_what, kind, words) => {
    const outcome = await signIn(words);
    expect(outcome.kind).toBe(kind);
    if (kind === 'refused') expect(outcome).toMatchObject({ reason: expect.stringContaining('sign-in') });
  });

  test.each([
    ['[itsm O] in the quotes of a gateway', (token: string) => `"${token}"`],
    ['[itsm O] sibling: in quotes and with a line break', (token: string) => ` "${token}"\r\n`],
    ['[itsm O] sibling: bare, with white space', (token: string) => `\n ${token} \n`],
  ])('does not fail for a token %s', async (_what, write) => {
    const token = await sandbox.signIn();
    front.between = (asked) =>
      isSignIn(asked)
        ? { status: 200, headers: { 'content-type': 'application/json' }, body: write(token) }
        : undefined;
    const found = await sandbox.connector({ url: front.url }).lookup('customer', { login: 'allen' });
    expect(found.kind).toBe('done');
    expect(front.asked.at(-1)!.authorization).toBe(`AR-JWT ${token}`);
  });
});
