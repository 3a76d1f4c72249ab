import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Clock } from './clock.ts';
import { IssuerError, SIGNATURES } from './issuer.ts';

/** Clocks may differ by so much, seconds. */
const TOLERANCE = 30;
const MOST_CHARACTERS = 16_384;

/** What is wrong with a token. */
export type TokenFault =
  | 'malformed'
  | 'wrong-algorithm'
  | 'wrong-signature'
  | 'wrong-issuer'
  | 'wrong-audience'
  | 'expired'
  | 'not-yet-valid'
  | 'too-long-lived'
  | 'incomplete';

export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly fault: TokenFault;
  constructor(fault: TokenFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

export interface Expected {
  readonly issuer: string;
  readonly audience: string;
  /** Seconds since it was made. */
  readonly maxAge: number;
  /** Seconds from when it was made to when it expires; any where absent. */
  readonly maxLife?: number;
}

/**
 * The claims of a token (JWT) that a known key has signed.
 * @throws TokenError; IssuerError where the keys cannot be had
 */
export async function verifySigned(
  token: string,
  key: JWTVerifyGetKey,
  { issuer, audience, maxAge, maxLife }: Expected,
  clock: Clock,
): Promise<JWTPayload> {
  if (token.length > MOST_CHARACTERS) throw new TokenError('malformed', 'it is too long');
  const payload = await jwtVerify(token, key, {
    algorithms: SIGNATURES,
    issuer,
    audience,
    maxTokenAge: maxAge,
    clockTolerance: TOLERANCE,
    requiredClaims: ['sub', 'iat', 'exp'],
    currentDate: new Date(clock.now()),
  }).then(
    (verified) => verified.payload,
    (error: unknown) => {
      // What is no error of the token's form is a key that cannot verify what the token claims.
      if (error instanceof IssuerError) throw error;
      const fault = error instanceof errors.JOSEError ? faultOf(error) : 'wrong-signature';
      throw new TokenError(fault, error instanceof Error ? error.message : String(error));
    },
  );
  if (typeof payload.sub !== 'string' || payload.sub === '')
    throw new TokenError('incomplete', 'sub is no text');
  const { exp = 0, iat = 0 } = payload;
  if (maxLife !== undefined && exp - iat > maxLife)
    throw new TokenError('too-long-lived', `it is for ${exp - iat} seconds`);
  return payload;
}

function faultOf(error: errors.JOSEError): TokenFault {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported)
    return 'wrong-algorithm';
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  )
    return 'wrong-signature';
  if (!(error instanceof errors.JWTClaimValidationFailed)) return 'malformed';
  if (error.reason === 'missing') return 'incomplete';
  if (error.claim === 'iss') return 'wrong-issuer';
  if (error.claim === 'aud') return 'wrong-audience';
  return error.claim === 'nbf' || error.claim === 'iat' ? 'not-yet-valid' : 'malformed';
}

/** A claim by its name; one that lies deeper by its path, with dots. */
export function claimOf(claims: JWTPayload, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let at: unknown = claims;
  for (const part of name.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  return at;
}

/** The text of a claim; undefined where it is none, or empty. */
export function textClaim(claims: JWTPayload, name: string): string | undefined {
  const value = claimOf(claims, name);
  return typeof value === 'string' && value.trim() !== '' ? value.toWellFormed() : undefined;
}

/** The address that the token vouches for: none that its issuer has not verified. */
export function emailClaim(claims: JWTPayload, name: string): string | undefined {
  const email = textClaim(claims, name);
  // Some providers write their booleans as text.
  return String(claims.email_verified) === 'false' || !email?.includes('@') || email.length > 320
    ? undefined
    : email;
}
