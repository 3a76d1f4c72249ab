import type { JWTPayload } from 'jose';
import type { Oidc } from '../../../config/identity-schema.ts';
import type { AgentAccount } from '../../../config/schema.ts';
import { cleanName } from '../../chat/names.ts';
import { Problem } from '../../shared/http/problem.ts';
import { claimOf, emailClaim, textClaim } from '../../shared/signed-token.ts';
import { lookOf } from '../screen-names.ts';

type Places = AgentAccount['queues'];
const LONGEST_ID = 200;
const MOST_NAMED = 20;

/** What an issuer has vouched for. What it lets them do the settings decide, as they are whenever they do it. */
export interface Vouched {
  readonly id: string;
  readonly name: string;
  readonly screenName?: string;
  readonly email?: string;
  /** Who they are to the issuer. */
  readonly subject: string;
  readonly groups: readonly string[];
  readonly queues?: readonly string[];
  readonly companies?: readonly string[];
}

/**
 * @param reserved names that no agent may have, nor one that reads like them: people write such claims themselves
 * @throws Problem 403 `claim-missing`
 */
export function vouchedBy(claims: JWTPayload, oidc: Oidc, reserved: readonly string[]): Vouched {
  const id = textClaim(claims, oidc.claims.id);
  if (id === undefined || id.length > LONGEST_ID || cleanName(id) !== id)
    throw new Problem(
      403,
      'claim-missing',
      `The ID token has no claim ${oidc.claims.id} that could be an agent’s id. An admin sets oidc.claims.id, or adds the claim at the identity provider.`,
    );
  const looks = new Set(reserved.map(lookOf));
  const nameIn = (claim: string): string | undefined => {
    const name = cleanName(textClaim(claims, claim) ?? '');
    return name === '' || looks.has(lookOf(name)) ? undefined : name;
  };
  const name = nameIn(oidc.claims.name) ?? nameIn('preferred_username') ?? id;
  const email = emailClaim(claims, oidc.claims.email);
  const screenName = oidc.claims.screenName === undefined ? undefined : nameIn(oidc.claims.screenName);
  const { queues, companies } = oidc.claims;
  return {
    id,
    name,
    ...(screenName !== undefined && { screenName }),
    ...(email !== undefined && { email }),
    subject: JSON.stringify([claims.iss, claims.sub]),
    groups: listOf(claimOf(claims, oidc.claims.groups)),
    ...(queues !== undefined && { queues: listOf(claimOf(claims, queues)) }),
    ...(companies !== undefined && { companies: listOf(claimOf(claims, companies)) }),
  };
}

/** Their account: all that their groups may, taken together. It has no role where none of them has one. */
export function accountOf({ groups, queues, companies, ...who }: Vouched, oidc: Oidc): AgentAccount {
  const mapped = groups.flatMap((group) =>
    Object.hasOwn(oidc.groups, group) ? [oidc.groups[group] ?? { roles: [] }] : [],
  );
  const rights = [...new Set(mapped.flatMap((group) => group.rights ?? []))];
  return {
    ...who,
    roles: [...new Set(mapped.flatMap((group) => group.roles))],
    queues: together([...mapped.map((group) => group.queues), queues]),
    companies: together([...mapped.map((group) => group.companies), companies]),
    ...(rights.length > 0 && { rights }),
  };
}

/** All that groups and a claim name; where none of them names any, all there are. */
function together(places: readonly (Readonly<Places> | undefined)[]): Places {
  const named = places.filter((one) => one !== undefined);
  if (named.length === 0 || named.includes('all')) return 'all';
  return [...new Set(named.flat())];
}

/** Providers send one group as a text, several as a list. */
function listOf(value: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one) => typeof one === 'string' && one !== '').map((one) => String(one));
}

/** Why somebody without a role is not let in: says which groups have one. */
export function noRole({ id, groups }: Vouched, { claims, groups: known }: Oidc, token: JWTPayload): Problem {
  // Entra leaves groups out where there are too many of them, and says so here.
  const many = Object.hasOwn(Object(token._claim_names), 'groups');
  const why = many
    ? 'Your identity provider left your groups out of the token, because there are too many of them.'
    : groups.length === 0
      ? `Your token names no groups in the claim ${claims.groups}.`
      : `None of your groups (${groups.slice(0, MOST_NAMED).join(', ')}) has a role here.`;
  return new Problem(
    403,
    'no-role',
    `${why} An admin sets oidc.groups; roles are set for: ${Object.keys(known).join(', ') || 'no group'}.`,
    { account: id, groups: groups.slice(0, MOST_NAMED) },
  );
}
