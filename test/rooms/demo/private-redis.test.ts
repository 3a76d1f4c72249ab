import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import {
  type PrivateRedis,
  type PrivateRedisOptions,
  startPrivateRedis,
} from '../../../src/demo/private-redis/private-redis.ts';
import { createLog } from '../../../src/shared/log.ts';
import { StartupError } from '../../../src/shared/startup-error.ts';
import { eventually } from '../../support/eventually.ts';

const log = createLog('silent');
let temporary: string;
let dataDir: string;
let running: PrivateRedis[];
let parents: ChildProcess[];

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'db-demo-'));
  dataDir = temporary;
  running = [];
  parents = [];
});

afterEach(async () => {
  for (const redis of running) await redis.stop();
  for (const parent of parents) {
    if (parent.exitCode !== null || parent.signalCode !== null) continue;
    process.kill(-(parent.pid as number), 'SIGKILL');
    await once(parent, 'close');
  }
  rmSync(temporary, { recursive: true, force: true });
});

async function start(options: Partial<PrivateRedisOptions> = {}): Promise<PrivateRedis> {
  const redis = await startPrivateRedis({ dataDir, log, ...options });
  running.push(redis);
  return redis;
}

async function refusal(options: Partial<PrivateRedisOptions> = {}): Promise<StartupError> {
  const error = await start(options).then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(StartupError);
  return error;
}

