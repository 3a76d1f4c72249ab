import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from '../shared/http/problem.ts';
import type { Incoming } from '../shared/http/route.ts';
import type { TokenClaims, Tokens } from './tokens.ts';

/** Who calls: a server that holds the secret, or a user's client that holds a token. */
export type Caller = { readonly kind: 'secret' } | { readonly kind: 'token'; readonly claims: TokenClaims };

export type Authenticate = (request: Incoming) => Promise<Caller>;

/**
 * Reads `Authorization: Bearer <token or secret>`.
 * @throws Problem 401 `token-missing` or `token-invalid`, 403 `token-expired` or `origin-not-trusted`
 */
export function createAuthenticate(tokens: Tokens, secrets: readonly string[]): Authenticate {
  const hashes = secrets.map(hash);
  return async (request) => {
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (bearer === undefined) {
      throw new Problem(
        401,
        'token-missing',
        'Send the header "Authorization: Bearer <token>".',
        {},
        { 'www-authenticate': 'Bearer' },
      );
    }
    const given = hash(bearer);
    if (hashes.some((known) => timingSafeEqual(known, given))) return { kind: 'secret' };
    const claims = await tokens.verify(bearer);
    checkOrigin(request, claims);
    return { kind: 'token', claims };
  };
}

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

// Only browsers send an origin, and not with every request of a page to its own server: its absence proves nothing.
function checkOrigin({ headers }: Incoming, { origins }: TokenClaims): void {
  if (origins === undefined || headers.origin === undefined || origins.includes(headers.origin)) return;
  throw new Problem(403, 'origin-not-trusted', `This token is not for pages of ${headers.origin}.`);
}

/**
 * Whether the caller may use the conversation in the path.
 * @param exists looked up only where the token is for another one, because 404 comes before 403
 * @throws Problem 404 `conversation-unknown`, 403 `other-conversation`
 */
export async function checkConversation(
  caller: Caller,
  conversationId: string,
  exists: (id: string) => Promise<boolean>,
): Promise<void> {
  if (caller.kind === 'secret' || caller.claims.conversationId === conversationId) return;
  if (!(await exists(conversationId))) throw conversationUnknown();
  throw new Problem(403, 'other-conversation', 'The token is for another conversation than the one named.');
}

export const conversationUnknown = (): Problem =>
  new Problem(
    404,
    'conversation-unknown',
    'There is no such conversation, or it has been idle for so long that it was forgotten. Begin a new one.',
  );
