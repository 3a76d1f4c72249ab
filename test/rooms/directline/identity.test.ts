import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type JWTPayload, SignJWT } from 'jose';
import { Portal } from '../../../config/identity-schema.ts';
import { createOutgoing } from '../../../src/shared/outgoing.ts';
import { type Issuer, startIssuer } from '../../support/oidc-issuer.ts';
import { BASE, closeSideDoors, openSideDoor, type SideDoor, until } from './side-door.ts';

const AUDIENCE = 'urn:help-desk';
let issuer: Issuer;
let door: SideDoor;
const http = createOutgoing();

beforeAll(async () => {
  issuer = await startIssuer();
  door = await outside({ issuer: issuer.url });
});
afterEach(() => {
  issuer.state.faults = {};
});
afterAll(async () => {
  await closeSideDoors();
  await issuer.close();
});

/** A side door that can be reached from elsewhere, with a portal. */
function outside(portal: object, more: { readonly loopback?: boolean } = {}): Promise<SideDoor> {
  const settings = Portal.parse({ audience: AUDIENCE, ...portal });
  return openSideDoor({ loopback: false, portal: { settings: () => settings, http }, ...more });
}

const seconds = () => Math.floor(Date.now() / 1000);
const claims = (more: Readonly<Record<string, unknown>> = {}): JWTPayload => ({
  sub: 'u-4711',
  aud: AUDIENCE,
  iat: seconds(),
  exp: seconds() + 200,
  ...more,
});
const signed = (more: Readonly<Record<string, unknown>> = {}) => issuer.sign(claims(more));
const session = (token: string | undefined, body: object = {}, at = door) =>
  at.call('POST', '/chat/session', { body, ...(token !== undefined && { token }) });

/** What the bot is told of whoever begins a conversation with that token. */
async function told(token: string, body: object = {}, at = door) {
  const began = await session(token, body, at);
  expect(began.status).toBe(200);
  const before = at.received.length;
  await at.call('POST', `${BASE}/conversations`, { token: began.body.token, body: {} });
  await until('the bot hears of it', () => at.received.length > before);
  return { session: began.body, activity: at.received.at(-1)! };
}

describe('a user of the portal', () => {
  test('is who the token says, whatever the page says, and is verified', async () => {
    const token = await signed({
      name: 'Dana  Reyes',
      email: 'dana@example.com',
      company: 'Calbro Services',
      region: 'North',
      vip: true,
      locale: 'de-DE',
    });
    const { session: given, activity } = await told(token, {
      userName: 'Somebody Else',
      userEmail: 'else@example.com',
      company: 'Other',
      region: 'South',
      topic: 'Network',
    });
    expect(given.userId).toBe('u-4711');
    expect(activity).toMatchObject({ from: { id: 'u-4711', name: 'Dana  Reyes' }, locale: 'de-DE' });
    expect(activity.channelData.deskbridge).toEqual({
      email: 'dana@example.com',
      company: 'Calbro Services',
      region: 'North',
      topic: 'Network',
      vip: true,
      verified: true,
    });
  });

  test('is let in with the token in the body too, and with no more than a sub', async () => {
    const { status, body } = await session(undefined, { identity: await signed() });
    expect({ status, userId: body.userId }).toEqual({ status: 200, userId: 'u-4711' });
    const { activity } = await told(await signed({ vip: 'no', name: 5 }), { userName: 'Made Up' });
    expect(activity.from.name).toBe('Guest');
    expect(activity.channelData.deskbridge).toEqual({ verified: true });
  });

  test('has no address that the portal calls unverified', async () => {
    for (const email_verified of [false, 'false']) {
      const { activity } = await told(await signed({ email: 'dana@example.com', email_verified }));
      expect(activity.channelData.deskbridge).toEqual({ verified: true });
    }
  });

  test('opens his conversation, resumes it, and sees no other', async () => {
    const { body: mine } = await session(await signed());
    const { body: other } = await session(await signed({ sub: 'u-2' }));
    const open = (token: string) => door.call('POST', `${BASE}/conversations`, { token, body: {} });
    expect(await open(mine.token)).toMatchObject({
      status: 201,
      body: { conversationId: mine.conversationId },
    });
    expect(await open(mine.token)).toMatchObject({
      status: 200,
      body: { conversationId: mine.conversationId },
    });
    const path = `${BASE}/conversations/${mine.conversationId}/activities`;
    expect((await door.call('GET', path, { token: other.token })).body.code).toBe('other-conversation');
    // The portal's own token is no key to conversations.
    expect((await open(await signed())).body).toMatchObject({ status: 401, code: 'token-invalid' });
  });

  test('claims may have other names, and lie deeper', async () => {
    const own = await outside({
      issuer: issuer.url,
      claims: { name: 'display', company: 'org.title', vip: 'https://portal.example/vip' },
    });
    const token = await signed({
      display: 'Dana',
      org: { title: 'Calbro' },
      'https://portal.example/vip': true,
    });
    const { activity } = await told(token, {}, own);
    expect(activity.from.name).toBe('Dana');
    expect(activity.channelData.deskbridge).toEqual({ company: 'Calbro', vip: true, verified: true });
  });
});

