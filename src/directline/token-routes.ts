import { GenerateTokenRequest } from '../api/direct-line.ts';
import { cleanName } from '../chat/names.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Route } from '../shared/http/route.ts';
import { parse } from './answering.ts';
import { GUEST, newConversationId, newUserId } from './identifiers.ts';
import { renewToken } from './renew-token.ts';
import { BASE, create, type Room } from './room.ts';
import type { IssuedToken } from './tokens.ts';

/** `POST /tokens/generate`: a server with the secret fetches a token for one of its users. */
export const generateToken = (room: Room): Route => ({
  method: 'POST',
  path: `${BASE}/tokens/generate`,
  async handle(request) {
    const caller = await room.authenticate(request);
    const { user, trustedOrigins } = parse(GenerateTokenRequest, request.body, 'malformed-request');
    if (caller.kind !== 'secret') {
      throw new Problem(403, 'secret-required', 'Only the Direct Line secret can generate tokens.');
    }
    const conversationId = newConversationId();
    const id = user?.id ?? newUserId();
    await create(room, conversationId, { id, name: cleanName(user?.name ?? '') || GUEST, verified: false });
    const issued = await room.tokens.issue({
      conversationId,
      user: id,
      ...(trustedOrigins !== undefined && { origins: trustedOrigins.map((url) => new URL(url).origin) }),
    });
    return tokenAnswer(conversationId, issued);
  },
});

/** `POST /tokens/refresh`: the same token for another half hour. */
export const refreshToken = (room: Room): Route => ({
  method: 'POST',
  path: `${BASE}/tokens/refresh`,
  async handle(request) {
    const caller = await room.authenticate(request);
    if (caller.kind !== 'token') {
      throw new Problem(403, 'token-required', 'A secret does not expire: only tokens can be refreshed.');
    }
    room.rateLimit(caller.claims.conversationId);
    return tokenAnswer(caller.claims.conversationId, await renewToken(room, caller.claims));
  },
});

const tokenAnswer = (conversationId: string, { token, expiresIn }: IssuedToken): Answer => ({
  status: 200,
  body: { conversationId, token, expires_in: expiresIn },
});