/** Runs a private Redis under a parent of its own, in a process group of its own. */
async function startUnderParent(): Promise<{ parent: ChildProcess; socket: string }> {
  const parent = spawn(process.execPath, [join(import.meta.dirname, 'redis-parent.ts'), dataDir], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  parents.push(parent);
  const [socket] = await once(createInterface({ input: parent.stdout! }), 'line');
  return { parent, socket };
}

async function kill(parent: ChildProcess, target: 'itself' | 'its group'): Promise<void> {
  const closed = once(parent, 'exit');
  process.kill(target === 'itself' ? parent.pid! : -parent.pid!, 'SIGKILL');
  await closed;
}

async function ask<T>(socket: string, question: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(socket, { retryStrategy: (times) => (times > 200 ? null : 20) });
  client.on('error', () => {});
  try {
    return await question(client);
  } finally {
    client.disconnect();
  }
}

const put = (socket: string, value: string) => ask(socket, (client) => client.set('word', value));
const get = (socket: string) => ask(socket, (client) => client.get('word'));
const pidOf = (socket: string): Promise<number> =>
  ask(socket, async (client) => Number(/process_id:(\d+)/.exec(await client.info('server'))?.[1]));

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

const until = (condition: () => boolean | Promise<boolean>): Promise<boolean> =>
  eventually(condition, 'the condition');

/** The part of the append only file that grows. */
function growingLog(): string {
  const folder = join(dataDir, 'redis', 'appendonlydir');
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.incr.aof'))!);
}

test('given a fresh data folder, when it starts, then it is durable, bounded and reached by its socket alone', async () => {
  const { socket } = await start({ maxMemory: '64mb' });
  const settings = await ask(socket, (client) => client.config('GET', '*'));
  const all = settings as unknown as string[];
  const setting = (name: string) => all[all.indexOf(name) + 1];
  expect({
    port: setting('port'),
    appendonly: setting('appendonly'),
    appendfsync: setting('appendfsync'),
    policy: setting('maxmemory-policy'),
    memory: setting('maxmemory'),
    permissions: setting('unixsocketperm'),
    protected: setting('protected-mode'),
  }).toEqual({
    port: '0',
    appendonly: 'yes',
    appendfsync: 'always',
    policy: 'noeviction',
    memory: String(64 * 1024 * 1024),
    permissions: '700',
    protected: 'yes',
  });
});

test('given data, when it stops, then its process is gone, and a second start has the data', async () => {
  const first = await start();
  await put(first.socket, 'kept');
  const pid = await pidOf(first.socket);
  await Promise.all([first.stop(), first.stop()]);
  expect(lives(pid)).toBe(false);
  expect(readdirSync(join(dataDir, 'redis'))).toEqual(['appendonlydir']);
  const second = await start();
  expect(await get(second.socket)).toBe('kept');
});

test('given a parent killed alone, when the next one starts, then the left Redis is ended and nothing is lost', async () => {
  const { parent, socket } = await startUnderParent();
  await put(socket, 'kept');
  const left = await pidOf(socket);
  await kill(parent, 'itself');
  expect(lives(left)).toBe(true);

  const next = await start();
  expect(lives(left)).toBe(false);
  expect(await get(next.socket)).toBe('kept');
});

test('given a left Redis that hangs, when the next one starts, then it is killed all the same', async () => {
  const { parent, socket } = await startUnderParent();
  await put(socket, 'kept');
  const left = await pidOf(socket);
  await kill(parent, 'itself');
  process.kill(left, 'SIGSTOP');

  const next = await start();
  expect(lives(left)).toBe(false);
  expect(await get(next.socket)).toBe('kept');
});

test.each(['', '*3\r\n$3\r\nSET\r\n$4\r\nwo'])(
  'given a killed process group and the torn tail %j, when the next one starts, then nothing acknowledged is lost',
  async (tail) => {
    const { parent, socket } = await startUnderParent();
    await put(socket, 'kept');
    const killed = await pidOf(socket);
    await kill(parent, 'its group');
    await until(() => !lives(killed));
    appendFileSync(growingLog(), tail);

    const next = await start();
    expect(await get(next.socket)).toBe('kept');
  },
);

test('given a log with garbage in it, when it starts, then the refusal says how to repair it', async () => {
  const first = await start();
  await put(first.socket, 'kept');
  await first.stop();
  appendFileSync(growingLog(), 'garbage\r\nmore garbage\r\n');

  const error = await refusal();
  expect(error.why).toMatch(/Bad file format/);
  expect(error.fix).toMatch(/redis-check-aof --fix/);
});

test('given a parent that exits without stopping it, then Redis ends with it', async () => {
  const { parent, socket } = await startUnderParent();
  const pid = await pidOf(socket);
  parent.stdin!.write('leave\n');
  await until(() => !lives(pid));
});

test('given it falls while we run, then it comes back on the same socket with its data', async () => {
  const { socket } = await start();
  await put(socket, 'kept');
  const fallen = await pidOf(socket);
  process.kill(fallen, 'SIGKILL');
  await until(() => !lives(fallen));

  expect(await get(socket)).toBe('kept');
  expect(await pidOf(socket)).not.toBe(fallen);
});

test('given it has fallen, when it is stopped before it is back, then none is left', async () => {
  const redis = await start();
  const fallen = await pidOf(redis.socket);
  process.kill(fallen, 'SIGKILL');
  await redis.stop();
  expect(lives(fallen)).toBe(false);
  expect(existsSync(join(dataDir, 'redis', 'running.json'))).toBe(false);
  const next = await start();
  expect(await ask(next.socket, (client) => client.ping())).toBe('PONG');
});

test('given Ctrl-C reaches the whole group, then Redis is shielded and waits for its parent', async () => {
  const { socket } = await start();
  const status = readFileSync(`/proc/${await pidOf(socket)}/status`, 'utf8');
  const blocked = Number.parseInt(/SigBlk:\s*(\w+)/.exec(status)?.[1] ?? '', 16);
  const interrupt = 2;
  expect(blocked & (1 << (interrupt - 1))).not.toBe(0);
});

test('given a data folder with a long path, then the socket lies in a short folder that stop removes', async () => {
  dataDir = join(dataDir, 'a folder with a name'.repeat(8));
  const redis = await start();
  expect(Buffer.byteLength(redis.socket)).toBeLessThan(104);
  expect(await ask(redis.socket, (client) => client.config('GET', 'dir'))).toEqual([
    'dir',
    join(dataDir, 'redis'),
  ]);
  await redis.stop();
  expect(existsSync(join(redis.socket, '..'))).toBe(false);
});

test('given a long path and a killed group, when the next one starts, then no socket folder is left over', async () => {
  dataDir = join(dataDir, 'x'.repeat(150));
  const { parent, socket } = await startUnderParent();
  await kill(parent, 'its group');
  await start();
  expect(existsSync(join(socket, '..'))).toBe(false);
});

test('given two data folders, when both run, then neither sees the other', async () => {
  const other = mkdtempSync(join(tmpdir(), 'db-demo-'));
  const [first, second] = await Promise.all([start(), start({ dataDir: other })]);
  await put(first.socket, 'first');
  expect(await get(second.socket)).toBeNull();
  await second.stop();
  rmSync(other, { recursive: true });
});

test('given one that runs, when another starts on the same folder, then it is refused and the first goes on', async () => {
  const { socket } = await startUnderParent();
  await put(socket, 'first');
  const error = await refusal();
  expect(error.message).toMatch(/in use/);
  expect(await get(socket)).toBe('first');
});

test('given ten starts at once on one folder, then exactly one has it', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => start()));
  const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(refusals).toHaveLength(9);
  for (const reason of refusals) expect(reason).toBeInstanceOf(StartupError);
});

