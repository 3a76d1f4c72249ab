import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What came of a request. `ok`: it was acknowledged. `fail`: it was refused, so it has done nothing.
 * `unknown`: nobody can say (no answer, or an answer that leaves it open).
 */
export type Result = 'ok' | 'fail' | 'unknown';

/** What people ask for. */
export type Deed =
  | 'say'
  | 'cancel'
  | 'accept'
  | 'message'
  | 'note'
  | 'ticket'
  | 'relate'
  | 'knowledge'
  | 'transfer'
  | 'release'
  | 'end'
  | 'abandon';

/** One try of a request; tries of one wish share a key. */
export interface Ask {
  readonly op: Deed;
  readonly key: string;
  readonly result: Result;
  /** When it was sent; `t` of the row is when it was known what came of it. */
  readonly from: number;
  readonly story: string;
  readonly status?: number;
  readonly code?: string;
  readonly chat?: string;
  readonly text?: string;
  /** The log's number that the answer named. */
  readonly seq?: number;
  /** Tickets: their number within the chat. */
  readonly n?: number;
  /** `end`: whether its tickets are resolved. */
  readonly resolve?: boolean;
}

export type Body =
  | Ask
  /** A story begins: whose it is, and by which way its user comes. */
  | {
      readonly op: 'story';
      readonly key: string;
      readonly user: string;
      readonly way: 'direct-line' | 'channel';
      /** Where its user sits. */
      readonly conversation: string;
      /** How far it is meant to go. */
      readonly goal: Goal;
    }
  /** Nobody wishes anything more in this story: all its steps are done, or one of them was given up. */
  | { readonly op: 'told'; readonly key: string; readonly gaveUp?: string }
  /** A state of a chat that somebody was shown. */
  | {
      readonly op: 'saw';
      readonly key: string;
      readonly version: number;
      readonly chatStatus: string;
      readonly owner?: string;
    }
  /** A frame of an agent's feed; `connection` counts the agent's sockets. */
  | {
      readonly op: 'feed';
      readonly key: string;
      readonly connection: number;
      readonly kind: string;
      readonly cursor: string;
      readonly n?: number;
    }
  /** An activity came to the channel; `shown`: its user has it. */
  | {
      readonly op: 'channel';
      readonly key: string;
      readonly conversation: string;
      readonly shown: boolean;
      readonly text?: string;
    }
  /** The ITSM has carried out a write. */
  | { readonly op: 'itsm-write'; readonly key: string; readonly method: string }
  | { readonly op: 'fault'; readonly key: string; readonly phase: 'begins' | 'ends'; readonly about?: string }
  /** A process of the installation; `wanted` is false where it ended by itself. */
  | {
      readonly op: 'process';
      readonly key: string;
      readonly phase: 'starts' | 'ready' | 'ends';
      readonly wanted: boolean;
      readonly code?: number | null;
      readonly wasReady?: boolean;
    };

/** How a story ends: nobody takes it, it is talked about still, its user leaves the queue, or its agent closes it. */
export type Goal = 'waiting' | 'talking' | 'left' | 'closed';

export type Row = Body & {
  /** Milliseconds of a clock that never jumps and that all processes of the machine share. */
  readonly t: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly who: string;
};

/** Adds a row. */
export type Record = (who: string, body: Body) => void;

/** Milliseconds of the machine's monotonic clock. */
export const monotonic = (): number => Number(process.hrtime.bigint() / 1_000n) / 1_000;

/** A file of rows for one process; rows are written at once, so that a crash loses none. */
export function openHistory(folder: string, name: string): Record {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.jsonl`);
  return (who, body) =>
    appendFileSync(file, `${JSON.stringify({ t: monotonic(), at: Date.now(), who, ...body })}\n`);
}

/** All rows of a folder, in the order in which they happened. */
export function readHistory(folder: string): readonly Row[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
    .toSorted((a, b) => a.t - b.t);
}
