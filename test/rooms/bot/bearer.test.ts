import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import {
  type Activity,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
} from 'botbuilder';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { authenticate } from '../../../src/bot/authenticate.ts';
import { checkBearer } from '../../../src/bot/bearer.ts';
import type { BotCredentials } from '../../../src/bot/credentials.ts';
import { Problem } from '../../../src/shared/http/problem.ts';
import { type FrontDoor, openFrontDoor, startChannel } from './front-door.ts';

type SigningKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

const APP = '6c1d6a6e-0000-4000-8000-000000000001';
const TENANT = '11111111-2222-4333-8444-555555555555';
const CHANNEL = 'https://api.botframework.com';
const KNOWN_SERVICE = 'https://smba.trafficmanager.net/teams/';

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const token = (head: unknown, claims: unknown, signature = 'c2ln') =>
  `Bearer ${part(head)}.${part(claims)}.${signature}`;
const HEAD = { alg: 'RS256', kid: 'k1', typ: 'JWT' };
const CLAIMS = { iss: CHANNEL, aud: APP };

const FORGED: readonly (readonly [string, string | undefined])[] = [
  ['no header', undefined],
  ['an empty one', ''],
  ['blank', '   '],
  ['no token', 'Bearer'],
  ['no token after a space', 'Bearer '],
  ['another scheme', token(HEAD, CLAIMS).replace('Bearer', 'Basic')],
  ['a small letter', token(HEAD, CLAIMS).replace('Bearer', 'bearer')],
  ['two spaces', token(HEAD, CLAIMS).replace('Bearer ', 'Bearer  ')],
  ['two parts', `Bearer ${part(HEAD)}.${part(CLAIMS)}`],
  ['four parts', `${token(HEAD, CLAIMS)}.x`],
  ['five parts, as an encrypted one has', 'Bearer a.b.c.d.e'],
  ['no signature', token(HEAD, CLAIMS, '')],
  ['something behind it', `${token(HEAD, CLAIMS)} x`],
  ['two tokens', `${token(HEAD, CLAIMS)}, ${token(HEAD, CLAIMS)}`],
  ['a line break behind it', `${token(HEAD, CLAIMS)}\n`],
  ['plain base64', 'Bearer a+b/.c==.d'],
  ['no JSON', 'Bearer YWJj.YWJj.YWJj'],
  ['JSON that is no object', token('5', '5')],
  ['JSON that is null', token('null', 'null')],
  ['a list for a head', token([], CLAIMS)],
  ['alg none', token({ ...HEAD, alg: 'none' }, CLAIMS)],
  ['alg NONE', token({ ...HEAD, alg: 'NONE' }, CLAIMS)],
  ['alg HS256', token({ ...HEAD, alg: 'HS256' }, CLAIMS)],
  ['alg ES256', token({ ...HEAD, alg: 'ES256' }, CLAIMS)],
  ['alg PS256', token({ ...HEAD, alg: 'PS256' }, CLAIMS)],
  ['alg rs256', token({ ...HEAD, alg: 'rs256' }, CLAIMS)],
  ['alg in a list', token({ ...HEAD, alg: ['RS256', 'none'] }, CLAIMS)],
  ['no alg', token({ kid: 'k1' }, CLAIMS)],
  ['no kid', token({ alg: 'RS256' }, CLAIMS)],
  ['a kid that is no string', token({ ...HEAD, kid: { $ne: 1 } }, CLAIMS)],
  ['no issuer', token(HEAD, { aud: APP })],
  ['an issuer of one’s own', token(HEAD, { ...CLAIMS, iss: 'https://evil.example.com' })],
  ['a channel-like issuer', token(HEAD, { ...CLAIMS, iss: 'https://api.botframework.com.evil.com' })],
  ['a channel-like issuer', token(HEAD, { ...CLAIMS, iss: 'https://evil.com/https://api.botframework.com' })],
  ['an issuer with a dot that is none', token(HEAD, { ...CLAIMS, iss: 'https://apixbotframework.com' })],
  ['an issuer in a list', token(HEAD, { ...CLAIMS, iss: [CHANNEL, CHANNEL] })],
  ['a fresh tenant', token(HEAD, { iss: 'https://sts.windows.net/x/', tid: 'x' })],
  ['a fresh tenant under a channel’s name', token(HEAD, { ...CLAIMS, tid: crypto.randomUUID() })],
  ['an empty tenant', token(HEAD, { ...CLAIMS, tid: '' })],
  ['a tenant that is an object', token(HEAD, { ...CLAIMS, tid: {} })],
  ['more than eight KiB', token(HEAD, { ...CLAIMS, pad: 'x'.repeat(9_000) })],
];