describe('a token', () => {
  const wrong: readonly (readonly [string, string, () => Promise<string> | string])[] = [
    ['that has expired', 'expired', () => signed({ iat: seconds() - 200, exp: seconds() - 60 })],
    ['that is older than it may be', 'expired', () => signed({ iat: seconds() - 400, exp: seconds() + 10 })],
    ['of the future', 'not-yet-valid', () => signed({ nbf: seconds() + 100 })],
    ['made in the future', 'not-yet-valid', () => signed({ iat: seconds() + 100 })],
    ['that is for too long', 'too-long-lived', () => signed({ exp: seconds() + 3600 })],
    ['for somebody else', 'wrong-audience', () => signed({ aud: 'urn:another' })],
    ['of another issuer', 'wrong-issuer', () => signed({ iss: 'https://elsewhere.example' })],
    ['without sub', 'incomplete', () => signed({ sub: undefined })],
    ['with an empty sub', 'incomplete', () => signed({ sub: '' })],
    ['with a sub without end', 'incomplete', () => signed({ sub: 'x'.repeat(201) })],
    ['without exp', 'incomplete', () => signed({ exp: undefined })],
    ['without iat', 'incomplete', () => signed({ iat: undefined })],
    ['that is none', 'malformed', () => 'rubbish'],
    ['that is far too long', 'malformed', () => signed({ filler: 'x'.repeat(12_500) })],
    ['changed on its way', 'wrong-signature', async () => changed(await signed())],
    ['of a key that nobody knows', 'wrong-signature', () => byKey('ES256', ec().privateKey)],
    ['signed by a shared secret', 'wrong-algorithm', () => byKey('HS256', Buffer.alloc(32, 1))],
    ['without a signature', 'wrong-algorithm', () => unsigned()],
  ];
  test.each(wrong)('%s is refused: %s', async (_what, fault, make) => {
    const token = await make();
    // In the body: the longest of them is too long for a header.
    const { status, body } = await session(undefined, { identity: token });
    expect({ status, code: body.code }).toEqual({ status: 401, code: `identity-${fault}` });
    expect(JSON.stringify(body)).not.toContain(token);
  });

  test('that has an id of its own is good for one session, at every server', async () => {
    const second = await openSideDoor({
      loopback: false,
      desk: door.desk,
      portal: { settings: () => Portal.parse({ issuer: issuer.url, audience: AUDIENCE }), http },
    });
    const token = await signed({ jti: 'once' });
    const replies = await Promise.all([session(token), session(token, {}, second), session(token)]);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 401, 401]);
    expect(replies.find(({ status }) => status === 401)?.body.code).toBe('identity-used');
    expect((await session(await signed({ jti: 'twice' }))).status).toBe(200);
  });

  test('that has an id is not used up by a form that is not filled in', async () => {
    const fields = [{ id: 'room', label: 'Room', required: true, languages: {} }];
    const settings = Portal.parse({ issuer: issuer.url, audience: AUDIENCE });
    const asking = await openSideDoor({
      loopback: false,
      portal: { settings: () => settings, http },
      form: () => fields,
    });
    const token = await signed({ jti: 'once-again' });
    expect((await session(token, {}, asking)).body).toMatchObject({ status: 422, code: 'fields-required' });
    expect((await session(token, { form: { room: '12' } }, asking)).status).toBe(200);
    expect((await session(token, { form: { room: '12' } }, asking)).body.code).toBe('identity-used');
  });

  test('may be signed by one key that the settings hold', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const own = await outside({ issuer: 'https://portal.example', publicKey: pem });
    const by = (alg: string, key = rsa.privateKey) =>
      new SignJWT(claims({ iss: 'https://portal.example' })).setProtectedHeader({ alg }).sign(key);
    for (const alg of ['RS256', 'PS256']) expect((await session(await by(alg), {}, own)).status).toBe(200);
    const hmac = new SignJWT(claims({ iss: 'https://portal.example' }))
      .setProtectedHeader({ alg: 'HS256' })
      .sign(Buffer.from(pem));
    expect((await session(await hmac, {}, own)).body.code).toBe('identity-wrong-algorithm');
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect((await session(await by('RS256', stranger.privateKey), {}, own)).body.code).toBe(
      'identity-wrong-signature',
    );
    for (const alg of ['ES256', 'ES384', 'EdDSA'])
      expect((await session(await headed(by('RS256'), alg), {}, own)).body.code).toMatch(/^identity-wrong-/);
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
      type: 'spki',
      format: 'pem',
    });
    for (const publicKey of [small, rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }), 'rubbish'])
      expect(Portal.safeParse({ issuer: 'https://p.example', audience: AUDIENCE, publicKey }).success).toBe(
        false,
      );
  });

  test('cannot be judged while the keys cannot be had: 503', async () => {
    const own = await outside({ issuer: issuer.url, jwksUri: `${issuer.url}/keys` });
    issuer.state.faults = { floods: '/keys' };
    expect((await session(await signed(), {}, own)).body).toMatchObject({ code: 'portal-unavailable' });
    issuer.state.faults = {};
    expect((await session(await signed(), {}, own)).status).toBe(200);
  });
});

