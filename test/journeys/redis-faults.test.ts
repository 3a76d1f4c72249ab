import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { acknowledged } from '../support/acknowledged.ts';
import { openConsoleSocket } from '../support/console-socket.ts';
import { eventually } from '../support/eventually.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { patience } from '../support/pace.ts';
import { Agent, type Reply, User } from '../support/people.ts';
import { Auditor } from '../support/sandbox.ts';
import { pause, seeded } from '../support/seeded.ts';
import { faultsOf, playStory, type Story } from '../support/story.ts';

// Redis stands still, dies, runs full: what cannot be stored is refused with 503, and what was
// acknowledged stays as it was.

/** Nothing may hang: a request fails after five seconds at the latest; the rest is for a slow machine. */
const ANSWERED_WITHIN_MS = patience(8_000);

let house: Installation;
let alice: Agent;
let auditor: Auditor;

beforeAll(async () => {
  house = await startInstallation();
  alice = await Agent.signIn(house.url, 'alice');
  auditor = new Auditor(house.sandboxUrl);
}, 60_000);

afterEach(async () => {
  house.redis.resume();
  await house.redis.client.config('SET', 'maxmemory', '0');
});

afterAll(() => house?.stop(), 60_000);

/** A chat that alice has accepted. */
async function openChat(): Promise<{ user: User; id: string }> {
  const user = await User.arrive(house.url);
  await user.escalate();
  const { id } = await alice.finds(user);
  expect((await alice.do(`/chats/${id}/accept`)).status).toBe(200);
  return { user, id };
}

/** Stories that are told while something happens to Redis; their actors ask again until they are answered. */
function tellStories(name: string): Promise<readonly Story[]> {
  return Promise.all(
    ['a', 'b', 'c', 'd'].map((n, i) =>
      playStory(house.url, alice, `[${name} ${n}]`, i === 3 ? 'talking' : 'ended', seeded(i)),
    ),
  );
}

async function wellTold(stories: readonly Story[]): Promise<void> {
  let faults: readonly string[] = [];
  const look = async () => {
    faults = (await Promise.all(stories.map((story) => faultsOf(story, auditor)))).flat();
    return faults.length === 0;
  };
  await eventually(look, 'the background work is done', 30_000).catch(() => {});
  expect(faults).toEqual([]);
}

async function timed(ask: Promise<Reply>): Promise<{ status: number; slow: boolean; code: unknown }> {
  const from = Date.now();
  const { status, body } = await ask;
  return { status, slow: Date.now() - from > ANSWERED_WITHIN_MS, code: body?.code };
}

const ready = async () =>
  (await fetch(`${house.url}/readyz`, { signal: AbortSignal.timeout(patience(10_000)) })).status;
const stillRunning = () => [house.server, house.worker].map((one) => one.process.exitCode);

test('Redis stands still: requests are answered 503, and go on where they were once it moves again', async () => {
  const { user, id } = await openChat();
  house.redis.pause();
  const key = randomUUID();
  const answers = await Promise.all([
    timed(user.say('Is anybody there?', key)),
    timed(alice.do(`/chats/${id}/messages`, { text: 'Yes, I am' }, key)),
    timed(alice.do(`/chats/${id}/tickets`, { type: 'incident' }, `${key}-ticket`)),
    timed(alice.get('/chats?view=mine')),
    timed(
      fetch(`${house.url}/chat/session`, { method: 'POST', body: '{}', headers: JSON_TYPE }).then(asReply),
    ),
  ]);
  for (const answer of answers)
    expect(answer).toMatchObject({ status: 503, slow: false, code: expect.any(String) });
  expect(await ready()).toBe(503);
  expect((await fetch(`${house.url}/healthz`)).status).toBe(200);

  house.redis.resume();
  await acknowledged(() => user.say('Is anybody there?', key), 'the user asks again');
  await acknowledged(
    () => alice.do(`/chats/${id}/messages`, { text: 'Yes, I am' }, key),
    'alice answers again',
  );
  await acknowledged(
    () => alice.do(`/chats/${id}/tickets`, { type: 'incident' }, `${key}-ticket`),
    'alice asks for a ticket again',
  );
  await user.hears('Yes, I am');
  const { displayId } = await alice.ticket(id, 1, 'created');
  const texts = (await alice.read(id)).entries.map(({ text }) => text);
  for (const text of ['Is anybody there?', 'Yes, I am'])
    expect(texts.filter((one) => one === text)).toHaveLength(1);
  expect((await user.all()).filter((one) => one.text === 'Yes, I am')).toHaveLength(1);
  expect((await auditor.incidents()).filter((one) => one['Incident Number'] === displayId)).toHaveLength(1);
  expect(await ready()).toBe(200);
}, 90_000);

