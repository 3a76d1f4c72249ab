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
  /** Tells the user where he stands in the queue, as it was found last. */
  readonly sendPlace: (chat: Chat) => Promise<SendResult>;
  readonly tellStatus: (chat: Chat, state: HandoffState, epoch: number) => Promise<SendResult>;
  readonly userUnreachable: (chat: string, reason: string) => Promise<void>;
  /** The channel does not know the user any more, which it said of something that nobody has to know. */
  readonly userAway: (chat: string) => Promise<void>;
  /** The channel did not take a line, now or for good. */
  readonly heldUp: (chat: string, entry: Entry) => Promise<void>;
}

/** A channel that cannot be reached is tried about five minutes long, then the line is given up. */
const MOST_TRIES = 12;

/** Brings one public line, the state of the handoff or his place in the queue to the user's channel: once, or at most once where a channel leaves doubt. */
export const deliverMessages =
  (tools: DeliverTools): Job =>
  async ({ chat: id, args, lane, fence, tries, sending }) => {
    const chat = await tools.readChat(id);
    if (chat === undefined) return done(undefined);
    if (typeof args.status === 'string')
      return unloggedOutcome(
        await tools.tellStatus(chat, args.status as HandoffState, Number(args.epoch)),
        tries,
      );
    if (typeof args.place === 'number') {
      // Not if the chat waits no more, or something newer is on its way.
      if (chat.status !== 'queued' || chat.place?.at !== args.place) return done(undefined);
      const sent = await tools.sendPlace(chat);
      if (sent.kind === 'refused' && sent.gone) await tools.userAway(id);
      return unloggedOutcome(sent, tries);
    }
    const seq = Number(args.seq);
    const entry = await tools.readEntry(id, seq);
    if (entry === undefined) return done(undefined);
    if (sending === seq && !(await tools.dropsRepeats(chat)))
      return done({ chat: id, seq, mark: 'uncertain' });
    if (sending !== seq && !(await tools.lanes.sending(lane, fence, seq))) throw new LaneLost(lane);
    return outcomeOf(await tools.sendEntry(chat, entry), id, entry, tries, tools);
  };

/** What a send of a line means for its lane. Shared with whoever sends without a job. */
export async function outcomeOf(
  result: SendResult,
  chat: string,
  entry: Entry,
  tries: number,
  tools: Pick<DeliverTools, 'userUnreachable' | 'heldUp'>,
): Promise<Outcome<Delivered>> {
  const line = { chat, seq: entry.seq };
  switch (result.kind) {
    case 'delivered':
      return done(line);
    case 'uncertain':
      return done({ ...line, mark: 'uncertain' });
    case 'refused':
      // Behind one that waits others wait with it; one that is refused is alone.
      if (entry.author.kind === 'agent') await tools.heldUp(chat, entry);
      if (result.gone) await tools.userUnreachable(chat, result.reason);
      return done({ ...line, mark: 'refused' });
    case 'busy':
      if (tries >= MOST_TRIES) {
        await tools.heldUp(chat, entry);
        return done({ ...line, mark: 'refused' });
      }
      // It was certainly not shown, so it is tried again whatever comes of this; then this is too.
      await tools.heldUp(chat, entry).catch(() => {});
      return busy(result.reason, result.retryAfterMs);
    default:
      return result satisfies never;
  }
}

/** What is no line of the log leaves no mark there. */
function unloggedOutcome(result: SendResult, tries: number): Outcome<undefined> {
  if (result.kind === 'busy' && tries < MOST_TRIES) return busy(result.reason, result.retryAfterMs);
  return result.kind === 'delivered' || result.kind === 'uncertain'
    ? done(undefined)
    : refused(result.reason);
}
