import { createPublicKey } from 'node:crypto';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import type { Portal } from '../../config/identity-schema.ts';
import { cleanName } from '../chat/names.ts';
import type { Clock } from '../shared/clock.ts';
import { Problem } from '../shared/http/problem.ts';
import { createIssuer, IssuerError, keysAt } from '../shared/issuer.ts';
import type { OutgoingHttp } from '../shared/outgoing.ts';
import {
  claimOf,
  emailClaim,
  TokenError,
  type TokenFault,
  textClaim,
  verifySigned,
} from '../shared/signed-token.ts';
import type { DirectLineUser } from '../store/direct-line/conversations.ts';
import { GUEST } from './identifiers.ts';

const LONGEST_ID = 200;

/** What the portal's token proves of a user. */
export interface Identified {
  readonly user: DirectLineUser;
  /** Uses the token up, where it is good for one session. @throws Problem 401 where it is used already */
  use(): Promise<void>;
}
export type Identify = (token: string) => Promise<Identified>;

/**
 * Reads the token by which the portal says who its user is.
 * @param useOnce true the first time a token's own id (`jti`) is seen before `until`, epoch seconds
 */
export function createIdentify(house: {
  readonly settings: () => Portal | undefined;
  readonly http: OutgoingHttp;
  readonly clock: Clock;
  readonly useOnce: (jti: string, until: number) => Promise<boolean>;
}): Identify {
  let built: { readonly portal: Portal; readonly key: JWTVerifyGetKey } | undefined;

  /** @throws Problem 401 with what is wrong, never with the token; 503 where the keys cannot be had */
  return async (token) => {
    const portal = house.settings();
    if (portal === undefined) throw invalid('not-accepted');
    if (built?.portal !== portal) built = { portal, key: keyOf(portal, house) };
    const { issuer, audience, maxAgeSeconds: seconds } = portal;
    const expected = { issuer, audience, maxAge: seconds, maxLife: seconds };
    const claims = await verifySigned(token, built.key, expected, house.clock).catch((error: unknown) => {
      throw explained(error);
    });
    const { jti, exp } = claims;
    return {
      user: userOf(claims, portal),
      async use() {
        if (jti !== undefined && !(await house.useOnce(String(jti), Number(exp)))) throw invalid('used');
      },
    };
  };
}

function keyOf({ issuer, jwksUri, publicKey }: Portal, tools: { http: OutgoingHttp; clock: Clock }) {
  if (jwksUri !== undefined) return keysAt(jwksUri, tools);
  if (publicKey === undefined) return createIssuer(issuer, tools).key;
  const key = createPublicKey(publicKey);
  return async () => key;
}

function userOf(claims: JWTPayload, { claims: names }: Portal): DirectLineUser {
  const { sub = '' } = claims;
  if (sub.length > LONGEST_ID) throw invalid('incomplete');
  const text = (name: string) => cleanName(textClaim(claims, name) ?? '') || undefined;
  const [email, company, region] = [emailClaim(claims, names.email), text(names.company), text(names.region)];
  const [vip, locale] = [claimOf(claims, names.vip), text(names.locale)];
  return {
    id: sub,
    name: text(names.name) ?? GUEST,
    ...(email !== undefined && { email }),
    ...(company !== undefined && { company }),
    ...(region !== undefined && { region }),
    ...((vip === true || vip === 'true') && { vip: true }),
    ...(locale !== undefined && { locale }),
    verified: true,
  };
}

function explained(error: unknown): unknown {
  if (error instanceof TokenError) return invalid(error.fault);
  if (!(error instanceof IssuerError)) return error;
  return new Problem(
    503,
    'portal-unavailable',
    'The keys of the portal cannot be had at the moment, so nobody can be let in. Try again.',
    {},
    { 'retry-after': '5' },
  );
}

const WHY: Readonly<Record<TokenFault | 'used' | 'not-accepted', string>> = {
  malformed: 'it is no signed token (JWT). Send the one that the portal made, unchanged.',
  'wrong-algorithm':
    'it is signed by an algorithm that proves nothing here. Sign it by RS256, PS256, ES256 or EdDSA.',
  'wrong-signature': 'the key that signed it is none of the portal’s. Check which key the portal signs with.',
  'wrong-issuer': 'it names another issuer than portal.issuer.',
  'wrong-audience': 'it is for somebody else: its audience is not portal.audience.',
  expired: 'it has expired. Let the portal make a new one.',
  'not-yet-valid': 'it is not valid yet. Check the portal’s clock.',
  'too-long-lived': 'it is for longer than portal.maxAgeSeconds. Let the portal make one for a shorter time.',
  incomplete: 'it has to hold sub, iat and exp.',
  used: 'it was used before. Let the portal make a new one for each session.',
  'not-accepted': 'no portal is set here. An admin sets portal, or send no identity.',
};

const invalid = (fault: keyof typeof WHY): Problem =>
  new Problem(
    401,
    `identity-${fault}`,
    `The identity was not taken: ${WHY[fault]}`,
    {},
    { 'www-authenticate': 'Bearer error="invalid_token"' },
  );
