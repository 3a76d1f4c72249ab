import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { BASE, closeSideDoors, openSideDoor, SECRET, type SideDoor } from './side-door.ts';

let door: SideDoor;
let ahead = 0;

beforeAll(async () => {
  door = await openSideDoor({ clock: { now: () => Date.now() + ahead } });
});
afterAll(closeSideDoors);

const generate = (body: unknown, token = SECRET) =>
  door.call('POST', `${BASE}/tokens/generate`, { token, body });
const refresh = (token: string, headers = {}) =>
  door.call('POST', `${BASE}/tokens/refresh`, { token, headers });
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));

test('the secret generates a token that is bound to a user and a conversation', async () => {
  const { status, body } = await generate({ user: { id: 'dl_ada', name: 'Ada' } });
  expect(status).toBe(200);
  expect(body.expires_in).toBe(1800);
  expect(claimsOf(body.token)).toMatchObject({ conversation: body.conversationId, user: 'dl_ada' });
  const opened = await door.call('POST', `${BASE}/conversations`, {
    token: body.token,
    body: { user: { id: 'dl_somebody-else' } },
  });
  expect(opened.status).toBe(201);
  expect(opened.body.conversationId).toBe(body.conversationId);
  expect(claimsOf(opened.body.token).user).toBe('dl_ada');
});

test('a user without an id gets one that cannot be guessed', async () => {
  const { body } = await generate({});
  expect(claimsOf(body.token).user).toMatch(/^dl_[0-9a-f]{32}$/);
});

test('only the secret generates, and only for users marked as such', async () => {
  const { token } = (await generate({})).body;
  expect(await door.call('POST', `${BASE}/tokens/generate`)).toMatchObject({
    status: 401,
    body: { code: 'token-missing', status: 401, type: 'urn:deskbridge:token-missing' },
  });
  expect(await generate({}, 'not-the-secret')).toMatchObject({
    status: 401,
    body: { code: 'token-invalid' },
  });
  expect(await generate({}, token)).toMatchObject({ status: 403, body: { code: 'secret-required' } });
  expect(await generate({ user: { id: 'ada' } })).toMatchObject({
    status: 400,
    body: { code: 'malformed-request', errors: [{ field: 'user.id' }] },
  });
});

test('without a configured secret nothing passes for one', async () => {
  const bare = await openSideDoor({ secrets: [] });
  for (const token of [SECRET, '-', 'undefined']) {
    expect((await bare.call('POST', `${BASE}/tokens/generate`, { token, body: {} })).status).toBe(401);
  }
  await bare.close();
});

test('trusted origins of a token hold for every request with it', async () => {
  const { token } = (await generate({ trustedOrigins: ['https://portal.example'] })).body;
  expect((await refresh(token, { origin: 'https://portal.example' })).status).toBe(200);
  const refused = await refresh(token, { origin: 'https://evil.example' });
  expect(refused).toMatchObject({ status: 403, body: { code: 'origin-not-trusted' } });
  const next = (await refresh(token)).body.token;
  expect((await refresh(next, { origin: 'https://evil.example' })).status).toBe(403);
});

test('a token is refreshed until it expires, and for a day at most', async () => {
  const start = ahead;
  let { token } = (await generate({})).body;
  const first = token;
  for (let minutes = 25; minutes < 24 * 60; minutes += 25) {
    ahead = start + minutes * 60_000;
    const next = await refresh(token);
    expect(next.status).toBe(200);
    expect(next.body.expires_in).toBeLessThanOrEqual(Math.min(1800, (24 * 60 - minutes) * 60 + 1));
    token = next.body.token;
  }
  ahead = start + 24 * 60 * 60_000 + 2000;
  expect(await refresh(token)).toMatchObject({ status: 403, body: { code: 'token-expired' } });
  expect(await refresh(first)).toMatchObject({ status: 403, body: { code: 'token-expired' } });
  ahead = start;
});

test('a secret is not refreshed', async () => {
  expect(await refresh(SECRET)).toMatchObject({ status: 403, body: { code: 'token-required' } });
});

test('forged tokens are refused, and so are true ones from another desk', async () => {
  const { token } = (await generate({})).body;
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = claimsOf(token);
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = (changes: object, alg = 'HS256', key = new Uint8Array(32)) =>
    new SignJWT({ ...claims, ...changes }).setProtectedHeader({ alg }).sign(key);
  const stored = Buffer.from((await door.redis.get(`{${door.desk}}:dl:token-key`)) ?? '', 'base64url');
  const real = new Uint8Array(stored);
  const other = await openSideDoor();
  const foreign = (await other.session()).token;
  await other.close();
  const forged = [
    'nonsense',
    'a.b.c',
    '..',
    `${header}.${payload}.`,
    `${encode({ alg: 'none' })}.${payload}.`,
    `${encode({ alg: 'none' })}.${payload}.${signature}`,
    `${header}.${encode({ ...claims, user: 'dl_other' })}.${signature}`,
    `${header}.${encode({ ...claims, exp: claims.exp + 9000 })}.${signature}`,
    await signed({}),
    await signed({}, 'HS512', real),
    await signed({ aud: 'console' }, 'HS256', real),
    await signed({ iss: 'somebody' }, 'HS256', real),
    await signed({ user: undefined }, 'HS256', real),
    await signed({ conversation: undefined }, 'HS256', real),
    await signed({ exp: undefined }, 'HS256', real),
    `${token}${'x'.repeat(9000)}`,
    foreign,
  ];
  for (const forgery of forged) {
    expect({ forgery, ...(await refresh(forgery)) }).toMatchObject({
      status: 401,
      body: { code: 'token-invalid' },
    });
  }
  expect((await refresh(token)).status).toBe(200);
  expect((await refresh(await signed({}, 'HS256', real))).status).toBe(200);
});

test('tokens outlive the process that gave them out, and many processes share one key', async () => {
  const { token } = await door.session();
  const others = await Promise.all([1, 2, 3].map(() => openSideDoor({ desk: door.desk })));
  for (const other of others) {
    expect((await other.call('POST', `${BASE}/tokens/refresh`, { token })).status).toBe(200);
    await other.close();
  }
});
