import { appendFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { eventually } from '../../support/eventually.ts';
import { type PortRedis, startPortRedis } from '../../support/port-redis.ts';
import { openTcpProxy, type TcpProxy } from './tcp-proxy.ts';

interface Node {
  readonly redis: PortRedis;
  readonly folder: string;
  readonly port: number;
}

/**
 * Two Redis servers, one of which follows the other, behind one address. Replication is asynchronous: a primary that
 * dies may take with it what it has acknowledged and not passed on yet. The rig rules that out before each fail-over
 * (it holds new requests back and waits with WAIT until the replica has everything), so that nothing may be lost and
 * whatever is lost is our fault.
 */
export interface RedisPair {
  readonly proxy: TcpProxy;
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

export async function openRedisPair(folder: string, password: string): Promise<RedisPair> {
  const open = async (name: string): Promise<Node> => {
    const own = join(folder, name);
    mkdirSync(own, { recursive: true });
    const redis = await startPortRedis(own, { requirepass: password, masterauth: password });
    return { redis, folder: own, port: Number(new URL(redis.url).port) };
  };
  const nodes = await Promise.all([open('redis-a'), open('redis-b')]);
  let [primary, replica] = nodes as [Node, Node];
  const proxy = await openTcpProxy(primary.port);

  const follow = async (one: Node, other: Node): Promise<void> => {
    await one.redis.client.call('REPLICAOF', '127.0.0.1', String(other.port));
    const inStep = async () => /master_link_status:up/.test(await one.redis.client.info('replication'));
    await eventually(inStep, 'the replica follows', MOST_MS);
  };
  await follow(replica, primary);

  /** Everything that anybody was told to be written is in both. */
  async function bothHaveAll(): Promise<void> {
    await eventually(
      async () => {
        await primary.redis.client.set('faults:marker', String(Date.now()));
        return Number(await primary.redis.client.call('WAIT', '1', '1000')) >= 1;
      },
      'the replica has everything',
      MOST_MS,
    );
  }

  const change = (): void => {
    [primary, replica] = [replica, primary];
    proxy.target = primary.port;
  };

  const pair: RedisPair = {
    proxy,
    url: `redis://:${password}@127.0.0.1:${proxy.port}`,
    client: () => primary.redis.client,
    pause: () => primary.redis.pause(),
    resume: () => primary.redis.resume(),
    kill: () => primary.redis.kill(),
    start: () => primary.redis.start(),
    async tearTail() {
      await primary.redis.kill();
      const folderOf = join(primary.folder, 'appendonlydir');
      const newest = readdirSync(folderOf)
        .filter((name) => name.endsWith('.incr.aof'))
        .toSorted((a, b) => Number(/\.(\d+)\.incr/.exec(a)?.[1]) - Number(/\.(\d+)\.incr/.exec(b)?.[1]))
        .at(-1);
      appendFileSync(join(folderOf, newest ?? ''), TORN);
      await primary.redis.start();
    },
    async failOver() {
      proxy.strike('held');
      await bothHaveAll();
      await primary.redis.kill();
      await replica.redis.client.call('REPLICAOF', 'NO', 'ONE');
      change();
      proxy.cut();
      await replica.redis.start();
      await follow(replica, primary);
    },
    async demote() {
      await bothHaveAll();
      await primary.redis.client.call('FAILOVER', 'TO', '127.0.0.1', String(replica.port));
      const isReplica = async () => /role:slave/.test(await primary.redis.client.info('replication'));
      await eventually(isReplica, 'the primary steps down', MOST_MS);
      change();
      const inStep = async () => /master_link_status:up/.test(await replica.redis.client.info('replication'));
      await eventually(inStep, 'the former primary follows', MOST_MS);
    },
    async stop() {
      for (const { redis } of nodes) redis.resume();
      await proxy.close();
      await Promise.all(nodes.map(({ redis }) => redis.stop()));
    },
  };
  return pair;
}