test('given foreign files in the data folder, when it starts and stops, then they are untouched', async () => {
  mkdirSync(join(dataDir, 'redis'));
  const foreign = ['notes.txt', 'redis/dump.rdb.bak', 'redis/running.json'];
  for (const file of foreign.slice(0, 2)) writeFileSync(join(dataDir, file), 'mine');
  writeFileSync(join(dataDir, 'redis/running.json'), '{"pid":"no number"');
  const redis = await start();
  await redis.stop();
  for (const file of foreign.slice(0, 2)) expect(readFileSync(join(dataDir, file), 'utf8')).toBe('mine');
});

test('given a record that names a Redis of somebody else, when it starts, then that one is not touched', async () => {
  const stranger = process.env.TEST_REDIS!;
  const pid = await pidOf(stranger);
  mkdirSync(join(dataDir, 'redis'));
  writeFileSync(join(dataDir, 'redis/running.json'), JSON.stringify({ pid, socket: stranger }));
  const redis = await start();
  expect(await pidOf(redis.socket)).not.toBe(pid);
  expect(await pidOf(stranger)).toBe(pid);
});

test.each([
  ['below a regular file', (folder: string) => writeFileSync(join(folder, 'file'), ''), 'file/data'],
  ['with a file in its place', (folder: string) => writeFileSync(join(folder, 'redis'), ''), '.'],
])('given a data folder %s, when it starts, then the refusal names DATA_DIR', async (_where, plant, path) => {
  plant(dataDir);
  const error = await refusal({ dataDir: join(dataDir, path) });
  expect(error.message).toMatch(/cannot be written/);
  expect(error.fix).toMatch(/DATA_DIR/);
});

test.each([
  ['missing', undefined, /ENOENT/],
  ['too old', 'echo "Redis server v=6.0.16 sha=0:0 malloc=jemalloc bits=64"', /version 6\.0/],
  ['no Redis', 'echo hello', /version 0\.0/],
])('given a redis-server that is %s, when it starts, then the refusal says so', async (_how, script, why) => {
  const program = join(dataDir, 'redis-server');
  if (script !== undefined) {
    writeFileSync(program, `#!/bin/sh\n${script}\n`);
    chmodSync(program, 0o755);
  }
  const error = await refusal({ program });
  expect(error.why).toMatch(why);
  expect(error.fix).toMatch(/apt-get install/);
});

test('given a setting that Redis refuses, when it starts, then its own words are the reason', async () => {
  const error = await refusal({ maxMemory: 'plenty' });
  expect(error.why).toMatch(/memory/);
  const next = await start();
  expect(await ask(next.socket, (client) => client.ping())).toBe('PONG');
});
