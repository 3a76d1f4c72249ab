import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { hashPassword } from '../../src/people/passwords.ts';
import { type Command, startCommand } from '../support/command.ts';
import { openConsoleSocket } from '../support/console-socket.ts';
import { PASSWORD } from '../support/demo.ts';
import { eventually } from '../support/eventually.ts';
import { Agent, User } from '../support/people.ts';
import { type PortRedis, startPortRedis } from '../support/port-redis.ts';
import { freePort } from '../support/ports.ts';

// A server and a worker are started again with other settings while chats wait, are owned and are offered.

let folder: string;
let redis: PortRedis;
let url: string;
let env: Record<string, string>;
let passwordHash: string;
let running: Command[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'db-changed-'));
  redis = await startPortRedis(folder);
  passwordHash = await hashPassword(PASSWORD);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  env = {
    REDIS_URL: redis.url,
    DESKBRIDGE_CONFIG: join(folder, 'deskbridge.yaml'),
    DATA_DIR: join(folder, 'data'),
    LOG_LEVEL: 'warn',
    PORT: String(port),
  };
});

afterEach(async () => {
  await stop();
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Ends what runs and starts a server and a worker with these settings, or those of before. */
async function startWith(settings?: object): Promise<{ readonly output: () => string }> {
  await stop();
  if (settings !== undefined) writeFileSync(env.DESKBRIDGE_CONFIG ?? '', JSON.stringify(settings));
  running = [startCommand('server', env), startCommand('worker', env)];
  await Promise.all(running.map((one, i) => one.says(i === 0 ? /server (at) http/ : 'worker is running')));
  const started = running;
  return { output: () => started.map((one) => one.output()).join('') };
}

const stop = async (): Promise<void> => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
};

const account = (id: string, more: object = {}) => ({
  id,
  name: id,
  roles: ['agent'],
  passwordHash,
  ...more,
});

/** A user in the queue; those of Firma A wait in Access. */
async function arrives(name: string, company?: string): Promise<User> {
  const user = await User.arrive(url, name, company === undefined ? {} : { company });
  await user.escalate();
  return user;
}

/** A user whose chat this agent has. */
async function hasChat(agent: Agent, name: string, company?: string): Promise<{ user: User; id: string }> {
  const user = await arrives(name, company);
  const { id } = await agent.finds(user);
  expect((await agent.do(`/chats/${id}/accept`)).status).toBe(200);
  return { user, id };
}

test('[chat F3] [chat F4] [admin 8] [admin 21] nobody is stranded over a start with other settings, and everybody is told', async () => {
  const before = await startWith({
    company: 'Usual',
    queues: ['Network', 'Hardware', 'Access'],
    topics: [
      { name: 'Network', queue: 'Network', synonyms: ['VPN'] },
      { name: 'Network', queue: 'Access', company: 'Firma A' },
    ],
    desk: { transferSeconds: 3_600, graceSeconds: 15 },
    agents: [
      ...['alice', 'bob', 'dora', 'maria'].map((id) =>
        account(id, { queues: ['Network'], companies: ['Usual'] }),
      ),
      account('kim', { queues: ['Access'], companies: ['Firma A'] }),
      account('sam', { roles: ['supervisor'] }),
    ],
  });
  const sign = (id: string) => Agent.signIn(url, id);
  const [alice, bob, dora, maria, kim, sam] = await Promise.all([
    sign('alice'),
    sign('bob'),
    sign('dora'),
    sign('maria'),
    sign('kim'),
    sign('sam'),
  ]);
  const waiting = await arrives('Wanda');
  const { id: waits } = await alice.finds(waiting);
  const waitingOfA = await arrives('Walt', 'Firma A');
  const { id: waitsOfA } = await kim.finds(waitingOfA);
  const doras = await hasChat(dora, 'Dan');
  const marias = await hasChat(maria, 'Mike');
  const kims = await hasChat(kim, 'Kate', 'Firma A');
  const offered = await hasChat(alice, 'Olga');
  expect((await alice.do(`/chats/${offered.id}/transfer`, { agentId: 'bob' })).status).toBe(200);
  expect(before.output()).not.toContain('called');

  const after = await startWith({
    company: 'Usual',
    queues: ['Networking', 'Hardware'],
    renamed: { queues: { Network: 'Networking' }, companies: { 'Firma A': 'Firma Neu' } },
    topics: [{ name: 'Network', queue: 'Networking', synonyms: ['VPN'] }],
    // Every wait has missed this one.
    sla: [{ minutes: 0.001 }],
    desk: { transferSeconds: 8, graceSeconds: 15 },
    agents: [
      ...['alice', 'bob'].map((id) => account(id, { queues: ['Networking'], companies: ['Usual'] })),
      account('dora', { queues: ['Hardware'], companies: ['Usual'] }),
      account('kim', { queues: [], companies: ['Firma Neu'] }),
      account('sam', { roles: ['supervisor'] }),
    ],
  });

  // Whoever has a chat is there again before the grace is over.
  await Promise.all([alice, bob, dora, kim].map((one) => one.get('/me')));

  // The queue that was renamed took its chats along; its agents find what waits, and supervisors see it.
  expect((await alice.finds(waiting)).queue).toBe('Networking');
  expect((await sam.read(waits)).entries.map(({ text }) => text)).toContain(
    'The queue Network is called Networking now.',
  );
  // Of a queue that is gone everything is in GENERAL, and of the company as it is called now.
  const lost =
    'The queue Access is not set up any more; the chat is in GENERAL now. The company Firma A is called Firma Neu now.';
  const found = await kim.finds(waitingOfA);
  expect([found.queue, found.company]).toEqual(['GENERAL', 'Firma Neu']);
  await kim.reads(waitsOfA, lost);
  await kim.reads(kims.id, lost);
  await eventually(
    async () =>
      (await waitingOfA.heard()).filter(({ text }) => /number 1 in the queue/.test(text ?? '')).length > 1,
    'he hears of his place there',
  );
  expect((await kim.do(`/chats/${waitsOfA}/accept`)).status).toBe(200);
  await waitingOfA.hears('kim has joined the chat.');

  // Who was moved to another queue goes on with what is theirs, and hears of it.
  const window = await openConsoleSocket(dora);
  try {
    expect((await dora.list('mine')).chats.map(({ id }) => id)).toEqual([doras.id]);
    await doras.user.say('Are you still there?');
    const said = await dora.reads(doras.id, 'Are you still there?');
    await eventually(
      () => window.frames.some((frame) => frame.kind === 'entry' && frame.seq === said.seq),
      'her window hears of it',
    );
  } finally {
    window.close();
  }
  expect((await dora.do(`/chats/${doras.id}/messages`, { text: 'I am.' })).status).toBe(201);
  await doras.user.hears('I am.');
  expect((await dora.do(`/chats/${doras.id}/end`, { resolveTicket: false })).status).toBe(200);
  await doras.user.hears('dora has ended the chat.');

  // Who was removed cannot sign in; a true sentence tells the user, and the chat waits for others.
  expect((await maria.get('/me')).status).toBe(401);
  await marias.user.hears(
    'maria is not available any more. You are near the front of the queue for another agent.',
  );
  expect((await alice.finds(marias.user)).queue).toBe('Networking');

  // The offer stands until its time, which is shorter now, has passed; then somebody else takes the chat.
  await offered.user.hears(
    'The agent could not take your chat in time. You are near the front of the queue.',
  );
  expect((await bob.finds(offered.user)).id).toBe(offered.id);
  expect((await bob.do(`/chats/${offered.id}/accept`)).status).toBe(200);
  await offered.user.hears('bob has joined the chat.');

  // The target that was lowered is missed once by whoever waits.
  const missed = async () => (await alice.read(waits)).entries.filter(({ code }) => code === 'sla-breached');
  await eventually(async () => (await missed()).length > 0, 'the target is missed');
  expect(await missed()).toHaveLength(1);

  // The start has said what it moved, once over both processes.
  const times = (words: string) => after.output().split(words).length - 1;
  expect(times('which is called Networking now')).toBe(1);
  expect(times('which is not set up any more: they are in GENERAL now')).toBe(1);

  // A third start with the same settings moves nothing.
  const again = await startWith();
  expect(again.output()).not.toMatch(/called|set up/);
  expect((await alice.list('queue')).chats.map(({ id }) => id).toSorted()).toEqual(
    [waits, marias.id].toSorted(),
  );
}, 180_000);
