import type { SendResult, Target } from '../src/bot/ports.ts';
import type { Entry } from '../src/chat/entry.ts';
import type { TakenLane, Wake } from '../src/store/store.ts';
import { outcomeOf } from './deliver-messages.ts';
import { keepHolding, type LaneTools, workLane } from './work-lane.ts';

export interface DeliverNowTools extends LaneTools {
  readonly sendEntry: (chat: Target, entry: Entry) => Promise<SendResult>;
  readonly userUnreachable: (chat: string, reason: string) => Promise<void>;
  readonly heldUp: (chat: string, entry: Entry) => Promise<void>;
  readonly wake: (wakes: readonly Wake[], delayMs?: number) => Promise<void>;
}

/**
 * Sends a line from the process that has just appended it: the append took the idle lane on the
 * spot, so no job is needed unless the channel makes it wait. What came into the lane meanwhile is done too.
 */
export async function deliverNow(
  taken: TakenLane,
  chat: Target,
  entry: Entry,
  tools: DeliverNowTools,
): Promise<void> {
  const release = keepHolding(taken, tools.lanes);
  const outcome = await tools
    .sendEntry(chat, entry)
    .then((result) => outcomeOf(result, chat.id, entry, 0, tools))
    .finally(release);
  const later =
    outcome.kind === 'done'
      ? await goOn(taken, await tools.lanes.advance(taken.lane, taken.fence, outcome.value), tools)
      : await putOff(taken, outcome.kind === 'busy' ? (outcome.retryAfterMs ?? 1_000) : 1_000, tools);
  if (later !== undefined) await tools.wake([later.wake], later.afterMs);
}

const goOn = async (taken: TakenLane, items: readonly string[], tools: LaneTools) =>
  items.length === 0 ? undefined : workLane({ lane: taken.lane, fence: taken.fence, items, tries: 0 }, tools);

async function putOff(taken: TakenLane, afterMs: number, tools: LaneTools) {
  const wake = await tools.lanes.putOff(taken.lane, taken.fence, afterMs);
  return wake && { wake, afterMs };
}
