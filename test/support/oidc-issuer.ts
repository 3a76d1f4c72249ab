import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

export const CLIENT = { id: 'deskbridge', secret: 'a client’s secret: 100%' };

/** How an issuer may misbehave. */
export interface Faults {
  /** Claims of the ID token in place of the right ones; undefined leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** `stranger`: a key that nobody publishes; `shared`: HMAC under the client's secret. */
  readonly signed?: 'stranger' | 'none' | 'shared';
  /** Never answers there. */
  readonly hangs?: Endpoint;
  /** Answers more than anybody should read. */
  readonly floods?: Endpoint;
  readonly metadata?: Readonly<Record<string, unknown>>;
}
type Endpoint = '/.well-known/openid-configuration' | '/keys' | '/token';

interface Asked {
  readonly nonce: string;
  readonly challenge: string;
  readonly redirectUri: string;
}

/** An identity provider on this machine, which signs in whoever `person` is. */
export async function startIssuer() {
  let key = await newKey();
  const stranger = await newKey();
  const codes = new Map<string, Asked>();
  const state: { person: JWTPayload; faults: Faults; ahead: number } = {
    person: { sub: 'u-1' },
    faults: {},
    ahead: 0,
  };
  /** Epoch seconds by its own clock. */
  const now = () => Math.floor((Date.now() + state.ahead) / 1000);
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const json = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (state.faults.hangs === pathname) return;
    if (state.faults.floods === pathname) return json(200, { keys: [], filler: 'x'.repeat(1024 * 1024) });
    switch (pathname) {
      case '/.well-known/openid-configuration':
        return json(200, {
          issuer: url,
          authorization_endpoint: `${url}/authorize`,
          token_endpoint: `${url}/token`,
          jwks_uri: `${url}/keys`,
          authorization_response_iss_parameter_supported: true,
          ...state.faults.metadata,
        });
      case '/keys':
        return json(200, { keys: [await publicOf(key)] });
      case '/authorize': {
        const asked = (name: string) => searchParams.get(name) ?? '';
        const code = randomUUID();
        codes.set(code, {
          nonce: asked('nonce'),
          challenge: asked('code_challenge'),
          redirectUri: asked('redirect_uri'),
        });
        const back = new URL(asked('redirect_uri'));
        for (const [name, value] of Object.entries({ code, state: asked('state'), iss: url }))
          back.searchParams.set(name, value);
        response.writeHead(302, { location: back.href });
        return void response.end();
      }
      case '/token':
        return token(request, json);
      default:
        return json(404, {});
    }
  }

  async function token(request: IncomingMessage, json: (status: number, body: object) => void) {
    const body = new URLSearchParams(await text(request));
    const [id, secret] = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64')
      .toString()
      .split(':')
      .map((half) => decodeURIComponent(half.replaceAll('+', ' ')));
    if (id !== CLIENT.id || secret !== CLIENT.secret) return json(401, { error: 'invalid_client' });
    const asked = codes.get(body.get('code') ?? '');
    codes.delete(body.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url');
    if (asked?.challenge !== challenge || asked.redirectUri !== body.get('redirect_uri'))
      return json(400, { error: 'invalid_grant' });
    return json(200, { access_token: 'unused', token_type: 'Bearer', id_token: await idToken(asked.nonce) });
  }

  function idToken(nonce: string): Promise<string> | string {
    const { faults, person } = state;
    const claims = {
      iss: url,
      aud: CLIENT.id,
      iat: now(),
      exp: now() + 300,
      nonce,
      ...person,
      ...faults.claims,
    };
    if (faults.signed === 'none') {
      const part = (one: object) => Buffer.from(JSON.stringify(one)).toString('base64url');
      return `${part({ alg: 'none' })}.${part(claims)}.`;
    }
    if (faults.signed === 'shared')
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: key.kid })
        .sign(Buffer.from(CLIENT.secret.padEnd(32)));
    return sign(claims, faults.signed === 'stranger' ? { ...stranger, kid: key.kid } : key);
  }

  return {
    url,
    state,
    now,
    /** Signs with a new key from now on; the old one is published no longer. */
    rotate: async () => {
      key = await newKey();
    },
    /** Any token, signed as it signs. */
    sign: (claims: JWTPayload) => sign({ iss: url, ...claims }, key),
    /** The address that a person's browser is sent back to, from the one that it was sent to. */
    async comesBack(to: string): Promise<URL> {
      const response = await fetch(to, { redirect: 'manual' });
      return new URL(response.headers.get('location') ?? '');
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
export type Issuer = Awaited<ReturnType<typeof startIssuer>>;

interface Key {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

const newKey = async (): Promise<Key> => ({
  kid: randomUUID(),
  ...(await generateKeyPair('ES256', { extractable: true })),
});
const publicOf = async ({ kid, publicKey }: Key) => ({
  ...(await exportJWK(publicKey)),
  kid,
  alg: 'ES256',
  use: 'sig',
});
const sign = (claims: JWTPayload, { kid, privateKey }: Key): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey);
