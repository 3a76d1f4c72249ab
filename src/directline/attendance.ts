import type { ConversationRef } from '../chat/chat.ts';
import { type Clock, stopwatch } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { Connections } from '../store/store.ts';
import { CHANNEL } from './ports.ts';

/** Without a sign of life for so long a client is taken to have gone: Microsoft's client comes back to a broken stream within 15 s. */
const STAY_MS = 20_000;
/** A client that says goodbye has gone after this, unless it comes back: its page may only be loading again. */
const GOODBYE_MS = 6_000;
/** Signs of life of one conversation are written down this often at most. Below `GOODBYE_MS`: other processes speak up in time. */
export const AGAIN_MS = 4_000;
const MOST_KNOWN = 20_000;

/** What a socket is closed with by a client that means it: done, the page is left, no reason given. */
const GOODBYES: ReadonlySet<number> = new Set([1000, 1001, 1005]);

/** Keeps known in which conversations a client listens. Nothing waits for it: what fails is said again soon. */
export interface Attendance {
  /** A call of a conversation's client. */
  sign(conversationId: string): void;
  /** Streams of these conversations are open. */
  streams(conversationIds: readonly string[]): void;
  /** The last stream of a conversation on this process was closed, with this code. */
  closed(conversationId: string, code: number): void;
}

export function createAttendance(
  connections: Pick<Connections, 'stay' | 'leave'>,
  clock: Clock,
  log: Log,
): Attendance {
  const elapsed = stopwatch(clock);
  const known = new Map<string, number>();
  const ref = (id: string): ConversationRef => ({ channel: CHANNEL, id });
  const say = (what: Promise<void>): void =>
    void what.catch((error: unknown) => log.debug({ err: error }, 'a sign of life was not written down'));

  return {
    sign(conversationId) {
      const now = elapsed();
      if (now - (known.get(conversationId) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return;
      known.delete(conversationId);
      known.set(conversationId, now);
      if (known.size > MOST_KNOWN) known.delete(known.keys().next().value ?? '');
      say(connections.stay([ref(conversationId)], STAY_MS));
    },
    streams(conversationIds) {
      if (conversationIds.length > 0) say(connections.stay(conversationIds.map(ref), STAY_MS));
    },
    closed(conversationId, code) {
      if (!GOODBYES.has(code)) return;
      // A client that goes on without a stream is heard of at once.
      known.delete(conversationId);
      say(connections.leave(ref(conversationId), GOODBYE_MS));
    },
  };
}