describe('the pre-check', () => {
  test.each(FORGED)('refuses %s', (_what, header) => {
    expect(() => checkBearer(header, TENANT)).toThrow(Problem);
    expect(() => checkBearer(header)).toThrow(
      expect.objectContaining({ status: 401, code: 'not-authenticated' }),
    );
  });

  test.each([
    ['a channel’s', CLAIMS, undefined],
    ['a government channel’s', { ...CLAIMS, iss: 'https://api.botframework.us' }, undefined],
    [
      'an Emulator’s',
      {
        iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
        tid: 'd6d49420-f39b-4df7-a1dc-d59a935871db',
      },
      undefined,
    ],
    ['our own tenant’s', { iss: `https://login.microsoftonline.com/${TENANT}/v2.0`, tid: TENANT }, TENANT],
  ])('lets %s pass to the SDK', (_what, claims, tenant) => {
    const header = token(HEAD, claims);
    expect(checkBearer(header, tenant)).toBe(header);
  });

  test('an unset tenant is no tenant: nothing matches it', () => {
    expect(() => checkBearer(token(HEAD, { iss: 'https://evil.example.com' }), '')).toThrow(Problem);
    expect(() => checkBearer(token(HEAD, { ...CLAIMS, tid: 'undefined' }), undefined)).toThrow(Problem);
  });
});

