import { choiceValue, RatingRequest } from '../api/explicit-choice.ts';
import { transcriptFile, transcriptLines } from '../api/transcript.ts';
import { TranscriptQuery } from '../api/user-chats.ts';
import { isOpen } from '../chat/chat.ts';
import { digest } from '../chat/ids.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Incoming, Route } from '../shared/http/route.ts';
import { parse } from './answering.ts';
import { conversationUnknown } from './caller.ts';
import { passingActivityId } from './identifiers.ts';
import { now, type Room } from './room.ts';
import { handed } from './shapes.ts';
import {
  askerOf,
  busyIn,
  chatHere,
  chatOf,
  conversationOf,
  seatOf,
  transcriptOf,
  viewOf,
} from './user-chats.ts';

const PATH = '/chat/sessions';

/** `GET /chat/sessions`: the user's open and earlier chats. */
export const listChats = (room: Room): Route => ({
  method: 'GET',
  path: PATH,
  async handle(request) {
    const seat = await seatOf(room, request);
    const chats = await room.ports.chats.ofUser(seat);
    const busy = busyIn(chats);
    return { status: 200, body: { sessions: chats.map((chat) => viewOf(room, seat, chat, busy)) } };
  },
});

/** `GET /chat/sessions/:id`: one of them, with what was said. */
export const readUserChat = (room: Room): Route => ({
  method: 'GET',
  path: `${PATH}/:id`,
  async handle(request) {
    const seat = await seatOf(room, request);
    const chat = await chatOf(room, seat, request);
    const transcript = transcriptLines(await transcriptOf(room, seat, chat));
    const place = await room.ports.chats.placeOf(chat);
    return { status: 200, body: { session: viewOf(room, seat, chat), ...(place && { place }), transcript } };
  },
});

/** `GET /chat/sessions/:id/transcript`: the same as a file. */
export const downloadTranscript = (room: Room): Route => ({
  method: 'GET',
  path: `${PATH}/:id/transcript`,
  async handle(request) {
    const seat = await seatOf(room, request);
    const { format } = parse(TranscriptQuery, request.query, 'malformed-request');
    const chat = await chatOf(room, seat, request);
    const transcript = await transcriptOf(room, seat, chat);
    return transcriptFile(chat, transcript, { format, accept: request.headers.accept });
  },
});

/** `POST /chat/sessions/:id/continue`: a token for the conversation of that chat, with all that was said in it. */
export const continueConversation = (room: Room): Route => ({
  method: 'POST',
  path: `${PATH}/:id/continue`,
  async handle(request) {
    const seat = await seatOf(room, request);
    const chat = await chatHere(room, seat, request);
    const { id, user } = await conversationOf(room, chat.conversation.id);
    if (user.id !== chat.user.id) throw conversationUnknown();
    // As long as the token that asks for it, and no longer. Coming back is bound to the conversation it was given for.
    const { line: _line, ...claims } = seat.claims;
    const { token } = await room.tokens.renew({ ...claims, conversationId: id, user: user.id });
    return { status: 200, body: { token, conversationId: id, userId: user.id, userName: user.name } };
  },
});

/**
 * `POST /chat/sessions/:id/reopen`: the user goes on with a chat that was closed. It is a handoff like any
 * other: where nobody can be promised, its conversation asks him what to do, and the answer is 202.
 */
export const reopenChat = (room: Room): Route => ({
  method: 'POST',
  path: `${PATH}/:id/reopen`,
  async handle(request) {
    const seat = await seatOf(room, request);
    const chat = await chatHere(room, seat, request);
    const { id: conversationId, user } = await conversationOf(room, chat.conversation.id);
    const choice = {
      type: 'event',
      name: 'deskbridge.choice',
      value: choiceValue({ do: 'reopen', chat: chat.id }),
    };
    const identity = { id: wishId(request, conversationId), timestamp: now(room), conversationId };
    await room.handOver(handed(choice, identity, user, room.ports.bot));
    const his = await room.ports.chats.ofUser({ user: chat.user, conversation: chat.conversation });
    const reopened = his.find((one) => one.reopens === chat.id && isOpen(one));
    if (reopened === undefined) return { status: 202, body: {} };
    return { status: 200, body: { session: viewOf(room, seat, reopened) } };
  },
});

/** A repeat of the request is the same wish. */
function wishId({ headers }: Incoming, conversationId: string): string {
  const key = headers['idempotency-key'];
  return key === undefined ? passingActivityId(conversationId) : `${conversationId}|${digest('reopen', key)}`;
}

/** `POST /chat/sessions/:id/rating`: what the user thought of a chat that is over. */
export const rateChat = (room: Room): Route => ({
  method: 'POST',
  path: `${PATH}/:id/rating`,
  async handle(request) {
    const seat = await seatOf(room, request);
    const { score, comment } = parse(RatingRequest, request.body, 'malformed-request');
    const chat = await chatOf(room, seat, request);
    const { chats } = room.ports;
    const rating = { asker: askerOf(chat), score, ...(comment !== undefined && { comment }) };
    const refusal = await chats.rate(chat.id, rating);
    if (refusal !== undefined) throw new Problem(409, refusal.code, refusal.message);
    const [rated = chat] = await chats.readAll([chat.id]);
    return { status: 200, body: { session: viewOf(room, seat, rated) } };
  },
});
