import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startSimulator } from '../../connectors/bmc-helix/simulator/index.ts';
import { hashPassword } from '../../src/people/passwords.ts';
import { type Command, startCommand } from '../support/command.ts';
import { PASSWORD } from '../support/demo.ts';
import { eventually } from '../support/eventually.ts';
import { Agent, User } from '../support/people.ts';
import { type PortRedis, startPortRedis } from '../support/port-redis.ts';
import { Auditor } from '../support/sandbox.ts';

// What an admin does first: a folder of their own with `.env`, settings and a bot, a Redis named without a scheme, a
// server and a worker.

const BOT = `export default () => ({
  async run(context) {
    const { type, text } = context.activity;
    if (type !== 'message') return;
    if (text !== 'agent') return void (await context.sendActivity('Where do you sit?'));
    await context.sendActivity({
      type: 'event',
      name: 'handoff.initiate',
      value: {
        Skill: 'Printers', device: { id: 'LT-0042', apps: ['Mail', 'VPN'] }, floor: 3, Company: 'Acme',
        subject: 'Printer on fire', Topic: 'Hardware', accessToken: 'geheim-geheim',
      },
    });
  },
});`;

let folder: string;
let redis: PortRedis;
let itsm: Awaited<ReturnType<typeof startSimulator>>;
let server: Command;
let worker: Command;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'db-first-day-'));
  redis = await startPortRedis(folder);
  itsm = await startSimulator({ port: 0, dataDir: join(folder, 'itsm') });
  mkdirSync(join(folder, 'etc'));
  writeFileSync(join(folder, 'etc/bot.mjs'), BOT);
  writeFileSync(
    join(folder, '.env'),
    `# ours\r\nREDIS_URL=127.0.0.1:${redis.port}\r\nDESKBRIDGE_CONFIG=etc/deskbridge.yaml\r\nPORT=1 # see below\r\nDATA_DIR="data"\r\nHELIX_PASSWORD=deskbridge\r\n`,
  );
  writeFileSync(
    join(folder, 'etc/deskbridge.yaml'),
    `bot: { module: bot.mjs }
agents:
  - { id: alice, name: Alice, roles: [agent], queues: [Hardwear], companies: [Acme], itsm: { name: Alice Smith, login: alice }, passwordHash: "${await hashPassword(PASSWORD)}" }
connectors:
  - id: helix
    use: bmc-helix
    settings: { url: ${itsm.url}, username: deskbridge, password: env:HELIX_PASSWORD }
    mapping:
      incident: { open: { Detailed_Decription: "Floor {{ chat.context.floor }}, {{ chat.context.device.id }}, {{ chat.context.skill }}" } }
desk: { supportQueues: false }
`,
  );
  server = startCommand('server', { PORT: '0' }, folder);
  worker = startCommand('worker', { PORT: '0', LOG_LEVEL: 'debug' }, folder);
  url = await server.says(/server at (http:\S+)/);
  await worker.says('worker is running');
}, 120_000);