describe('at the door of a registered bot', () => {
  let door: FrontDoor;
  let jwks: Server;
  let issued = 0;
  let turns: string[];
  let sign: (claims?: object, head?: object, key?: SigningKey) => Promise<string>;
  let strangersKey: SigningKey;
  let credentials: BotCredentials;

  beforeAll(async () => {
    jest.spyOn(console, 'error').mockImplementation(() => {});
    const ours = await generateKeyPair('RS256');
    strangersKey = (await generateKeyPair('RS256')).privateKey;
    const jwk = {
      ...(await exportJWK(ours.publicKey)),
      kid: 'k1',
      use: 'sig',
      endorsements: ['msteams', 'test'],
    };
    jwks = createServer((request, response) => {
      issued += 1;
      const { port } = jwks.address() as AddressInfo;
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify(
          request.url === '/keys'
            ? { keys: [jwk] }
            : { issuer: CHANNEL, jwks_uri: `http://127.0.0.1:${port}/keys` },
        ),
      );
    });
    await new Promise<void>((resolve) => jwks.listen(0, '127.0.0.1', resolve));
    const metadata = `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/openid`;
    // The SDK's own settings; with one of them it wants all of them.
    credentials = {
      MicrosoftAppId: APP,
      MicrosoftAppPassword: 'secret',
      MicrosoftAppType: 'MultiTenant',
      ToChannelFromBotLoginUrl: 'http://127.0.0.1:1/login',
      ToChannelFromBotOAuthScope: CHANNEL,
      ToBotFromChannelTokenIssuer: CHANNEL,
      OAuthUrl: 'http://127.0.0.1:1/oauth',
      ToBotFromChannelOpenIdMetadataUrl: metadata,
      ToBotFromEmulatorOpenIdMetadataUrl: metadata,
    } as BotCredentials;
    turns = [];
    door = await openFrontDoor(async (context) => void turns.push(context.activity.text), { credentials });
    sign = (claims = {}, head = {}, key = ours.privateKey) =>
      new SignJWT({ serviceurl: KNOWN_SERVICE, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'k1', ...head })
        .setIssuer((claims as { iss?: string }).iss ?? CHANNEL)
        .setAudience((claims as { aud?: string }).aud ?? APP)
        .setIssuedAt()
        .setExpirationTime((claims as { exp?: number }).exp ?? '5m')
        .sign(key)
        .then((jwt) => `Bearer ${jwt}`);
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await door?.close();
    await new Promise((resolve) => jwks.close(resolve));
  });

  const post = (authorization: string | undefined, activity: object = {}) =>
    door.post(
      { serviceUrl: KNOWN_SERVICE, id: crypto.randomUUID(), text: 'hi', ...activity },
      authorization === undefined ? {} : { authorization },
    );

  test('forged headers get a 401 that says nothing about why', async () => {
    const sendable = FORGED.filter(([, header]) => !header?.includes('\n'));
    expect(sendable.length).toBeGreaterThanOrEqual(25);
    for (const [what, header] of sendable) {
      const reply = await post(header);
      expect([what, reply.status, reply.body.code]).toEqual([what, 401, 'not-authenticated']);
    }
    expect(turns).toEqual([]);
    expect(issued).toBe(0);
  });

  test('the token is looked at before the body', async () => {
    for (const body of ['{', '[]', '{"type":5}', `[${'['.repeat(1_000)}`]) {
      const response = await fetch(`${door.url}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(response.status).toBe(401);
    }
  });

  test('5,000 forged tokens with fresh tenants reach nobody and leave nothing', async () => {
    const { ToBotFromBotOrEmulatorTokenValidationParameters: parameters } = createRequire(import.meta.url)(
      'botframework-connector/lib/auth/tokenValidationParameters',
    );
    const before = parameters.issuer.length;
    expect(before).toBeGreaterThan(0);
    for (let batch = 0; batch < 50; batch++) {
      const replies = await Promise.all(
        Array.from({ length: 100 }, () => {
          const tid = crypto.randomUUID();
          return post(token(HEAD, { iss: `https://sts.windows.net/${tid}/`, tid, ver: '1.0', appid: APP }));
        }),
      );
      expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([401]));
    }
    expect(parameters.issuer).toHaveLength(before);
    expect(issued).toBe(0);
  });

  test('a genuine token of a channel opens the door', async () => {
    const reply = await post(await sign(), { text: 'genuine', channelId: 'msteams' });
    expect(reply.status).toBe(200);
    expect(turns).toContain('genuine');
    expect(issued).toBeGreaterThan(0);
  });

  test.each<[string, () => Promise<string>, object?]>([
    ['signed by a stranger', () => sign({}, {}, strangersKey)],
    ['signed by a key nobody published', () => sign({}, { kid: 'k2' })],
    ['for another bot', () => sign({ aud: '6c1d6a6e-0000-4000-8000-000000000002' })],
    ['that has run out', () => sign({ exp: Math.floor(Date.now() / 1000) - 3_600 })],
    ['for another serviceUrl', () => sign({ serviceurl: 'https://smba.trafficmanager.net/other/' })],
    ['without a serviceUrl', () => sign({ serviceurl: undefined })],
    ['of a channel that the key does not endorse', () => sign(), { channelId: 'slack' }],
    ['changed after it was signed', async () => `${(await sign()).slice(0, -6)}AAAAAA`],
    [
      'whose claims were changed',
      async () => {
        const [head, , signature] = (await sign()).split('.');
        return `${head}.${part({ ...CLAIMS, serviceurl: KNOWN_SERVICE, exp: 4e9 })}.${signature}`;
      },
    ],
  ])('a token %s gets a 401', async (_what, make, activity = {}) => {
    const before = turns.length;
    const reply = await post(await make(), { channelId: 'msteams', ...activity });
    expect(reply.status).toBe(401);
    expect(JSON.stringify(reply.body)).not.toMatch(/endors|claim|expired|signature/i);
    expect(turns).toHaveLength(before);
  });

  test.each([
    ['a serviceUrl elsewhere', { serviceUrl: 'https://evil-botframework.com/' }],
    ['a serviceUrl on this machine', { serviceUrl: 'http://127.0.0.1:1/' }],
    ['our own Direct Line', { serviceUrl: 'urn:deskbridge:directline' }],
    ['the channel that picks its own way of checking', { channelId: 'AseChannel' }],
  ])('with a genuine token, %s gets a 403 and no turn', async (_what, activity) => {
    const before = turns.length;
    const serviceurl = 'serviceUrl' in activity ? activity.serviceUrl : KNOWN_SERVICE;
    const reply = await post(await sign({ serviceurl }), activity);
    expect(reply.body).toMatchObject({ status: 403, code: 'channel-not-allowed' });
    expect(turns).toHaveLength(before);
  });

  test.each([
    ['refuses', { status: 500 }],
    ['hangs', 'hang'],
    ['cuts the line', 'reset'],
  ] as const)('where the keys’ server %s, the channel is asked to come again', async (_what, answer) => {
    const keys = await startChannel();
    keys.answers.push(answer, answer);
    const url = `${keys.url}/openid-${crypto.randomUUID()}`;
    const inner = new ConfigurationBotFrameworkAuthentication(
      { ...credentials, ToBotFromChannelOpenIdMetadataUrl: url, ToBotFromEmulatorOpenIdMetadataUrl: url },
      new ConfigurationServiceClientCredentialFactory({ ...credentials }),
    );
    const activity = { type: 'message', channelId: 'msteams', serviceUrl: KNOWN_SERVICE } as Activity;
    await expect(authenticate(inner, activity, await sign(), 300)).rejects.toMatchObject({
      status: 503,
      code: 'keys-unavailable',
    });
    await keys.close();
  });
});
