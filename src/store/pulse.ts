import type { Redis } from 'ioredis';
import type { Log } from '../shared/log.ts';
import { lineageOf, pulse } from './era.ts';
import type { FeedReader } from './feed.ts';

const BEAT_MS = 2_000;
/** What was made once is looked after this often, whether or not Redis seems to have changed. */
const RENEW_MS = 60_000;
/** Workers are known to others for a while after their last beat, longer than a short outage. */
const WORKERS_MS = 60_000;

/** Notices within seconds that Redis has become another one, and makes anew what it has to hold. */
export interface Pulse {
  /** Rejects where Redis does not take a write of the kind that scripts make, at this moment. */
  prove(): Promise<void>;
  /**
   * Something that Redis has to hold as long as this process lives: it is made now, after every connection that
   * was lost, in every new era of the feed, and every minute; where that fails it is tried again with the next beat.
   * @returns resolves once it is there for the first time
   */
  keep(what: string, make: () => Promise<unknown>): Promise<void>;
  /** The feed as this process hears it: it begins anew with each era, and a row of it that is gone begins one. */
  follow(feed: Pick<FeedReader, 'beginAnew' | 'heard'>): void;
  /** From now on other processes of the desk know that there are workers. */
  vouchForWorkers(): void;
  stop(): void;
}

interface Kept {
  readonly what: string;
  readonly make: () => Promise<unknown>;
  readonly begun: () => void;
  due: boolean;
}

/** Begins at once; one for each process and desk. */
export function startPulse(redis: Redis, desk: string, log: Log): Pulse {
  const kept: Kept[] = [];
  let era: string | undefined;
  let feed: Pick<FeedReader, 'beginAnew' | 'heard'> | undefined;
  let workersMs = 0;
  let isOther = true;
  let refused = false;
  let renewed = performance.now();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let beating = false;
  let again = false;

  function renewAll(): void {
    renewed = performance.now();
    for (const one of kept) one.due = true;
  }

  async function eraNow(): Promise<string> {
    const asks = isOther;
    // What comes back as another one meanwhile is asked about with the next beat.
    isOther = false;
    try {
      return await pulse(redis, desk, {
        lineage: asks ? await lineageOf(redis) : '',
        workersMs,
        heard: feed?.heard() ?? '',
      });
    } catch (error) {
      isOther ||= asks;
      throw error;
    }
  }

  async function look(): Promise<void> {
    const now = await eraNow();
    if (refused) log.info('redis takes writes again');
    refused = false;
    const isNew = era !== undefined && era !== now;
    era = now;
    if (!isNew) return;
    log.warn(
      { era },
      'redis is another one, was started again or was emptied; what it has to hold is made anew',
    );
    renewAll();
    feed?.beginAnew();
  }

  async function make(one: Kept): Promise<void> {
    one.due = false;
    try {
      await one.make();
      one.begun();
    } catch (error) {
      one.due = true;
      log.warn({ err: error, what: one.what }, 'could not be made; it is tried again');
    }
  }

  async function beat(): Promise<void> {
    try {
      await look();
      if (performance.now() - renewed > RENEW_MS) {
        isOther = true;
        renewAll();
      }
      for (const one of kept) if (one.due && !stopped) await make(one);
    } catch (error) {
      if (!refused && !stopped) log.warn({ err: error }, 'redis does not take writes');
      refused = true;
    }
  }

  /** One at a time; what is asked for meanwhile comes right after. */
  function hurry(): void {
    clearTimeout(timer);
    if (stopped) return;
    again = beating;
    if (beating) return;
    beating = true;
    void beat().finally(() => {
      beating = false;
      if (!stopped) timer = setTimeout(hurry, again ? 0 : BEAT_MS).unref();
    });
  }

  const onReady = (): void => {
    isOther = true;
    renewAll();
    hurry();
  };
  redis.on('ready', onReady);
  hurry();
  return {
    prove: async () => void (await pulse(redis, desk)),
    keep: (what, make) =>
      new Promise((resolve) => {
        kept.push({ what, make, begun: resolve, due: true });
        hurry();
      }),
    follow(its) {
      feed = its;
    },
    vouchForWorkers() {
      workersMs = WORKERS_MS;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      redis.off('ready', onReady);
    },
  };
}
