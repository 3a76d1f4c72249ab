import type { webcrypto } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../shared/clock.ts';
import { Problem } from '../shared/http/problem.ts';

/** Seconds a token is good for. */
const TOKEN_SECONDS = 1800;
/** Seconds after its first issue until a token cannot be refreshed any more. */
export const TOKEN_LIFE_SECONDS = 24 * 3600;

const ISSUER = 'deskbridge';
const AUDIENCE = 'directline';
const MAX_TOKEN = 8192;
/** Tokens remembered as verified: checking a signature costs more than the rest of a request. */
const MAX_VERIFIED = 5000;

/** What a token lets its bearer do: be this user in this conversation, from these origins. */
export interface TokenClaims {
  readonly conversationId: string;
  /** The user's id. */
  readonly user: string;
  /** When the first token of this line was issued, in epoch seconds. */
  readonly since: number;
  /** Pages that may use it; any where absent. */
  readonly origins?: readonly string[];
  /** The line by which its browser can come back; none where a server fetched it. */
  readonly line?: string;
}

export interface IssuedToken {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
}

export interface Tokens {
  issue(claims: Omit<TokenClaims, 'since'>): Promise<IssuedToken>;
  /** The same rights for another half hour, within the day that began with the first issue. */
  renew(claims: TokenClaims): Promise<IssuedToken>;
  /** @throws Problem 401 `token-invalid`, 403 `token-expired` (the status by which clients tell the two apart) */
  verify(token: string): Promise<TokenClaims>;
  /** Asks for the signing key again: the store may have lost the one in use, and got another meanwhile. */
  renewKey(): Promise<void>;
}

/**
 * @param desk whose conversations they are for; another desk's tokens are refused
 * @param readKey the desk's signing key; asked for once, again if that failed or by `renewKey`
 */
export function createTokens(desk: string, readKey: () => Promise<Uint8Array>, clock: Clock): Tokens {
  let key: Promise<webcrypto.CryptoKey> | undefined;
  /** What that key is made of. */
  let raw: Uint8Array | undefined;
  const signingKey = (): Promise<webcrypto.CryptoKey> => {
    key ??= readKey().then((read) => {
      raw = read;
      return importKey(read);
    });
    key.catch(() => {
      key = undefined;
    });
    return key;
  };
  const verified = new Map<string, { readonly claims: TokenClaims; readonly expires: number }>();
  const seconds = () => Math.floor(clock.now() / 1000);

  async function sign(claims: TokenClaims): Promise<IssuedToken> {
    const now = seconds();
    const expiresIn = Math.min(TOKEN_SECONDS, claims.since + TOKEN_LIFE_SECONDS - now);
    if (expiresIn <= 0) throw expired();
    const token = await new SignJWT({
      desk,
      conversation: claims.conversationId,
      user: claims.user,
      since: claims.since,
      ...(claims.origins && { origins: claims.origins }),
      ...(claims.line !== undefined && { line: claims.line }),
    })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(now)
      .setExpirationTime(now + expiresIn)
      .sign(await signingKey());
    return { token, expiresIn };
  }

  async function check(token: string): Promise<{ claims: TokenClaims; expires: number }> {
    if (token.length > MAX_TOKEN) throw invalid();
    const trusted = await signingKey();
    try {
      const { payload } = await jwtVerify(token, trusted, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ['exp', 'iat', 'conversation', 'user', 'since'],
        currentDate: new Date(clock.now()),
      });
      const { conversation, user, since, origins, line, exp } = payload;
      // A token from before they named their desk was signed with its key all the same.
      if ((payload.desk ?? desk) !== desk) throw invalid();
      const claims = {
        conversationId: String(conversation),
        user: String(user),
        since: Number(since),
        ...(Array.isArray(origins) && { origins: origins.map(String) }),
        ...(typeof line === 'string' && { line }),
      };
      return { claims, expires: Number(exp) };
    } catch (error) {
      throw error instanceof errors.JWTExpired ? expired() : invalid();
    }
  }

  return {
    async renewKey() {
      const now = await readKey();
      if (raw !== undefined && Buffer.compare(raw, now) === 0) return;
      raw = now;
      key = importKey(now);
      verified.clear();
    },
    issue: (claims) => sign({ ...claims, since: seconds() }),
    renew: sign,
    async verify(token) {
      const known = verified.get(token);
      if (known !== undefined && seconds() < known.expires) return known.claims;
      verified.delete(token);
      const fresh = await check(token);
      const [oldest] = verified.keys();
      if (oldest !== undefined && verified.size >= MAX_VERIFIED) verified.delete(oldest);
      verified.set(token, fresh);
      return fresh.claims;
    },
  };
}

const importKey = (raw: Uint8Array): Promise<webcrypto.CryptoKey> =>
  crypto.subtle.importKey('raw', new Uint8Array(raw), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ]);

const invalid = () =>
  new Problem(
    401,
    'token-invalid',
    'The token is not one this server gave out. Fetch a new one, for example with POST /chat/session.',
    {},
    { 'www-authenticate': 'Bearer error="invalid_token"' },
  );

const expired = () =>
  new Problem(
    403,
    'token-expired',
    'The token has expired. Refresh tokens before they expire; a day after the first one, begin a new session, or go on with this one by POST /chat/session with its `resume`.',
  );

export const sessionOver = () =>
  new Problem(
    403,
    'token-expired',
    'The token is not renewed: what its browser kept to come back with was used by somebody else. Begin a new session.',
  );
