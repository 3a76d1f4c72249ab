import type { Clock } from '../shared/clock.ts';
import type { WakeFollower, WakeStore } from '../store/direct-line/wake.ts';
import { AGAIN_MS, type Attendance } from './attendance.ts';
import type { Stream } from './stream.ts';

/** Milliseconds clients have to answer the farewell of a server that stops. */
const FAREWELL = 500;

/** The streams this process holds, woken by one subscription for all of them. */
export interface LiveStreams {
  /** Resolves once wake-ups are followed: only then may a stream begin to read, or it could miss one. */
  ready(): Promise<void>;
  add(conversationId: string, stream: Stream): void;
  /** @param code with which its socket was closed */
  remove(conversationId: string, stream: Stream, code: number): void;
  close(): Promise<void>;
}

export function createLiveStreams(options: {
  readonly desk: string;
  readonly wakes: WakeStore;
  readonly clock: Clock;
  readonly perConversation: number;
  readonly keepAliveMs: number;
  readonly attendance: Attendance;
}): LiveStreams {
  const { desk, wakes, clock, perConversation, keepAliveMs, attendance } = options;
  // Sets keep the order of arrival, so the first of one is its oldest.
  const streams = new Map<string, Set<Stream>>();
  let following: Promise<WakeFollower> | undefined;
  const all = () => [...streams.values()].flatMap((set) => [...set]);
  const heart = setInterval(() => {
    const now = clock.now();
    for (const stream of all()) stream.beat(now);
  }, keepAliveMs);
  heart.unref();
  const present = setInterval(() => attendance.streams([...streams.keys()]), AGAIN_MS);
  present.unref();
  let closing = false;

  return {
    async ready() {
      following ??= wakes.follow(
        desk,
        ({ conversation, typing }) => {
          for (const stream of streams.get(conversation) ?? []) stream.wake(typing);
        },
        () => {
          for (const stream of all()) stream.wake();
        },
      );
      following.catch(() => {
        following = undefined;
      });
      await following;
    },
    add(conversationId, stream) {
      const set = streams.get(conversationId) ?? new Set();
      streams.set(conversationId, set);
      const [oldest] = set;
      // A client that comes back must always get in, also while its old sockets have not been missed yet.
      if (oldest !== undefined && set.size >= perConversation) {
        set.delete(oldest);
        oldest.close(4409, 'too many streams of this conversation');
      }
      set.add(stream);
      stream.wake();
      if (set.size === 1) attendance.streams([conversationId]);
    },
    remove(conversationId, stream, code) {
      const set = streams.get(conversationId);
      set?.delete(stream);
      if (set?.size !== 0) return;
      streams.delete(conversationId);
      // Whom we send away ourselves comes back to another process.
      if (!closing) attendance.closed(conversationId, code);
    },
    async close() {
      closing = true;
      clearInterval(heart);
      clearInterval(present);
      const open = all();
      const follower = await following?.catch(() => undefined);
      follower?.close();
      const cutOff = setTimeout(() => {
        for (const stream of open) stream.destroy();
      }, FAREWELL);
      await Promise.all(open.map((stream) => stream.close(1012, 'the server restarts')));
      clearTimeout(cutOff);
    },
  };
}
