import type { UserActivity } from '../api/direct-line.ts';
import { isBlank } from '../chat/blank.ts';
import { Problem } from '../shared/http/problem.ts';
import { tagOf } from '../shared/locale.ts';
import { wordsFor } from '../shared/wording.ts';
import { conversationUnknown } from './caller.ts';
import { logLimits } from './ports.ts';
import { type RefusedFile, receiveFiles } from './receive-files.ts';
import { now, type Room } from './room.ts';
import type { Sent } from './sent-files.ts';
import { handed, loggedFromUser } from './shapes.ts';

/**
 * Stores a user's activity with its files, then hands it to the bot room; resolves with its id when
 * both have happened. What of the files cannot be taken the user is told in the conversation: the
 * words and the other files go their way.
 * @throws Problem 404 `conversation-unknown`; 413, 415 or 409 where a file is all there is and it is not taken
 */
export async function takeActivity(
  room: Room,
  conversationId: string,
  sent: UserActivity,
  files: readonly Sent[],
): Promise<string> {
  const { desk, store, bot } = room.ports;
  const { attachments, kept, refused } = await receiveFiles(room.ports.files, conversationId, files);
  const [first] = refused;
  if (first !== undefined && attachments.length === 0 && isBlank(sent.text ?? '')) {
    const why = await tellRefused(room, conversationId, sent, refused);
    throw new Problem(STATUS[first.code], first.code, why);
  }
  const { attachments: _given, ...words } = sent;
  const clientId = sent.channelData?.clientActivityID;
  const posted = await store.activities.post(
    desk,
    conversationId,
    {
      members: loggedFromUser({ ...words, ...(attachments.length > 0 && { attachments: [...attachments] }) }),
      byUser: true,
      ...(typeof clientId === 'string' && clientId !== '' && { clientId }),
    },
    now(room),
    logLimits(room.limits),
  );
  // The first activity of that name has its own files.
  if (posted === undefined || posted.duplicate) await Promise.all(kept.map(room.ports.files.store.release));
  if (posted === undefined) throw conversationUnknown();
  const { id, activity, user } = posted;
  if (!posted.duplicate && first !== undefined) await tellRefused(room, conversationId, sent, refused, id);
  // A repeat goes to the bot room too: the first one may have failed there.
  const identity = { id, timestamp: String(activity.timestamp), conversationId };
  await room.handOver(handed(activity, identity, user, bot));
  return id;
}

const STATUS: Readonly<Record<RefusedFile['code'], number>> = {
  'file-empty': 422,
  'file-type': 415,
  'file-unreadable': 415,
  'file-too-large': 413,
  'too-many-files': 409,
  'disk-full': 503,
  'files-unavailable': 503,
};

/** Web Chat shows no reason beside a failed send, so it comes as a message. @returns what was told */
async function tellRefused(
  room: Room,
  conversationId: string,
  { locale }: UserActivity,
  refused: readonly RefusedFile[],
  activityId?: string,
): Promise<string> {
  const { desk, store, chats } = room.ports;
  const language = tagOf(locale) ?? (await store.conversations.read(desk, conversationId))?.user.locale;
  const told = refused.map(({ line, names }) => wordsFor(chats.texts(), language, line, names)).join('\n');
  await room.post(conversationId, {
    type: 'message',
    ...(activityId !== undefined && { id: `${activityId}-files`, replyToId: activityId }),
    text: told,
    textFormat: 'plain',
    channelData: { deskbridge: { author: 'system', code: 'file-refused' } },
  });
  return told;
}
