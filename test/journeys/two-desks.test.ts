import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { type Simulator, startSimulator } from '../../connectors/bmc-helix/simulator/index.ts';
import { hashPassword } from '../../src/people/passwords.ts';
import { type Command, startCommand } from '../support/command.ts';
import { PASSWORD } from '../support/demo.ts';
import { helix } from '../support/desk-house.ts';
import { Agent, User } from '../support/people.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { Auditor } from '../support/sandbox.ts';

// Two installations, each with a desk of its own, share one Redis and one DATA_DIR. Their connectors have one id too.

const DESKS = ['a', 'b'] as const;
type DeskName = (typeof DESKS)[number];

let folder: string;
let redis: TestRedis;
let itsm: Simulator;
const running: Command[] = [];
const urls = {} as Record<DeskName, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'db-two-desks-'));
  [redis, itsm] = await Promise.all([
    startRedis(),
    startSimulator({ port: 0, dataDir: join(folder, 'itsm') }),
  ]);
  const settings = join(folder, 'deskbridge.yaml');
  const alice = {
    id: 'alice',
    name: 'Alice Smith',
    roles: ['agent'],
    passwordHash: await hashPassword(PASSWORD),
    itsm: { name: 'Alice Smith', login: 'alice' },
  };
  writeFileSync(
    settings,
    JSON.stringify({
      queues: ['Network'],
      topics: [{ name: 'Network', queue: 'Network', synonyms: ['VPN'] }],
      agents: [alice],
      connectors: [helix('helix', itsm.url)],
    }),
  );
  await Promise.all(
    DESKS.map(async (desk) => {
      const env = {
        REDIS_URL: redis.path,
        DESKBRIDGE_DESK: desk,
        DESKBRIDGE_CONFIG: settings,
        DATA_DIR: join(folder, 'data'),
        LOG_LEVEL: 'warn',
        PORT: '0',
      };
      const [server, worker] = [startCommand('server', env), startCommand('worker', env)];
      running.push(server, worker);
      urls[desk] = await server.says(/server at (http\S+)/);
      await worker.says('worker is running');
    }),
  );
}, 120_000);

afterAll(async () => {
  await Promise.all(running.map((one) => one.stop()));
  await itsm?.close();
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The main job on one desk, from the escalation to the resolved incident. */
async function mainJob(desk: DeskName) {
  const url = urls[desk];
  const user = await User.arrive(url, `User of ${desk}`);
  await user.escalate('My VPN does not connect');
  const alice = await Agent.signIn(url, 'alice');
  const { id } = await alice.finds(user);
  expect((await alice.do(`/chats/${id}/accept`)).status).toBe(200);
  await user.hears('Alice Smith has joined the chat.');
  await user.say(`words of ${desk}`);
  await alice.reads(id, `words of ${desk}`);
  await alice.do(`/chats/${id}/messages`, { text: `answer of ${desk}` });
  await user.hears(`answer of ${desk}`);
  const form = new FormData();
  form.append('activity', new Blob([JSON.stringify({ type: 'message', text: 'a file' })]));
  form.append('file', new Blob([`file of ${desk}`]), `${desk}.txt`);
  const upload = await fetch(
    `${url}/v3/directline/conversations/${user.conversationId}/upload?userId=${user.userId}`,
    { method: 'POST', headers: { authorization: `Bearer ${user.token}` }, body: form },
  );
  expect(upload.status).toBe(200);
  expect((await alice.do(`/chats/${id}/tickets`, { type: 'incident' })).status).toBe(202);
  const { displayId = '' } = await alice.ticket(id, 1, 'created');
  const waiting = await User.arrive(url, `Waits for ${desk}`);
  await waiting.escalate('My VPN does not connect');
  await alice.finds(waiting);
  const { entries } = await alice.read(id);
  const path = entries.flatMap(({ attachments = [] }) => attachments)[0]?.url ?? '';
  const ended = await alice.do(`/chats/${id}/end`, { resolveTicket: true, resolution: 'Done' });
  expect(ended.status).toBe(200);
  await alice.ticket(id, 1, 'Resolved');
  return { user, alice, id, displayId, path };
}

test('two desks do the main job at the same time, and neither sees a job, a count, a token or a file of the other', async () => {
  const [a, b] = await Promise.all([mainJob('a'), mainJob('b')]);
  expect(a.displayId).not.toBe(b.displayId);
  expect(await new Auditor(itsm.url).incidents()).toHaveLength(2);

  for (const [own, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const { url } = own.alice;
    expect((await own.alice.list('queue')).chats).toHaveLength(1);
    expect((await own.alice.get(`/chats/${other.id}`)).status).toBe(404);
    expect((await other.alice.at(url).get('/me')).status).toBe(401);
    expect((await other.user.at(url).say('hello')).status).toBe(401);
    expect(JSON.stringify(await own.user.all())).not.toContain(JSON.stringify(other.user.conversationId));
    expect((await fetch(url + own.path)).status).toBe(200);
    expect((await fetch(other.alice.url + own.path)).status).toBe(404);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const desk = own === a ? 'a' : 'b';
    expect(metrics).toMatch(new RegExp(`^deskbridge_handoffs_asked_total\\{desk="${desk}"\\} 2$`, 'm'));
    expect(metrics).not.toContain(`desk="${desk === 'a' ? 'b' : 'a'}"`);
  }

  const client = new Redis(redis.path);
  const keys = await client.keys('*');
  client.disconnect();
  expect(keys.filter((key) => !/^\{(?:jobs-)?[ab](?:-[^}]+)?\}:/.test(key))).toEqual([]);
  for (const desk of DESKS)
    expect(keys.some((key) => key.startsWith(`{jobs-${desk}-connector-helix}:`))).toBe(true);
  expect(readdirSync(join(folder, 'data', 'files')).sort()).toEqual(['a', 'b']);
}, 120_000);
