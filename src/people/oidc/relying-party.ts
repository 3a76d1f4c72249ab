import { createHash, randomBytes } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { Oidc } from '../../../config/identity-schema.ts';
import { cut } from '../../chat/cut.ts';
import type { Clock } from '../../shared/clock.ts';
import { createIssuer, IssuerError } from '../../shared/issuer.ts';
import { OutgoingError, type OutgoingHttp } from '../../shared/outgoing.ts';
import { TokenError, verifySigned } from '../../shared/signed-token.ts';

/** What has to be remembered from the way out to the way back. */
export interface Journey {
  readonly nonce: string;
  readonly verifier: string;
}

/** The issuer did not give a token for this code. `error` is its own word for it. */
export class CodeRefused extends Error {
  override readonly name = 'CodeRefused';
}

const DEADLINE_MS = 10_000;
const MOST_BYTES = 256 * 1024;
/** An ID token is used as it comes; one that is older than this was made for something else. Seconds. */
const MAX_AGE = 600;

export const newSecret = (): string => randomBytes(32).toString('base64url');

/** This desk before its issuer: authorization code flow with PKCE (S256) and a nonce. */
export function createRelyingParty(
  oidc: Oidc,
  { http, clock, redirectUri }: { http: OutgoingHttp; clock: Clock; redirectUri: string },
) {
  const issuer = createIssuer(oidc.issuer, { http, clock });

  /** @throws IssuerError where the issuer does not offer this flow */
  async function endpoints() {
    const metadata = await issuer.metadata();
    const { authorization_endpoint: authorize, token_endpoint: token } = metadata;
    if (authorize === undefined || token === undefined)
      throw new IssuerError(`${oidc.issuer} names no authorization or token endpoint`);
    return { authorize, token, metadata };
  }

  /** @throws IssuerError, CodeRefused */
  async function idTokenFor(code: string, verifier: string): Promise<string> {
    const { token: url, metadata } = await endpoints();
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
    const headers: Record<string, string> = {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    };
    const { clientId, clientSecret } = oidc;
    const ways = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    if (clientSecret !== undefined && ways.includes('client_secret_basic')) {
      // RFC 6749 2.3.1: both halves are form-encoded first.
      const encoded = [clientId, clientSecret].map((half) =>
        new URLSearchParams([['', half]]).toString().slice(1),
      );
      headers.authorization = `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`;
    } else {
      body.set('client_id', clientId);
      if (clientSecret !== undefined) body.set('client_secret', clientSecret);
    }
    const request = { method: 'POST', url, headers, deadlineMs: DEADLINE_MS, maxBytes: MOST_BYTES } as const;
    const answer = await http({ ...request, body: body.toString() }).catch((error: unknown) => {
      throw error instanceof OutgoingError ? new IssuerError(error.message) : error;
    });
    const said = objectOf(answer.body);
    if (answer.status === 200 && typeof said.id_token === 'string') return said.id_token;
    if (said.error === 'invalid_grant') throw new CodeRefused('invalid_grant');
    // Anything else is between the two programs: no person can mend it by signing in again.
    const word = typeof said.error === 'string' ? cut(said.error.toWellFormed(), 60) : 'no id_token';
    throw new IssuerError(`the token endpoint answered ${answer.status} (${word})`);
  }

  return {
    /** Where the browser goes to sign in. @throws IssuerError */
    async address(state: string, { nonce, verifier }: Journey): Promise<string> {
      const url = new URL((await endpoints()).authorize);
      const query = {
        response_type: 'code',
        client_id: oidc.clientId,
        redirect_uri: redirectUri,
        scope: oidc.scopes.join(' '),
        state,
        nonce,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return url.href;
    },

    /** Whether an answer may be the issuer's: another one that we never asked names itself (RFC 9207). */
    async answered(iss: string | undefined): Promise<boolean> {
      const { authorization_response_iss_parameter_supported: says } = await issuer.metadata();
      return iss === undefined ? says !== true : iss === oidc.issuer;
    },

    /** Who signed in. @throws IssuerError, CodeRefused, TokenError */
    async claimsFor(code: string, { nonce, verifier }: Journey): Promise<JWTPayload> {
      const token = await idTokenFor(code, verifier);
      const { issuer: name, clientId: audience } = oidc;
      const claims = await verifySigned(
        token,
        issuer.key,
        { issuer: name, audience, maxAge: MAX_AGE },
        clock,
      );
      const several = Array.isArray(claims.aud) && claims.aud.length > 1;
      if (claims.azp === undefined ? several : claims.azp !== audience)
        throw new TokenError('wrong-audience', 'azp is not this client');
      if (claims.nonce !== nonce) throw new TokenError('malformed', 'nonce is not the one of this sign-in');
      return claims;
    },
  };
}

export type RelyingParty = ReturnType<typeof createRelyingParty>;

function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
