import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Command, startCommand } from '../support/command.ts';
import { type PortRedis, startPortRedis } from '../support/port-redis.ts';
import { freePort } from '../support/ports.ts';
import { openRedisLine, type RedisLine } from '../support/redis-line.ts';

// A start that comes before Redis does waits for it, says so once, says what came of it, and goes on.

let folder: string;
let redis: PortRedis;
let line: RedisLine;
let running: Command[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'db-waits-'));
  redis = await startPortRedis(folder);
  line = await openRedisLine(redis.port);
  running = [];
}, 60_000);
afterEach(async () => {
  redis.resume();
  await Promise.all(running.map((one) => one.stop()));
  await line.close();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

function start(
  command: 'server' | 'worker',
  url: string,
  more: Readonly<Record<string, string>> = {},
): Command {
  const file = join(folder, 'deskbridge.yaml');
  writeFileSync(file, '{}');
  const env = { PORT: '0', DATA_DIR: join(folder, 'data'), DESKBRIDGE_CONFIG: file, LOG_LEVEL: 'error' };
  const one = startCommand(command, { ...env, REDIS_URL: url, REDIS_WAIT_SECONDS: '120', ...more });
  running.push(one);
  return one;
}

/** It has waited, said so once, and runs. */
async function waitsFor(server: Command, why: RegExp, come: () => unknown): Promise<void> {
  await server.says(/(The start waits for it)/);
  expect(server.output()).toMatch(why);
  await come();
  await server.says(/server at (http:\S+)/);
  expect(server.output()).toMatch(/answers after \d+ s\. The start goes on\./);
  expect(server.output().match(/The start waits for it/g)).toHaveLength(1);
  expect(server.output()).not.toMatch(/^ {4}at /m);
}

it('[faults 8 start] Redis does not answer during the start: it accepts the connection and stands still', async () => {
  redis.pause();
  const server = start('server', redis.url);
  await waitsFor(server, /does not answer \(.+\)/, () => redis.resume());
}, 120_000);

it('[faults 8 start] sibling: Redis is not there yet', async () => {
  const url = `redis://127.0.0.1:${await freePort()}`;
  const server = start('server', url);
  await server.says(/(The start waits for it)/);
  expect(server.output()).toMatch(/does not answer \(.*ECONNREFUSED.*\)/);
  await server.stop();
}, 120_000);

it('[faults 8 start] sibling: Redis reads its data back', async () => {
  line.say('LOADING Redis is loading the dataset in memory');
  const server = start('server', line.url, { REDIS_WAIT_SECONDS: '1' });
  await waitsFor(server, /is reading its data back/, () => line.say(undefined));
}, 120_000);

it('[faults 8 start] sibling: answers are lost while server and worker start', async () => {
  const both = [start('server', line.url), start('worker', line.url)];
  const disturb = setInterval(() => {
    const open = line.connections();
    open[Math.floor(Math.random() * open.length)]?.loseAnswer();
  }, 50);
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  clearInterval(disturb);
  await both[0]?.says(/server at (http:\S+)/);
  await both[1]?.says('worker is running');
  for (const one of both) expect(one.output()).not.toMatch(/unexpected error/);
}, 120_000);
