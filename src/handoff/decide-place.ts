import type { Chat } from '../chat/chat.ts';
import { accepted, type Decided, unchanged } from './answers.ts';
import type { Command, Facts } from './commands.ts';

/**
 * The user hears of his place in the queue when his chat begins to wait, and again when it has become a better
 * one; not more often than the settings say, and never that he was put back.
 */
export function tellPlace(
  { n, minutes }: Extract<Command, { type: 'tell-place' }>,
  { status, place }: Chat,
  { now, limits: { placeEveryMs } }: Facts,
): Decided {
  if (status !== 'queued' || placeEveryMs === undefined) return unchanged;
  if (place !== undefined && (n >= place.n || now < place.at + placeEveryMs)) return unchanged;
  return accepted([{ type: 'place-told', at: now, n, ...(minutes !== undefined && { minutes }) }]);
}
