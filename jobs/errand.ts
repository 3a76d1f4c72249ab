import type { Outcome } from '../src/connector/outcome.ts';
import type { Confirmation, Delivered, Wake } from '../src/store/store.ts';

/** What an errand works with: its arguments, and the lane it holds while it works. */
export interface Held {
  readonly chat: string;
  readonly lane: string;
  readonly fence: string;
  readonly args: Readonly<Record<string, string | number>>;
  /** How often this errand was put off already. */
  readonly tries: number;
  /** The seq that a holder before us was sending when it vanished. */
  readonly sending: number | undefined;
}

/** One errand in the background. A file of this folder each; the file's name is the job's name. */
export type Job = (held: Held) => Promise<Outcome<LaneNews>>;

/** What the lane tells as it goes on from an errand that is done. */
export type LaneNews = Delivered | Confirmation | undefined;

/** When a lane is to be worked again, if ever: `wake` names the job to be. */
export type Later = { readonly wake: Wake; readonly afterMs: number } | undefined;

/** The lane is somebody else's by now: whoever notices stops at once and writes nothing more. */
export class LaneLost extends Error {
  constructor(lane: string) {
    super(`lane ${lane} was taken over`);
    this.name = 'LaneLost';
  }
}
