import { StartConversationRequest, WatermarkQuery } from '../api/direct-line.ts';
import { digest } from '../chat/ids.ts';
import { cleanName } from '../chat/names.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import type { DirectLineConversation } from '../store/direct-line/conversations.ts';
import { parse } from './answering.ts';
import { type Caller, checkConversation, conversationUnknown } from './caller.ts';
import { GUEST, newConversationId, newTicket, newUserId } from './identifiers.ts';
import { renewToken } from './renew-token.ts';
import { BASE, create, now, type Room } from './room.ts';
import { beginning } from './shapes.ts';
import { TOKEN_LIFE_SECONDS } from './tokens.ts';

/** Milliseconds in which a stream address has to be used. */
const TICKET_MS = 60_000;

/** `POST /conversations`: opens or resumes the token's conversation; with the secret, a new one. 201 the first time, then 200. */
export const startConversation = (room: Room): Route => ({
  method: 'POST',
  path: `${BASE}/conversations`,
  async handle(request) {
    const caller = await room.authenticate(request);
    const { user, locale } = parse(StartConversationRequest, request.body, 'malformed-request');
    const { conversations } = room.ports.store;
    let id: string;
    if (caller.kind === 'token') {
      id = caller.claims.conversationId;
      room.rateLimit(id);
    } else {
      id = newConversationId();
      const name = cleanName(user?.name ?? '') || GUEST;
      await create(room, id, { id: user?.id ?? newUserId(), name, verified: false });
    }
    const conversation = await conversations.read(room.ports.desk, id);
    if (conversation === undefined) throw conversationUnknown();
    const first = await conversations.markOpened(room.ports.desk, id);
    room.attendance.sign(id);
    tellBot(room, conversation, locale);
    return conversationAnswer(room, first ? 201 : 200, caller, conversation, 0, request);
  },
});

/** `GET /conversations/:id`: a client that lost its stream asks for the next one, from its watermark on. */
export const reconnect = (room: Room): Route => ({
  method: 'GET',
  path: `${BASE}/conversations/:conversationId`,
  async handle(request) {
    const caller = await room.authenticate(request);
    const { watermark } = parse(WatermarkQuery, request.query, 'malformed-watermark');
    const id = request.params.conversationId ?? '';
    const { conversations } = room.ports.store;
    const conversation = await conversations.read(room.ports.desk, id);
    await checkConversation(caller, id, async () => conversation !== undefined);
    if (conversation === undefined) throw conversationUnknown();
    if (caller.kind === 'token') room.rateLimit(id);
    room.attendance.sign(id);
    tellBot(room, conversation, undefined);
    return conversationAnswer(room, 200, caller, conversation, watermark, request);
  },
});

/** The client need not wait for the bot's welcome. Should the bot fail on it, the next opening tells it again. */
function tellBot(
  room: Room,
  { id, user, started }: DirectLineConversation,
  locale: string | undefined,
): void {
  if (started) return;
  const { desk, store, bot } = room.ports;
  room
    .handOver(beginning(id, user, bot, now(room), locale))
    .then(() => store.conversations.markStarted(desk, id))
    .catch((error: unknown) =>
      room.log.warn({ err: error, conversation: id }, 'the bot did not hear of a new conversation'),
    );
}

async function conversationAnswer(
  room: Room,
  status: number,
  caller: Caller,
  { id, user }: DirectLineConversation,
  watermark: number,
  request: Incoming,
): Promise<Answer> {
  const { clock, desk, store } = room.ports;
  const { token, expiresIn } = await (caller.kind === 'token'
    ? renewToken(room, caller.claims)
    : room.tokens.issue({ conversationId: id, user: user.id }));
  const since = caller.kind === 'token' ? caller.claims.since * 1000 : clock.now();
  const ticket = newTicket();
  await store.tickets.keep(
    desk,
    ticket,
    { conversationId: id, until: since + TOKEN_LIFE_SECONDS * 1000 },
    TICKET_MS,
  );
  const streams = request.origin.replace(/^http/, 'ws');
  return {
    status,
    body: {
      conversationId: id,
      token,
      expires_in: expiresIn,
      streamUrl: `${streams}${BASE}/conversations/${id}/stream?watermark=${watermark}&t=${ticket}`,
      referenceGrammarId: digest('grammar', id),
    },
    headers: { 'referrer-policy': 'no-referrer' },
  };
}
