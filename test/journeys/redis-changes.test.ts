import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { acknowledged } from '../support/acknowledged.ts';
import { openConsoleSocket } from '../support/console-socket.ts';
import { eventually } from '../support/eventually.ts';
import { failOver } from '../support/failover.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { Agent, User } from '../support/people.ts';
import { type PortRedis, startPortRedis } from '../support/port-redis.ts';
import { openRedisLine, type RedisLine } from '../support/redis-line.ts';

// Redis comes back different: another server, empty, full, read-only. One server and one worker go on by
// themselves; nobody starts them again.

let house: Installation;
let line: RedisLine;
let other: PortRedis;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'db-other-redis-'));
  other = await startPortRedis(folder);
  house = await startInstallation({}, async ({ port }) => {
    line = await openRedisLine(port);
    return line.url;
  });
}, 90_000);

afterAll(async () => {
  await house?.stop();
  await line?.close();
  await other?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 90_000);

const readiness = async () => {
  const response = await fetch(`${house.url}/readyz`, { signal: AbortSignal.timeout(10_000) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const isReady = () => eventually(async () => (await readiness()).status === 200, 'ready', 30_000);
const stillRunning = () => [house.server, house.worker].map((one) => one.process.exitCode);

/** Somebody signs in; a user arrives, is accepted and answered, gets a ticket: all that needs Redis, both ways. */
async function chatsWork(): Promise<{ alice: Agent; user: User; id: string }> {
  const alice = await eventually(() => Agent.signIn(house.url, 'alice'), 'alice signs in', 30_000);
  const user = await eventually(() => User.arrive(house.url), 'a user arrives', 30_000);
  await eventually(() => user.escalate().then(() => true), 'the user asks for an agent', 30_000);
  const { id } = await alice.finds(user);
  await acknowledged(() => alice.do(`/chats/${id}/accept`), 'alice accepts');
  await acknowledged(() => alice.do(`/chats/${id}/messages`, { text: 'How can I help?' }), 'alice writes');
  await user.hears('How can I help?');
  await acknowledged(() => alice.do(`/chats/${id}/tickets`, { type: 'incident' }), 'alice wants a ticket');
  await alice.ticket(id, 1, 'created');
  return { alice, user, id };
}

it('[chat F2] is not ready while Redis has no room for any write, and says so; full is not ready, tight is', async () => {
  await isReady();
  const { client } = house.redis;
  const used = Number((await client.info('memory')).match(/^used_memory:(\d+)/m)?.[1]);
  await client.config('SET', 'maxmemory', String(Math.round(used / 0.85)));
  await eventually(async () => (await readiness()).body.intake === 'refused', 'intake is refused');
  expect((await readiness()).status).toBe(200);
  await client.config('SET', 'maxmemory', '1mb');
  await eventually(async () => (await readiness()).status === 503, 'not ready');
  expect((await readiness()).body).toMatchObject({ parts: { redis: 'down', bot: 'up' } });
  await client.config('SET', 'maxmemory', '0');
  await isReady();
  await eventually(async () => (await readiness()).body.intake === 'open', 'intake is open');
}, 90_000);

it('[chat F2] sibling: is not ready while the running Redis is a replica', async () => {
  await isReady();
  await house.redis.client.replicaof('127.0.0.1', '1');
  await eventually(async () => (await readiness()).status === 503, 'not ready');
  await house.redis.client.replicaof('NO', 'ONE');
  await isReady();
  await chatsWork();
}, 120_000);

it('[chat F2] sibling: is not ready while Redis refuses writes because its disk failed', async () => {
  await isReady();
  const { client } = house.redis;
  // A snapshot cannot take the place of a folder.
  mkdirSync(join(house.redis.folder, 'dump.rdb'));
  await client.config('SET', 'save', '3600 1000000');
  await client.set('{probe}:something', '1');
  await client.bgsave();
  await eventually(async () => (await readiness()).status === 503, 'not ready', 30_000);
  rmSync(join(house.redis.folder, 'dump.rdb'), { recursive: true });
  await client.config('SET', 'save', '');
  await isReady();
}, 90_000);

it('[faults 5] Redis is emptied: sweeps, limits, windows and chats are there again', async () => {
  const { alice } = await chatsWork();
  const window = await openConsoleSocket(alice);
  await eventually(() => window.frames.length > 0, 'the window is open');
  const { client } = house.redis;
  const scheduled = () => client.zcard('{jobs-main-housekeeping}:housekeeping:repeat');
  const before = await scheduled();
  expect(before).toBeGreaterThan(5);
  await client.flushall();
  await eventually(async () => (await scheduled()) === before, 'the sweeps have turns again', 30_000);
  await eventually(
    async () =>
      (await client.hget('{jobs-main-connector-helix}:connector-helix:meta', 'concurrency')) !== null,
    'the limit of the connector',
  );
  await eventually(
    () => window.frames.filter(({ kind }) => kind === 'resync').length > 1,
    'the window is told to read its lists anew',
  );
  window.close();
  await isReady();
  await chatsWork();
  const turn = async () =>
    Number(await client.zscore('{jobs-main-housekeeping}:housekeeping:repeat', 'sweep-outbox'));
  const next = await turn();
  await eventually(async () => (await turn()) > next, 'the sweeps run');
  expect(stillRunning()).toEqual([null, null]);
}, 120_000);

it('[faults 5] sibling: a sweep that lost its turn alone makes the server not ready, and it is mended', async () => {
  await isReady();
  await house.redis.client.zrem('{jobs-main-housekeeping}:housekeeping:repeat', 'archive-chats');
  await eventually(
    async () => ((await readiness()).body.parts as Record<string, string>).sweeps === 'down',
    'the server says so',
  );
  // A link that comes back is a reason to look.
  for (const one of line.connections()) one.reset();
  await isReady();
}, 90_000);

it('[faults 5] sibling: Redis comes back without its data', async () => {
  const { client } = house.redis;
  await client.config('SET', 'appendonly', 'no');
  await house.redis.kill();
  rmSync(join(house.redis.folder, 'appendonlydir'), { recursive: true, force: true });
  await house.redis.start();
  expect(await client.dbsize()).toBeLessThan(1_000);
  await isReady();
  await chatsWork();
  expect(await client.zcard('{jobs-main-housekeeping}:housekeeping:repeat')).toBeGreaterThan(5);
  expect(stillRunning()).toEqual([null, null]);
}, 120_000);

it('[chat F1] another Redis leads behind the same address: chats and tickets go on, nobody stays with the old one', async () => {
  const { alice, user, id } = await chatsWork();
  const window = await openConsoleSocket(alice);
  await eventually(() => window.frames.length > 0, 'the window is open');
  await failOver(house.redis, other, line);
  await acknowledged(() => user.say('Are you still there?'), 'the user goes on');
  await alice.reads(id, 'Are you still there?');
  await acknowledged(() => alice.do(`/chats/${id}/messages`, { text: 'I am' }), 'alice goes on');
  await user.hears('I am');
  const { seq } = await alice.reads(id, 'I am');
  await eventually(
    () => window.frames.some((frame) => frame.kind === 'resync' || ('seq' in frame && frame.seq === seq)),
    'the open window hears of it',
  );
  window.close();
  await isReady();
  await chatsWork();
  const clientsAtOld = async () =>
    String(await house.redis.client.client('LIST'))
      .split('\n')
      .filter((one) => /name=(deskbridge|\{jobs-)/.test(one));
  await eventually(async () => (await clientsAtOld()).length === 0, 'nobody is at the old one', 30_000);
  expect(stillRunning()).toEqual([null, null]);
}, 150_000);
