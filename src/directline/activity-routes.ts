import { UserActivity, WatermarkQuery } from '../api/direct-line.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Route } from '../shared/http/route.ts';
import { parse } from './answering.ts';
import { checkConversation, conversationUnknown } from './caller.ts';
import { passingActivityId } from './identifiers.ts';
import { BASE, logLimits, now, type Room } from './room.ts';
import { handed, loggedFromUser } from './shapes.ts';

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
    await checkConversation(caller, id, exists(room));
    if (caller.kind === 'token') room.rateLimit(id);
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
    await checkConversation(caller, conversationId, exists(room));
    if (caller.kind === 'token') room.rateLimit(conversationId);
    if (sent.attachments !== undefined && sent.attachments.length > 0) throw filesNotSupported();
    const id = await (sent.type === 'typing' ? pass : store)(room, conversationId, sent);
    return { status: 200, body: { id } };
  },
});

/** `POST …/upload`: files have no place to lie in yet. */
export const upload = (room: Room): Route => ({
  method: 'POST',
  path: `${BASE}/conversations/:conversationId/upload`,
  async handle(request) {
    const caller = await room.authenticate(request);
    await checkConversation(caller, request.params.conversationId ?? '', exists(room));
    throw filesNotSupported();
  },
});

async function store(room: Room, conversationId: string, sent: UserActivity): Promise<string> {
  const { desk, store, bot } = room.ports;
  const clientId = sent.channelData?.clientActivityID;
  const posted = await store.activities.post(
    desk,
    conversationId,
    {
      members: loggedFromUser(sent),
      byUser: true,
      ...(typeof clientId === 'string' && clientId !== '' && { clientId }),
    },
    now(room),
    logLimits(room),
  );
  if (posted === undefined) throw conversationUnknown();
  // A repeat goes to the bot room too: the first one may have failed there.
  const { id, activity, user } = posted;
  const identity = { id, timestamp: String(activity.timestamp), conversationId };
  await room.handOver(handed(activity, identity, user, bot));
  return id;
}

/** Signs of typing are handed over and kept nowhere. */
async function pass(room: Room, conversationId: string, sent: UserActivity): Promise<string> {
  const { desk, store, bot } = room.ports;
  const conversation = await store.conversations.read(desk, conversationId);
  if (conversation === undefined) throw conversationUnknown();
  const identity = { id: passingActivityId(conversationId), timestamp: now(room), conversationId };
  await room.handOver(handed(loggedFromUser(sent), identity, conversation.user, bot));
  return identity.id;
}

const exists =
  ({ ports }: Room) =>
  async (id: string): Promise<boolean> =>
    (await ports.store.conversations.read(ports.desk, id)) !== undefined;

const filesNotSupported = () =>
  new Problem(415, 'files-not-supported', 'Files cannot be sent here. Send the message without attachments.');
