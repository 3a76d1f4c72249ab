import { appendFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { eventually } from '../../support/eventually.ts';
import { type PortRedis, startPortRedis } from '../../support/port-redis.ts';
import { openRedisLine, type RedisLine } from '../../support/redis-line.ts';

/**
 * Two Redis servers, one of which follows the other, behind one address. Replication is asynchronous: a primary that
 * dies may take with it what it has acknowledged and not passed on yet. The rig rules that out before each fail-over
 * (writes are held back until the replica has everything), so that nothing may be lost and
 * whatever is lost is our fault.
 */
export interface RedisPair {
  readonly line: RedisLine;
  /** As the installation is given it. */
  readonly url: string;
  /** The rig's own connection to the one that takes writes now. */
  client(): Redis;
  pause(): void;
  resume(): void;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Kills it and leaves the beginning of a write that was cut off at the end of its append-only file. */
  tearTail(): Promise<void>;
  /** The primary dies and the replica takes its place; links break. */
  failOver(): Promise<void>;
  /** The two change places in order; links stay with the one that takes no writes any more. */
  demote(): Promise<void>;
  stop(): Promise<void>;
}

/** A transaction of which the power went out in the middle. */
const TORN = '*1\r\n$5\r\nMULTI\r\n*3\r\n$3\r\nSET\r\n$4\r\ntorn\r\n$64\r\nha';
const MOST_MS = 20_000;
/** Longer than a fail-over takes; the hold ends with the primary. */
const HELD_MS = 600_000;

export async function openRedisPair(folder: string, password: string): Promise<RedisPair> {
  const open = (name: string): Promise<PortRedis> => {
    const own = join(folder, name);
    mkdirSync(own, { recursive: true });
    return startPortRedis(own, { requirepass: password, masterauth: password });
  };
  const nodes = await Promise.all([open('redis-a'), open('redis-b')]);
  let [primary, replica] = nodes;
  const line = await openRedisLine(primary.port);

  const follow = async (one: PortRedis, other: PortRedis): Promise<void> => {
    await one.client.call('REPLICAOF', '127.0.0.1', String(other.port));
    const inStep = async () => /master_link_status:up/.test(await one.client.info('replication'));
    await eventually(inStep, 'the replica follows', MOST_MS);
  };
  await follow(replica, primary);

  /** Everything that anybody was told to be written is in both, once writes are held back. */
  async function bothHaveAll(): Promise<void> {
    const offset = async (one: PortRedis, name: string) =>
      new RegExp(`^${name}:(\\d+)`, 'm').exec(await one.client.info('replication'))?.[1];
    const inStep = async () => {
      const [had, has] = [
        await offset(primary, 'master_repl_offset'),
        await offset(replica, 'slave_repl_offset'),
      ];
      return had !== undefined && had === has;
    };
    await eventually(inStep, 'the replica has everything', MOST_MS);
  }

  const change = (): void => {
    [primary, replica] = [replica, primary];
    line.lead(primary.port);
  };

  const pair: RedisPair = {
    line,
    url: line.url.replace('redis://', `redis://:${password}@`),
    client: () => primary.client,
    pause: () => primary.pause(),
    resume: () => primary.resume(),
    kill: () => primary.kill(),
    start: () => primary.start(),
    async tearTail() {
      await primary.kill();
      const folderOf = join(primary.folder, 'appendonlydir');
      const newest = readdirSync(folderOf)
        .filter((name) => name.endsWith('.incr.aof'))
        .toSorted((a, b) => Number(/\.(\d+)\.incr/.exec(a)?.[1]) - Number(/\.(\d+)\.incr/.exec(b)?.[1]))
        .at(-1);
      appendFileSync(join(folderOf, newest ?? ''), TORN);
      await primary.start();
    },
    async failOver() {
      await primary.client.call('CLIENT', 'PAUSE', String(HELD_MS), 'WRITE');
      await bothHaveAll();
      await primary.kill();
      await replica.client.call('REPLICAOF', 'NO', 'ONE');
      change();
      for (const link of line.connections()) link.reset();
      await replica.start();
      await follow(replica, primary);
    },
    async demote() {
      // It holds writes back by itself until the other has everything.
      await primary.client.call('FAILOVER', 'TO', '127.0.0.1', String(replica.port));
      const isReplica = async () => /role:slave/.test(await primary.client.info('replication'));
      await eventually(isReplica, 'the primary steps down', MOST_MS);
      change();
      const inStep = async () => /master_link_status:up/.test(await replica.client.info('replication'));
      await eventually(inStep, 'the former primary follows', MOST_MS);
    },
    async stop() {
      for (const node of nodes) node.resume();
      await line.close();
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
  return pair;
}
