import { LeaveSessionRequest } from '../api/requests.ts';
import { isOpen } from '../chat/chat.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Route } from '../shared/http/route.ts';
import type { DirectLineConversation } from '../store/direct-line/conversations.ts';
import { parse } from './answering.ts';
import type { Identified } from './portal-identity.ts';
import { CHANNEL } from './ports.ts';
import type { Room } from './room.ts';
import { signInRequired } from './sign-in-required.ts';

/**
 * Whoever shows what `POST /chat/session` gave this browser goes on in the same conversation, as the same user.
 * A user of the portal has to be signed in there too.
 * @throws Problem 403 `resume-unknown`, `resume-replayed`, `resume-ended` or `resume-other-user`; 401 `sign-in-required`
 */
export async function resumeSession(
  room: Room,
  shown: string,
  proven: Identified | undefined,
): Promise<Answer> {
  const { desk, store } = room.ports;
  const resumed = await store.resumes.use(desk, shown);
  if (resumed === undefined) throw refused('unknown');
  if (resumed === 'replayed') throw refused('replayed');
  const { conversationId, userId, line, resume } = resumed;
  const conversation = await store.conversations.read(desk, conversationId);
  if (conversation === undefined) throw refused('unknown');
  const { user } = conversation;
  if (user.verified && proven === undefined) throw signInRequired();
  if (user.id !== (proven?.user.id ?? userId) || user.id !== userId) throw refused('other-user');
  if (await isOver(room, conversation)) throw refused('ended');
  await proven?.use();
  const { token } = await room.tokens.issue({ conversationId, user: user.id, line });
  return { status: 200, body: { token, conversationId, userId, resume } };
}

/** `POST /chat/session/leave`: nobody comes back by what this browser has kept. Tokens stay what they are. */
export const leaveSession = (room: Room): Route => ({
  method: 'POST',
  path: '/chat/session/leave',
  async handle(request) {
    room.rateLimit(`session ${request.remote}`);
    const { resume } = parse(LeaveSessionRequest, request.body, 'malformed-request');
    await room.ports.store.resumes.end(room.ports.desk, resume);
    return { status: 204 };
  },
});

/** A conversation whose live chat is over, or was left by its user, and in which no other is open. */
async function isOver({ ports }: Room, { id, user }: DirectLineConversation): Promise<boolean> {
  const conversation = { channel: CHANNEL, id };
  const chats = await ports.chats.ofUser({ user: { ...user, verified: false }, conversation });
  return chats.length > 0 && !chats.some((chat) => isOpen(chat) && !chat.cancelledByUser);
}

const WHY = {
  unknown: 'it is too long ago, or was left on purpose.',
  replayed:
    'what this browser kept was used before, perhaps by somebody else. So nobody can go on by it any more.',
  ended: 'it has ended.',
  'other-user': 'somebody else is signed in now.',
} as const;

const refused = (why: keyof typeof WHY): Problem =>
  new Problem(403, `resume-${why}`, `This chat cannot go on here: ${WHY[why]} Start a new one.`);
