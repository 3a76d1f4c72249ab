import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { type Clock, stopwatch } from './clock.ts';
import { isPrivate } from './http/loopback.ts';
import type { OutgoingHttp } from './outgoing.ts';

/** Signatures that prove who signed. Never `none`, never one whose key the verifier holds too. */
export const SIGNATURES = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

const DEADLINE_MS = 5_000;
const MOST_BYTES = 256 * 1024;
/** What an issuer says of itself holds so long, milliseconds. */
const KNOWN_MS = 3_600_000;

/** The issuer could not be asked, or says what it should not: nothing was proven either way. */
export class IssuerError extends Error {
  override readonly name = 'IssuerError';
}

const endpoint = z.string().refine(isPrivate, 'is no https address');

const Metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: endpoint.optional(),
  token_endpoint: endpoint.optional(),
  jwks_uri: endpoint,
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});
export type IssuerMetadata = z.infer<typeof Metadata>;

export interface IssuerTools {
  readonly http: OutgoingHttp;
  readonly clock: Clock;
}

/** What an issuer says of itself (OpenID Connect Discovery), and its keys by that. */
export function createIssuer(issuer: string, tools: IssuerTools) {
  const elapsed = stopwatch(tools.clock);
  let known: { readonly until: number; readonly metadata: Promise<IssuerMetadata> } | undefined;
  let keys: { readonly uri: string; readonly get: JWTVerifyGetKey } | undefined;

  async function fetchMetadata(): Promise<IssuerMetadata> {
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const parsed = Metadata.safeParse(await fetchJson(url, tools.http));
    const issue = parsed.error?.issues[0];
    if (!parsed.success) throw new IssuerError(`${url}: ${issue?.path.join('.')}: ${issue?.message}`);
    if (parsed.data.issuer !== issuer)
      throw new IssuerError(`${url} is of another issuer than the one that is configured`);
    return parsed.data;
  }

  /** @throws IssuerError */
  function metadata(): Promise<IssuerMetadata> {
    const now = elapsed();
    if (known !== undefined && now < known.until) return known.metadata;
    const asked = { until: now + KNOWN_MS, metadata: fetchMetadata() };
    asked.metadata.catch(() => {
      if (known === asked) known = undefined;
    });
    known = asked;
    return asked.metadata;
  }

  return {
    metadata,
    /** The key that signed a token. @throws IssuerError where the keys cannot be had */
    key: (async (header, token) => {
      const { jwks_uri: uri } = await metadata();
      if (keys?.uri !== uri) keys = { uri, get: keysAt(uri, tools) };
      return keys.get(header, token);
    }) satisfies JWTVerifyGetKey as JWTVerifyGetKey,
  };
}

/** The keys at an address: kept ten minutes, and fetched again for one that is not among them, twice a minute at most. */
export function keysAt(uri: string, { http }: IssuerTools): JWTVerifyGetKey {
  const jwks = createRemoteJWKSet(new URL(uri), {
    timeoutDuration: DEADLINE_MS,
    [customFetch]: async (url) => Response.json(await fetchJson(url, http)),
  });
  return async (header, token) => {
    try {
      return await jwks(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSInvalid) throw new IssuerError(`${uri} holds no keys`);
      throw error;
    }
  };
}

async function fetchJson(url: string, http: OutgoingHttp): Promise<unknown> {
  const { status, body } = await http({
    method: 'GET',
    url,
    headers: { accept: 'application/json' },
    deadlineMs: DEADLINE_MS,
    maxBytes: MOST_BYTES,
  }).catch((error: Error) => {
    throw new IssuerError(error.message);
  });
  if (status !== 200) throw new IssuerError(`${url} answered ${status}`);
  try {
    return JSON.parse(body);
  } catch {
    throw new IssuerError(`${url} answered no JSON`);
  }
}
