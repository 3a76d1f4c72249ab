import type { Redis } from 'ioredis';
import { ask } from './ask.ts';
import { directLineKeys } from './keys.ts';

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
      const subscriber = redis.duplicate({ maxRetriesPerRequest: null, enableOfflineQueue: true });
      // Its end is noticed by `ready` coming again; without a listener an error would end the process.
      subscriber.on('error', () => {});
      subscriber.on('message', (_channel: string, message: string) => onWake(JSON.parse(message) as Wake));
      const subscribe = () => subscriber.subscribe(directLineKeys.wake(desk));
      try {
        await ask(subscribe());
      } catch (error) {
        subscriber.disconnect();
        throw error;
      }
      // Subscribed first, then read: the other way round what comes between would be missed.
      subscriber.on('ready', () => void subscribe().then(onGap, () => {}));
      return { close: () => subscriber.disconnect() };
    },
  };
}