test('Redis stands still under load, longer than a command waits: nothing is lost or doubled', async () => {
  const told = tellStories('still');
  told.catch(() => {});
  await eventually(async () => (await alice.list('all')).chats.length > 1, 'the stories are under way');
  house.redis.pause();
  await pause(6_500);
  house.redis.resume();
  await wellTold(await told);
  expect(stillRunning()).toEqual([null, null]);
}, 120_000);

test('Redis is killed and started again: the system goes on by itself', async () => {
  const { user, id } = await openChat();
  const window = await openConsoleSocket(alice);
  const told = tellStories('killed');
  told.catch(() => {});
  await pause(400);
  await house.redis.kill();
  expect(await timed(user.say('lost?'))).toMatchObject({ status: 503, slow: false });
  expect(await timed(alice.do(`/chats/${id}/notes`, { text: 'lost?' }))).toMatchObject({
    status: 503,
    slow: false,
  });
  expect(await ready()).toBe(503);
  await house.redis.start();
  await wellTold(await told);
  // The window that was open all the time goes on hearing.
  await acknowledged(() => user.say('Here again'), 'the user is back');
  const { seq } = await alice.reads(id, 'Here again');
  await eventually(
    () => window.frames.some((frame) => frame.kind === 'entry' && frame.chat === id && frame.seq === seq),
    'the open window hears it',
  );
  window.close();
  expect(stillRunning()).toEqual([null, null]);
  expect(await ready()).toBe(200);
}, 120_000);

test('Redis is full: new words are refused with 503, nothing falls over, and it goes on once there is room', async () => {
  const { user, id } = await openChat();
  const logged = () => house.server.output().length + house.worker.output().length;
  const before = logged();
  await house.redis.client.config('SET', 'maxmemory', '1mb');
  const key = randomUUID();
  const refused = await Promise.all([
    timed(user.say('No room for this', key)),
    timed(alice.do(`/chats/${id}/messages`, { text: 'Nor for this' }, key)),
    timed(alice.do(`/chats/${id}/end`, { resolveTicket: false }, `${key}-end`)),
  ]);
  for (const answer of refused) expect(answer).toMatchObject({ status: 503, slow: false });
  // Reading goes on.
  expect((await alice.read(id)).chat.status).toBe('assigned');
  await pause(3_000);
  const bytesPerSecond = (logged() - before) / 3;
  expect(stillRunning()).toEqual([null, null]);
  await house.redis.client.config('SET', 'maxmemory', '0');
  // A worker that asks again at once would fill the disk with its log, some megabytes a second.
  expect(bytesPerSecond).toBeLessThan(50_000);

  await acknowledged(() => user.say('No room for this', key), 'the user repeats it');
  await acknowledged(
    () => alice.do(`/chats/${id}/messages`, { text: 'Nor for this' }, key),
    'alice repeats it',
  );
  await user.hears('Nor for this');
  const texts = (await alice.read(id)).entries.map(({ text }) => text);
  expect(texts.slice(-2).sort()).toEqual(['No room for this', 'Nor for this']);
  await wellTold(await tellStories('room again'));
}, 120_000);

test('three quarters full: new chats are refused, the open ones go on', async () => {
  const { user, id } = await openChat();
  const { client } = house.redis;
  const used = Number((await client.info('memory')).match(/^used_memory:(\d+)/m)?.[1]);
  await client.config('SET', 'maxmemory', String(Math.round(used / 0.85)));
  // The server looks once a second: whoever comes before that may still get in.
  const newcomer = await eventually(async () => {
    const one = await User.arrive(house.url);
    for (const text of ['My VPN does not connect', 'transfer to live chat', 'Yes']) await one.say(text);
    const heard = await one.hears(/^(No live agent can be reached at the moment|You are in the queue)/);
    return heard.text?.startsWith('No live agent') && one;
  }, 'a handoff fails');
  await newcomer.hearsStatus('failed');
  expect((await alice.list('queue')).chats.map((chat) => chat.user.id)).not.toContain(newcomer.userId);

  expect((await user.say('We go on')).status).toBe(200);
  await alice.reads(id, 'We go on');
  expect((await alice.do(`/chats/${id}/messages`, { text: 'So we do' })).status).toBe(201);
  await user.hears('So we do');

  await client.config('SET', 'maxmemory', '0');
  await eventually(async () => {
    await newcomer.say('I want a live agent');
    await newcomer.say('Yes');
    return (await alice.list('queue')).chats.find((chat) => chat.user.id === newcomer.userId);
  }, 'there is room again');
}, 60_000);

const JSON_TYPE = { 'content-type': 'application/json' };
const asReply = async (response: Response): Promise<Reply> => ({
  status: response.status,
  body: await response.json(),
});
