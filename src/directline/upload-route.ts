import type { Route } from '../shared/http/route.ts';
import { checkConversation } from './caller.ts';
import { BASE, existsIn, type Room } from './room.ts';
import { attachmentsBeside, readUpload } from './sent-files.ts';
import { takeActivity } from './take-activity.ts';

/** Room for the activity and for what stands between the files. */
const BESIDE_FILES = 512 * 1024;
/** Files of the largest size that one upload may hold. */
const LARGEST_AT_ONCE = 3;

/** `POST …/upload`: an activity with files; 200 `{id}` means that both are stored and the bot room has them. */
export const upload = (room: Room): Route => ({
  method: 'POST',
  path: `${BASE}/conversations/:conversationId/upload`,
  rawUpTo: () => room.ports.files.limits().maxBytes * LARGEST_AT_ONCE + BESIDE_FILES,
  async handle(request) {
    const caller = await room.authenticate(request);
    const conversationId = request.params.conversationId ?? '';
    await checkConversation(caller, conversationId, existsIn(room));
    if (caller.kind === 'token') room.rateLimit(conversationId);
    room.attendance.sign(conversationId);
    const body = (await request.bytes?.()) ?? Buffer.alloc(0);
    const { activity, files } = readUpload(request.headers, body);
    const sent = [...attachmentsBeside(files, activity.attachments), ...files];
    return { status: 200, body: { id: await takeActivity(room, conversationId, activity, sent) } };
  },
});
