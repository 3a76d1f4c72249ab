import { UserActivity, WatermarkQuery } from '../api/direct-line.ts';
import type { Route } from '../shared/http/route.ts';
import { parse } from './answering.ts';
import { checkConversation, conversationUnknown } from './caller.ts';
import { passingActivityId } from './identifiers.ts';
import { BASE, existsIn, now, type Room } from './room.ts';
import { readAttachments } from './sent-files.ts';
import { handed, loggedFromUser } from './shapes.ts';
import { takeActivity } from './take-activity.ts';

/** Most bytes of activities in one answer or frame. */
export const PAGE_BYTES = 256 * 1024;

/** `GET …/activities?watermark=`: the log after the watermark, as far as one page goes. */
export const readActivities = (room: Room): Route => ({
  method: 'GET',
  path: `${BASE}/conversations/:conversationId/activities`,
  async handle(request) {
    const caller = await room.authenticate(request);
    const { watermark } = parse(WatermarkQuery, request.query, 'malformed-watermark');
    const id = request.params.conversationId ?? '';
    await checkConversation(caller, id, existsIn(room));
    if (caller.kind === 'token') room.rateLimit(id);
    room.attendance.sign(id);
    const { desk, store } = room.ports;
    const page = await store.activities.read(desk, id, watermark, PAGE_BYTES);
    if (page === undefined) throw conversationUnknown();
    return {
      status: 200,
      // The log holds JSON already.
      body: `{"activities":[${page.activities.join(',')}],"watermark":"${page.watermark}"}`,
      headers: { 'content-type': 'application/json' },
    };
  },
});

/** `POST …/activities`: stored first, then handed to the bot room; 200 `{id}` means both have happened. */
export const postActivity = (room: Room): Route => ({
  method: 'POST',
  path: `${BASE}/conversations/:conversationId/activities`,
  async handle(request) {
    const caller = await room.authenticate(request);
    const sent = parse(UserActivity, request.body, 'malformed-activity');
    const conversationId = request.params.conversationId ?? '';
    await checkConversation(caller, conversationId, existsIn(room));
    if (caller.kind === 'token') room.rateLimit(conversationId);
    room.attendance.sign(conversationId);
    const id = await (sent.type === 'typing'
      ? pass(room, conversationId, sent)
      : takeActivity(room, conversationId, sent, readAttachments(sent.attachments)));
    return { status: 200, body: { id } };
  },
});

/** Signs of typing are handed over and kept nowhere. */
async function pass(room: Room, conversationId: string, sent: UserActivity): Promise<string> {
  const { desk, store, bot } = room.ports;
  const conversation = await store.conversations.read(desk, conversationId);
  if (conversation === undefined) throw conversationUnknown();
  const identity = { id: passingActivityId(conversationId), timestamp: now(room), conversationId };
  await room.handOver(handed(loggedFromUser(sent), identity, conversation.user, bot));
  return identity.id;
}
