import type { Chat } from '../chat/chat.ts';
import { accepted, type Decided } from './answers.ts';
import type { Command, Facts } from './commands.ts';
import { eventLine } from './lines.ts';
import { gone, mayEnd, ownerOf } from './may.ts';

/** Notes that the agent opened the link by which he asks for control of the user's device; the user sees nothing of it. */
export function requestControl(
  { by, title, asset }: Extract<Command, { type: 'request-control' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  const no = mayEnd(by, chat) ?? (chat.cancelledByUser ? gone() : undefined);
  if (no !== undefined) return no;
  const device = asset === undefined ? '' : ` for ${asset}`;
  const text = `${ownerOf(by, chat).screenName} opened ${title}${device}.`;
  const line = eventLine(now, 'control-requested', text);
  return accepted([{ type: 'control-requested', at: now, line }]);
}
