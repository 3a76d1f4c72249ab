import type { Redis } from 'ioredis';
import type { ConversationRef } from '../chat/chat.ts';
import type { RefusalCode } from '../chat/decision.ts';
import type { Author, Entry, NewEntry } from '../chat/entry.ts';
import { laneId } from '../chat/errand.ts';
import type { Wake } from './commit.ts';
import { keysOf } from './keys.ts';
import { run } from './scripts.ts';

export interface AppendRequest {
  readonly chat: string;
  readonly agentId: string;
  /** The line without its author: that is the agent under the name by which he accepted or joined the chat. */
  readonly line: Omit<NewEntry, 'author'>;
  /** Recognises a repeat; the fingerprint tells whether it asks for the same. */
  readonly once?: { readonly key: string; readonly fingerprint: string } | undefined;
  /** Take the lane and send at once, milliseconds of lease; 0 leaves it to a job. */
  readonly leaseMs: number;
}

export type AppendResult =
  | {
      readonly kind: 'appended';
      readonly entry: Entry;
      readonly conversation: ConversationRef;
      /** The lane, where it was idle and is held by us now: send, then give it back. */
      readonly taken?: TakenLane;
      readonly wake?: Wake;
    }
  | { readonly kind: 'repeat'; readonly seq: number }
  | { readonly kind: 'key-reused' }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly owner: string };

/** A lane held: whoever holds it does its items in order and then gives it back. */
export interface TakenLane {
  readonly lane: string;
  readonly fence: string;
  readonly items: readonly string[];
  /** The seq that an earlier holder was sending when it vanished. */
  readonly sending?: number;
  /** How often the head was put off. */
  readonly tries: number;
}

/**
 * An agent's message or side note: one round trip, the same answers as `decide`. A packed chat is not
 * found: nobody writes to it any more, and the rules say how it is refused.
 */
export async function append(redis: Redis, desk: string, request: AppendRequest): Promise<AppendResult> {
  const keys = keysOf(desk);
  const lane = laneId({ kind: 'conversation', chat: request.chat });
  const [head, tail] = aroundAuthor(request.line);
  const reply = await run<[string, string | number, string, string | number, string, string]>(
    redis,
    'append',
    [
      keys.once(request.once?.key ?? ''),
      keys.chat(request.chat),
      keys.log(request.chat),
      keys.feed,
      keys.lanes,
      keys.lane(lane),
      keys.laneItems(lane),
    ],
    [
      request.chat,
      request.once?.fingerprint ?? '',
      request.line.type,
      request.agentId,
      head,
      tail,
      lane,
      request.leaseMs,
    ],
  );
  if (reply[0] === 'repeat') return repeated(String(reply[1]), request.once?.fingerprint ?? '');
  if (reply[0] === 'refused')
    return { kind: 'refused', code: reply[1] as RefusalCode, owner: reply[2] ?? '' };
  const seq = Number(reply[1]);
  const item = `deliver-messages {"seq":${seq}}`;
  return {
    kind: 'appended',
    entry: { ...request.line, seq, author: JSON.parse(reply[4]) as Author },
    conversation: JSON.parse(reply[5]) as ConversationRef,
    ...(reply[2] !== '' && { taken: { lane, fence: String(reply[2]), items: [item], tries: 0 } }),
    ...(reply[3] !== '' && { wake: { lane, wake: Number(reply[3]) } }),
  };
}

function repeated(answer: string, fingerprint: string): AppendResult {
  const [first, seq] = answer.split('|');
  return first === fingerprint ? { kind: 'repeat', seq: Number(seq) } : { kind: 'key-reused' };
}

/** A line's JSON in two parts, so that the script can put the author it knows between them. */
export function aroundAuthor(line: Omit<NewEntry, 'author'>): [head: string, tail: string] {
  const { at, ...rest } = line;
  return [`{"at":${at},"author":`, `,${JSON.stringify(rest).slice(1)}`];
}
