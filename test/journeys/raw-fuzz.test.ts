import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { openFuzzDemo } from '../bench/fuzz-demo.ts';
import { fuzz, held } from '../bench/raw-fuzz.ts';
import { eventually } from '../support/eventually.ts';
import { User } from '../support/people.ts';
import { startRedis } from '../support/redis.ts';

// Real processes, and whatever bytes anybody may send them. `npm run fuzz` does the same with 100,000.

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

test('[faults 1] 2,000 requests that no client would send, at both ports: all lives on and nothing stays open', async () => {
  const { demo, pid, targets } = await openFuzzDemo();
  undo.push(() => demo.stop());
  const user = await User.arrive(demo.url);
  await fuzz({ targets, pid, seed: 42, requests: 200 });
  const before = held(pid);
  const { sent, answers } = await fuzz({ targets, pid, seed: 1, requests: 2_000 });
  expect(sent).toBe(2_000);
  // Frames were taken, and nothing was an error of ours.
  expect(answers['101']).toBeGreaterThan(0);
  expect(answers['500']).toBeUndefined();
  expect(demo.process.exitCode).toBeNull();
  expect((await user.say('still here?')).status).toBe(200);
  await eventually(() => held(pid).fds <= before.fds * 1.05, 'the descriptors come back', 60_000);
  expect(demo.output()).not.toMatch(/"level":"(?:error|fatal)"/);
}, 180_000);

test('[faults 7] a server with 200 descriptors answers others while 400 callers say nothing, or half of it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'db-few-'));
  const redis = await startRedis();
  undo.push(redis.stop, () => rmSync(folder, { recursive: true, force: true }));
  const server = spawn('sh', ['-c', 'ulimit -n 200 && exec "$0" src/cli.ts server', process.execPath], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      REDIS_URL: redis.path,
      DATA_DIR: folder,
      PORT: '0',
      LOG_LEVEL: 'warn',
    },
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  undo.push(() => {
    server.kill('SIGTERM');
    return ended;
  });
  let output = '';
  for (const stream of [server.stdout, server.stderr])
    stream.on('data', (text) => {
      output += text;
    });
  const url = await eventually(() => /server at (http:\S+)/.exec(output)?.[1], 'it runs', 30_000);
  const { host, port } = new URL(url);
  const callers: Socket[] = [];
  undo.push(() => {
    for (const socket of callers) socket.destroy();
  });
  const upgrade = `GET /nothing HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
  for (let n = 0; n < 400; n++) {
    const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => {});
    callers.push(socket);
    socket.write(['', `GET / HTTP/1.1\r\nHost: ${host}\r\nX-Half`, upgrade][n % 3] ?? '');
    if (n % 50 === 49) expect((await fetch(`${url}/healthz`)).status).toBe(200);
  }
  const user = await User.arrive(url);
  expect((await user.say('hello')).status).toBe(200);
  expect(server.exitCode).toBeNull();
}, 120_000);
