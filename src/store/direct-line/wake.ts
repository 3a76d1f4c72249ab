import type { Redis } from 'ioredis';
import { within } from '../../shared/within.ts';
import { subscribe } from '../subscribe.ts';
import { ask } from './ask.ts';
import { directLineKeys } from './keys.ts';

/** Whoever waits for the first stream of a process is answered within this, milliseconds. */
const FIRST_ANSWER_MS = 5_000;

/** A conversation has something new: read it from your watermark. `typing` is all there is of an activity that no log keeps. */
export interface Wake {
  readonly conversation: string;
  readonly typing?: Readonly<Record<string, unknown>>;
}

export interface WakeFollower {
  close(): void;
}

export interface WakeStore {
  /** Tells all processes' live streams of an activity that is not kept. */
  typing(desk: string, conversationId: string, activity: Readonly<Record<string, unknown>>): Promise<void>;
  /**
   * Follows a desk's wake-ups on one connection of its own. Wake-ups can be missed while that
   * connection is down, so `onGap` is called each time it is back: read everything again.
   */
  follow(desk: string, onWake: (wake: Wake) => void, onGap: () => void): Promise<WakeFollower>;
}

export function createWakeStore(redis: Redis): WakeStore {
  return {
    async typing(desk, conversationId, activity) {
      const wake: Wake = { conversation: conversationId, typing: activity };
      await ask(redis.publish(directLineKeys.wake(desk), JSON.stringify(wake)));
    },
    async follow(desk, onWake, onGap) {
      const hear = (message: string) => onWake(JSON.parse(message) as Wake);
      const { begun, stop } = subscribe(redis, directLineKeys.wake(desk), hear, onGap);
      try {
        await ask(within(FIRST_ANSWER_MS, begun));
      } catch (error) {
        stop();
        throw error;
      }
      return { close: stop };
    },
  };
}
