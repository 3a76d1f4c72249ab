import { ChatSessionRequest } from '../api/requests.ts';
import { cleanName } from '../chat/names.ts';
import type { Incoming, Route } from '../shared/http/route.ts';
import type { DirectLineUser } from '../store/direct-line/conversations.ts';
import { parse } from './answering.ts';
import { formAnswers } from './form.ts';
import { GUEST, newConversationId, newUserId } from './identifiers.ts';
import { resumeSession } from './resume-session.ts';
import { create, type Room } from './room.ts';
import { signInRequired } from './sign-in-required.ts';

/**
 * `POST /chat/session`: the user's page gets a conversation of its own and the token for it, or goes on with the
 * one of before where it shows what it got then. Who the user is, the portal's token proves; on loopback they may
 * say so themselves, and are then unverified.
 */
export const beginSession = (room: Room): Route => ({
  method: 'POST',
  path: '/chat/session',
  async handle(request) {
    room.rateLimit(`session ${request.remote}`);
    const asked = parse(ChatSessionRequest.default({}), request.body, 'malformed-request');
    const identity = asked.identity ?? bearerOf(request);
    if (identity === undefined && !mayBeUnknown(room)) throw signInRequired();
    const proven = identity === undefined ? undefined : await room.identify(identity);
    if (asked.resume !== undefined) return resumeSession(room, asked.resume, proven);
    const user = proven?.user ?? selfStyled(asked);
    const { region, topic, locale } = asked;
    const form = formAnswers(room.ports.form?.() ?? [], asked.form ?? {});
    // Last of all: who has to fill something in again needs no other token for it.
    await proven?.use();
    const conversationId = newConversationId();
    await create(room, conversationId, {
      ...(region !== undefined && { region: cleanName(region) }),
      ...user,
      ...(topic !== undefined && { topic: cleanName(topic) }),
      ...(locale !== undefined && { locale }),
      ...(form.length > 0 && { form }),
    });
    const userId = user.id;
    const { desk, store } = room.ports;
    const { line, resume } = await store.resumes.begin(desk, { conversationId, userId });
    const { token } = await room.tokens.issue({ conversationId, user: userId, line });
    return { status: 200, body: { token, conversationId, userId, resume } };
  },
});

const mayBeUnknown = ({ ports }: Room): boolean =>
  ports.loopback && ports.portal?.settings()?.required !== true;

const bearerOf = ({ headers }: Incoming): string | undefined =>
  /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];

function selfStyled({ userName, userEmail, company }: ChatSessionRequest): DirectLineUser {
  return {
    id: newUserId(),
    name: cleanName(userName ?? '') || GUEST,
    ...(userEmail !== undefined && { email: userEmail }),
    ...(company !== undefined && { company: cleanName(company) }),
    verified: false,
  };
}
