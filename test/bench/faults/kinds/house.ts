import { between, pause } from '../../../support/seeded.ts';
import type { Kind, Stage } from './kind.ts';

type Strike = Kind['strike'];
const READY_WITHIN_MS = 60_000;

const lasts = ({ random, mostMs }: Stage, from: number, to: number): number =>
  between(random, from, Math.max(from, Math.min(to, mostMs)));

const one = <T>(all: readonly T[], random: () => number): T => all[between(random, 0, all.length - 1)] as T;

const kill =
  (which: 'servers' | 'workers'): Strike =>
  async ({ house, random }) => {
    const post = one(house[which], random);
    post.kill();
    await post.ready(READY_WITHIN_MS);
    return post.name;
  };

const halt =
  (which: 'servers' | 'workers', longestMs: number): Strike =>
  async (stage) => {
    const post = one(stage.house[which], stage.random);
    const ms = lasts(stage, 500, longestMs);
    post.halt();
    await pause(ms);
    post.goOn();
    return `${post.name} for ${ms} ms`;
  };

const LOSING_MS = 250;

/** Processes, Redis and the links to it. */
export const HOUSE_KINDS: Readonly<Record<string, Kind>> = Object.fromEntries(
  Object.entries<Strike>({
    'kill-server': kill('servers'),
    'kill-worker': kill('workers'),
    'kill-all': async ({ house: { servers, workers } }) => {
      const posts = [...servers, ...workers];
      for (const post of posts) post.kill();
      await Promise.all(posts.map((post) => post.ready(READY_WITHIN_MS)));
      return 'both servers and both workers';
    },
    'kill-redis': async (stage) => {
      const ms = lasts(stage, 0, 3_000);
      await stage.house.redis.kill();
      await pause(ms);
      await stage.house.redis.start();
      return `away for ${ms} ms`;
    },
    'stop-server': halt('servers', 6_000),
    // Past the lease of a lane and the lock of a job.
    'stop-worker': halt('workers', 14_000),
    'stop-redis': async (stage) => {
      const ms = lasts(stage, 500, 6_000);
      stage.house.redis.pause();
      await pause(ms);
      stage.house.redis.resume();
      return `for ${ms} ms`;
    },
    'client-kill': async ({ house }) => {
      const client = house.redis.client();
      const killed = [
        await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'),
        await client.call('CLIENT', 'KILL', 'TYPE', 'pubsub', 'SKIPME', 'yes'),
      ];
      return `${killed.join(' + ')} connections`;
    },
    maxmemory: async (stage) => {
      const client = stage.house.redis.client();
      const ms = lasts(stage, 500, 4_000);
      await client.config('SET', 'maxmemory', '1mb');
      await pause(ms);
      await client.config('SET', 'maxmemory', '0');
      return `for ${ms} ms`;
    },
    'link-reset': async ({ house, random }) => {
      const times = between(random, 1, 4);
      for (let i = 0; i < times; i += 1) {
        for (const link of house.redis.line.connections()) link.reset();
        await pause(between(random, 20, 400));
      }
      return `${times} times`;
    },
    // Both sides stay connected and nothing passes; new links are well.
    'link-half-open': async (stage) => {
      const ms = lasts(stage, 500, 6_000);
      const links = stage.house.redis.line.connections();
      for (const link of links) link.silence();
      await pause(ms);
      for (const link of links) link.reset();
      return `${links.length} links for ${ms} ms`;
    },
    // What is asked is done; its answer is lost, and the link with it. New links fare no better for a while.
    'link-reply-dropped': async (stage) => {
      const ms = lasts(stage, 200, 3_000);
      const { line } = stage.house.redis;
      let struck = 0;
      for (const end = performance.now() + ms; performance.now() < end; await pause(LOSING_MS)) {
        for (const link of line.connections()) link.loseAnswer();
        struck += line.connections().length;
      }
      return `${struck} answers in ${ms} ms`;
    },
    'redis-failover': async ({ house }) => {
      await house.redis.failOver();
      return 'the primary dies';
    },
    'redis-demote': async ({ house }) => {
      await house.redis.demote();
      return 'the primary steps down and keeps its links';
    },
    'redis-torn-tail': async ({ house }) => {
      await house.redis.tearTail();
      return 'killed in the middle of a write';
    },
  }).map(([name, strike]) => [name, { lane: 'house', strike }]),
);
