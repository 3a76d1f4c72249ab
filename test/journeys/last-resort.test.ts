import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startCommand } from '../support/command.ts';
import { startDemo } from '../support/demo.ts';
import { eventually } from '../support/eventually.ts';
import { Agent, User } from '../support/people.ts';
import { processesOf } from '../support/processes.ts';
import { startRedis } from '../support/redis.ts';

// An error that nobody catches: here that of an admin's own virtual agent, after its turn is over.

const SECRET = 'password=Tr0ub4dor';
const AGENT = `export default () => ({
  async run(context) {
    const { type, text } = context.activity;
    if (type !== 'message') return;
    if (text === 'crash') setTimeout(() => { throw new Error('boom, ${SECRET}'); });
    else if (text === 'reject') void Promise.reject(new Error('boom, ${SECRET}'));
    else if (text === 'emit') process.nextTick(() => context.adapter.constructor.nothing.here);
    else if (text === 'help') await context.sendActivity({ type: 'event', name: 'handoff.initiate', value: {} });
    if (text === 'wait') await new Promise((resolve) => setTimeout(resolve, 1_000));
  },
});`;

let folder: string;
const undo: (() => unknown)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'db-last-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function settings(): string {
  const module = join(folder, 'agent.mjs');
  const file = join(folder, 'deskbridge.yaml');
  writeFileSync(module, AGENT);
  writeFileSync(file, JSON.stringify({ bot: { module } }));
  return file;
}

const ready = async (url: string) => (await fetch(`${url}/readyz`)).status === 200;
/** The process that the parent keeps. */
async function childOf(group: number): Promise<number> {
  return eventually(
    () =>
      processesOf(group).find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('src/cli.ts')),
    'the child runs',
  );
}

test('under npm start it comes back by itself: after an error, a rejection and kill -9, with its sessions and chats', async () => {
  const demo = await startDemo({
    kept: true,
    dataDir: join(folder, 'data'),
    env: { DESKBRIDGE_CONFIG: settings() },
  });
  undo.push(() => demo.stop());
  const group = demo.process.pid ?? 0;
  const [alice, user] = [await Agent.signIn(demo.url, 'alice'), await User.arrive(demo.url)];
  await user.say('help');
  const { id } = await alice.finds(user);
  await alice.do(`/chats/${id}/accept`);
  const faults = [
    async () => void (await (await User.arrive(demo.url)).say('crash')),
    async () => void (await (await User.arrive(demo.url)).say('reject')),
    async () => void process.kill(await childOf(group), 'SIGKILL'),
  ];
  for (const [n, fault] of faults.entries()) {
    const before = await childOf(group);
    await fault();
    await eventually(() => !processesOf(group).includes(before), 'the process has ended', 30_000);
    await eventually(() => ready(demo.url), 'it is back', 60_000);
    expect((await user.say(`still here ${n}`)).status).toBe(200);
    await alice.reads(id, `still here ${n}`);
  }
  expect(demo.output().match(/an unexpected error ends this process/g)).toHaveLength(2);
  expect(demo.output()).not.toContain('Tr0ub4dor');

  demo.process.kill('SIGTERM');
  await eventually(() => demo.process.exitCode === 0, 'it ends in order', 30_000);
  expect(processesOf(group)).toEqual([]);
}, 180_000);

test('whoever kills the parent leaves nothing behind', async () => {
  const demo = await startDemo({ kept: true, dataDir: join(folder, 'data') });
  undo.push(() => demo.stop());
  demo.process.kill('SIGKILL');
  await eventually(() => processesOf(demo.process.pid ?? 0).length === 0, 'all have ended', 30_000);
}, 120_000);

test.each(['crash', 'reject', 'emit'])(
  'a server says at once that it is not ready, finishes what is under way and exits with 1: %s',
  async (fault) => {
    const redis = await startRedis();
    undo.push(redis.stop);
    const server = startCommand('server', {
      REDIS_URL: redis.path,
      DESKBRIDGE_CONFIG: settings(),
      PORT: '0',
      DATA_DIR: join(folder, 'data'),
      LOG_LEVEL: 'warn',
    });
    undo.push(server.stop);
    const url = await server.says(/server at (http:\S+)/);
    const user = await User.arrive(url);

    // Half of a request is there when the error comes.
    const { hostname, port, host } = new URL(url);
    const body = '{"userName":"Una"}';
    const slow = connect(Number(port), hostname);
    undo.push(() => slow.destroy());
    let answer = '';
    slow.on('data', (text) => {
      answer += text;
    });
    slow.write(
      `POST /chat/session HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    );
    await eventually(() => answer.includes('100 Continue'), 'the request is under way');
    await user.say(fault).catch(() => {});
    await eventually(async () => {
      const response = await fetch(`${url}/readyz`);
      const { parts } = (await response.json()) as { parts: { process: string } };
      return response.status === 503 && parts.process === 'down';
    }, 'it is not ready');
    const late = await fetch(`${url}/chat/session`, { method: 'POST' });
    expect([late.status, await late.json()]).toMatchObject([503, { code: 'going-down' }]);
    slow.write(body.slice(5));
    await eventually(() => answer.includes('"conversationId"'), 'what was under way is answered');

    expect(await server.exited).toBe(1);
    const fatal = server
      .output()
      .split('\n')
      .filter((line) => line.includes('"level":"fatal"'));
    expect(fatal.map((line) => JSON.parse(line))).toMatchObject([
      { msg: expect.stringContaining('unexpected error') },
    ]);
    expect(server.output()).not.toContain('Tr0ub4dor');
  },
  60_000,
);
