import type { HandoffState, SendResult, Target } from '../src/bot/ports.ts';
import type { Chat } from '../src/chat/chat.ts';
import type { Entry } from '../src/chat/entry.ts';
import { busy, done, type Outcome, refused } from '../src/connector/outcome.ts';
import type { Delivered, Lanes } from '../src/store/store.ts';
import { type Job, LaneLost } from './errand.ts';

export interface DeliverTools {
  readonly lanes: Lanes;
  readonly readChat: (chat: string) => Promise<Chat | undefined>;
  readonly readEntry: (chat: string, seq: number) => Promise<Entry | undefined>;
  /** True where the channel drops an activity that it knows already. */
  readonly dropsRepeats: (chat: Target) => Promise<boolean>;
  readonly sendEntry: (chat: Target, entry: Entry) => Promise<SendResult>;
  readonly tellStatus: (chat: Chat, state: HandoffState, epoch: number) => Promise<SendResult>;
  readonly userUnreachable: (chat: string, reason: string) => Promise<void>;
}

/** A channel that cannot be reached is tried about five minutes long, then the line is given up. */
const MOST_TRIES = 12;

/** Brings one public line, or the state of the handoff, to the user's channel: once, or at most once where a channel leaves doubt. */
export const deliverMessages =
  (tools: DeliverTools): Job =>
  async ({ chat: id, args, lane, fence, tries, sending }) => {
    const chat = await tools.readChat(id);
    if (chat === undefined) return done(undefined);
    if (typeof args.status === 'string')
      return statusOutcome(
        await tools.tellStatus(chat, args.status as HandoffState, Number(args.epoch)),
        tries,
      );
    const seq = Number(args.seq);
    const entry = await tools.readEntry(id, seq);
    if (entry === undefined) return done(undefined);
    if (sending === seq && !(await tools.dropsRepeats(chat)))
      return done({ chat: id, seq, mark: 'uncertain' });
    if (sending !== seq && !(await tools.lanes.sending(lane, fence, seq))) throw new LaneLost(lane);
    return outcomeOf(await tools.sendEntry(chat, entry), { chat: id, seq }, tries, tools);
  };

/** What a send of line `seq` means for its lane. Shared with whoever sends without a job. */
export async function outcomeOf(
  result: SendResult,
  line: { readonly chat: string; readonly seq: number },
  tries: number,
  tools: Pick<DeliverTools, 'userUnreachable'>,
): Promise<Outcome<Delivered>> {
  switch (result.kind) {
    case 'delivered':
      return done(line);
    case 'uncertain':
      return done({ ...line, mark: 'uncertain' });
    case 'refused':
      if (result.gone) await tools.userUnreachable(line.chat, result.reason);
      return done({ ...line, mark: 'refused' });
    case 'busy':
      if (tries >= MOST_TRIES) return done({ ...line, mark: 'refused' });
      return busy(result.reason, result.retryAfterMs);
    default:
      return result satisfies never;
  }
}

function statusOutcome(result: SendResult, tries: number): Outcome<undefined> {
  if (result.kind === 'busy' && tries < MOST_TRIES) return busy(result.reason, result.retryAfterMs);
  return result.kind === 'delivered' || result.kind === 'uncertain'
    ? done(undefined)
    : refused(result.reason);
}
