import { ChatSessionRequest } from '../api/requests.ts';
import { cleanName } from '../chat/names.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Route } from '../shared/http/route.ts';
import { parse } from './answering.ts';
import { newConversationId, newUserId } from './identifiers.ts';
import { create, type Room } from './room.ts';
import { GUEST } from './token-routes.ts';

/** `POST /chat/session`: the user's page gets a conversation of its own and the token for it. */
export const beginSession = (room: Room): Route => ({
  method: 'POST',
  path: '/chat/session',
  async handle(request) {
    if (!room.ports.loopback) {
      throw new Problem(
        401,
        'sign-in-required',
        'This server can be reached from elsewhere, so users have to sign in at the portal first.',
      );
    }
    room.rateLimit(`session ${request.remote}`);
    const { userName, userEmail, company, region, topic } = parse(
      ChatSessionRequest.default({}),
      request.body,
      'malformed-request',
    );
    const conversationId = newConversationId();
    const userId = newUserId();
    await create(room, conversationId, {
      id: userId,
      name: cleanName(userName ?? '') || GUEST,
      ...(userEmail !== undefined && { email: userEmail }),
      ...(company !== undefined && { company: cleanName(company) }),
      ...(region !== undefined && { region: cleanName(region) }),
      ...(topic !== undefined && { topic: cleanName(topic) }),
      verified: false,
    });
    const { token } = await room.tokens.issue({ conversationId, user: userId });
    return { status: 200, body: { token, conversationId, userId } };
  },
});
