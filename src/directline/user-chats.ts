import type { UserChat } from '../api/user-chats.ts';
import { type Chat, isOpen } from '../chat/chat.ts';
import { publicTranscript, type Transcript } from '../chat/transcript.ts';
import { whyNotRated, whyNotReopened } from '../handoff/after-end.ts';
import type { Asker } from '../handoff/commands.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Incoming } from '../shared/http/route.ts';
import { wordsFor } from '../shared/wording.ts';
import type { DirectLineConversation } from '../store/direct-line/conversations.ts';
import { isOfUser, type SeatedUser } from '../store/store.ts';
import { conversationUnknown } from './caller.ts';
import { CHANNEL } from './ports.ts';
import type { Room } from './room.ts';
import type { TokenClaims } from './tokens.ts';

/** A user who asks for his chats, as his token and its conversation prove him. */
export interface Seat extends SeatedUser {
  readonly claims: TokenClaims;
  readonly locale: string | undefined;
}

/** @throws Problem as `authenticate`; 403 `token-required` for a secret, which is nobody's, 404 `conversation-unknown` */
export async function seatOf(room: Room, request: Incoming): Promise<Seat> {
  const caller = await room.authenticate(request);
  if (caller.kind === 'secret')
    throw new Problem(403, 'token-required', 'Chats are their users’: use the token of one of them.');
  const { claims } = caller;
  room.rateLimit(claims.conversationId);
  const conversation = await conversationOf(room, claims.conversationId);
  const { id, name, email, verified, locale } = conversation.user;
  return {
    claims,
    locale,
    user: { id, name, ...(email !== undefined && { email }), verified },
    conversation: { channel: CHANNEL, id: conversation.id },
  };
}

/** @throws Problem 404 `conversation-unknown` */
export async function conversationOf({ ports }: Room, id: string): Promise<DirectLineConversation> {
  const conversation = await ports.store.conversations.read(ports.desk, id);
  if (conversation === undefined) throw conversationUnknown();
  return conversation;
}

/** The chat in the path. @throws Problem 404 `not-found`, 403 `not-yours` */
export async function chatOf({ ports }: Room, seat: Seat, { params }: Incoming): Promise<Chat> {
  const [chat] = await ports.chats.readAll([params.id ?? '']);
  if (chat === undefined)
    throw new Problem(404, 'not-found', 'There is no such chat, or it is not kept any more.');
  if (!isOfUser(chat, seat)) throw new Problem(403, 'not-yours', 'This chat is not yours.');
  return chat;
}

/** A chat of his in a conversation of this Direct Line. @throws Problem also 409 `other-channel` */
export async function chatHere(room: Room, seat: Seat, request: Incoming): Promise<Chat> {
  const chat = await chatOf(room, seat, request);
  if (chat.conversation.channel === CHANNEL) return chat;
  throw new Problem(409, 'other-channel', `This chat was held in ${chat.source}. Go on there.`);
}

/** Whoever may see a chat of his in another conversation is its user there. */
export const askerOf = ({ conversation, user }: Chat): Asker => ({ conversation, userId: user.id });

/** @param busy ids of conversations in which a chat is open: no other is reopened there */
export function viewOf(
  { ports }: Room,
  seat: Seat,
  chat: Chat,
  busy: ReadonlySet<string> = new Set(),
): UserChat {
  const { id, status, subject, rating, owner } = chat;
  const facts = { now: ports.clock.now(), limits: ports.chats.limits() };
  const his = chat.conversation.channel === CHANNEL && !busy.has(chat.conversation.id);
  return {
    id,
    status,
    ...(chat.disposition !== undefined && { disposition: chat.disposition }),
    ...(chat.cancelledByUser && isOpen(chat) && { left: true as const }),
    subject,
    createdAt: iso(chat.createdAt),
    ...(chat.closedAt !== undefined && { closedAt: iso(chat.closedAt) }),
    ...(owner !== undefined && { agent: { screenName: owner.screenName } }),
    here: chat.conversation.channel === CHANNEL && chat.conversation.id === seat.conversation.id,
    ...(chat.reopens !== undefined && { reopens: chat.reopens }),
    mayReopen: his && whyNotReopened(chat, askerOf(chat), facts) === undefined,
    mayRate: whyNotRated(chat, askerOf(chat), facts) === undefined,
    ...(rating !== undefined && {
      rating: { score: rating.score, ...(rating.comment !== undefined && { comment: rating.comment }) },
    }),
  };
}

/** Conversations with an open chat, of a list. */
export const busyIn = (chats: readonly Chat[]): ReadonlySet<string> =>
  new Set(
    chats.filter((chat) => isOpen(chat) && !chat.cancelledByUser).map(({ conversation }) => conversation.id),
  );

/** What was said, in the words in which its user reads it. */
export async function transcriptOf({ ports }: Room, { locale }: Seat, chat: Chat): Promise<Transcript> {
  const texts = ports.chats.texts();
  const log = await ports.chats.log(chat.id);
  const read = log.map((entry) =>
    entry.told === undefined
      ? entry
      : { ...entry, text: wordsFor(texts, locale, entry.told.line, entry.told.names) },
  );
  return publicTranscript(chat, read);
}

const iso = (ms: number): string => new Date(ms).toISOString();