describe('without a token', () => {
  test('nobody comes in from elsewhere, and a made-up one does not help where no portal is set', async () => {
    expect((await session(undefined)).body).toMatchObject({ status: 401, code: 'sign-in-required' });
    const none = await openSideDoor({ loopback: false });
    expect((await session(undefined, {}, none)).body.code).toBe('sign-in-required');
    expect((await session(await signed(), {}, none)).body.code).toBe('identity-not-accepted');
  });

  test('on loopback one says himself who he is, and is not verified; a wrong token is refused there too', async () => {
    const near = await outside({ issuer: issuer.url }, { loopback: true });
    const { activity } = await told(undefined as never, { userName: 'Ada' }, near);
    expect(activity.channelData.deskbridge).toEqual({ verified: false });
    expect((await session('rubbish', {}, near)).body.code).toBe('identity-malformed');
  });

  test('nobody comes in on loopback either, where the settings ask for one', async () => {
    const strict = await outside({ issuer: issuer.url, required: true }, { loopback: true });
    expect((await session(undefined, {}, strict)).body.code).toBe('sign-in-required');
    expect((await session(await signed(), {}, strict)).status).toBe(200);
  });
});

const ec = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const byKey = (alg: string, key: Parameters<SignJWT['sign']>[0]) =>
  new SignJWT(claims({ iss: issuer.url })).setProtectedHeader({ alg }).sign(key);

function unsigned(): string {
  const part = (one: object) => Buffer.from(JSON.stringify(one)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims({ iss: issuer.url }))}.`;
}

/** A token that claims another algorithm. */
async function headed(token: Promise<string>, alg: string): Promise<string> {
  const [, body, signature] = (await token).split('.');
  return `${Buffer.from(JSON.stringify({ alg })).toString('base64url')}.${body}.${signature}`;
}

/** Another sub under the same signature. */
function changed(token: string): string {
  const [head, , signature] = token.split('.');
  const body = Buffer.from(JSON.stringify({ ...claims(), iss: issuer.url, sub: 'ada' })).toString(
    'base64url',
  );
  return `${head}.${body}.${signature}`;
}