afterAll(async () => {
  await Promise.all([server?.stop(), worker?.stop()]);
  await Promise.all([redis?.stop(), itsm?.close()]);
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const readyz = async () =>
  (await (await fetch(`${url}/readyz`)).json()) as { readonly ready: boolean; readonly parts: object };

it('[admin 1] what .env says holds, but for the variables that are set', async () => {
  // PORT=1 of the file is no port that this account may take.
  await eventually(async () => (await readyz()).ready, 'the server is ready');
});

it('[admin 6] both processes name the queue that there is not, with the nearest one', () => {
  for (const { output } of [server, worker])
    expect(output()).toMatch(/line 3, agents\.alice\.queues\.0: .*Hardwear.*nearest is Hardware\./);
});

it('[admin 3][admin 7] a chat goes its way by store and job queues, and what the bot sent reaches agent and ticket', async () => {
  const user = await User.arrive(url);
  await user.say('agent');
  const alice = await Agent.signIn(url, 'alice');
  const { id } = await alice.finds(user);
  await alice.do(`/chats/${id}/accept`);
  const { chat, entries } = await alice.read(id);
  expect(chat).toMatchObject({
    subject: 'Printer on fire',
    company: 'Acme',
    queue: 'Hardware',
    topic: 'Hardware',
  });
  expect(chat.context).toEqual([
    { label: 'Skill', value: 'Printers' },
    { label: 'device.id', value: 'LT-0042' },
    { label: 'device.apps', value: 'Mail, VPN' },
    { label: 'floor', value: '3' },
    { label: 'accessToken', value: '[hidden]' },
  ]);
  expect(JSON.stringify({ chat, entries })).not.toContain('geheim');
  await alice.do(`/chats/${id}/messages`, { text: 'I am on my way' });
  await user.hears('I am on my way');
  expect((await alice.do(`/chats/${id}/tickets`, { type: 'incident' })).status).toBe(202);
  const ticket = await eventually(
    async () =>
      (await new Auditor(itsm.url).incidents()).find((row) => row.Description === 'Printer on fire'),
    'the ticket is opened',
    30_000,
  );
  expect(ticket['Detailed Decription']).toBe('Floor 3, LT-0042, Printers');
  for (const { output } of [server, worker]) expect(output()).not.toMatch(/ENOENT|ECONNREFUSED/);
});

it('[admin 4] a file that cannot be kept is told in words, in the log and by /readyz', async () => {
  const user = await User.arrive(url);
  renameSync(join(folder, 'data/files'), join(folder, 'data/files-away'));
  writeFileSync(join(folder, 'data/files'), 'no folder');
  const form = new FormData();
  form.append('activity', new Blob([JSON.stringify({ type: 'message', text: 'look' })]));
  form.append('file', new Blob(['some words']), 'words.txt');
  const at = `${url}/v3/directline/conversations/${user.conversationId}/upload?userId=${user.userId}`;
  await fetch(at, { method: 'POST', headers: { authorization: `Bearer ${user.token}` }, body: form });
  await user.hears(/“words\.txt” was not sent: files cannot be kept at the moment/);
  expect(server.output()).toMatch(/"level":"error".*"process":"server".*DATA_DIR cannot be written/);
  await eventually(async () => {
    const { ready, parts } = await readyz();
    return !ready && 'files' in parts && parts.files === 'down';
  }, '/readyz names the part');
  rmSync(join(folder, 'data/files'));
  renameSync(join(folder, 'data/files-away'), join(folder, 'data/files'));
  await eventually(async () => (await readyz()).ready, 'the server is ready again');
});

it('[admin 20] a process with other settings is told in the logs of both, with what differs and no secret', async () => {
  const file = join(folder, 'etc/other.yaml');
  writeFileSync(
    file,
    `bot: { module: bot.mjs }\nqueues: [Network]\nconnectors:\n  - { id: helix2, use: bmc-helix, settings: { url: "${itsm.url}", username: deskbridge, password: geheim-geheim } }\n`,
  );
  const other = startCommand('worker', { PORT: '0', DESKBRIDGE_CONFIG: file }, folder);
  try {
    for (const one of [server, worker, other]) await one.says(/("differ":\[.*other settings)/);
    const line =
      server
        .output()
        .split('\n')
        .find((one) => one.includes('other settings')) ?? '';
    expect(JSON.parse(line)).toMatchObject({
      level: 'warn',
      process: 'server',
      other: expect.stringMatching(/^worker \d+ on /),
      differ: expect.arrayContaining(['agents.alice', 'connectors.helix', 'connectors.helix2', 'queues']),
    });
    for (const one of [server, worker, other]) expect(one.output()).not.toContain('geheim');
  } finally {
    await other.stop();
  }
}, 120_000);

it('[admin 23] lines of a log say in words how bad it is and which process speaks', async () => {
  const lines = await eventually(() => {
    const all = worker
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    return all.length > 0 && all;
  }, 'the worker logs');
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({
      level: expect.stringMatching(/^(?:debug|info|warn|error|fatal)$/),
      process: 'worker',
      pid: worker.process.pid,
    });
});
