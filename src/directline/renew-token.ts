import type { Room } from './room.ts';
import { type IssuedToken, sessionOver, type TokenClaims } from './tokens.ts';

/**
 * The same token for another half hour. Its user is here, so they can come back for another day.
 * @throws Problem 403 `token-expired` also where somebody has replayed what the user's browser keeps
 */
export async function renewToken({ ports, tokens }: Room, claims: TokenClaims): Promise<IssuedToken> {
  const { desk, store } = ports;
  if (claims.line !== undefined && !(await store.resumes.touch(desk, claims.line))) throw sessionOver();
  return tokens.renew(claims);
}
