import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { keysOf } from '../../src/store/keys.ts';
import { acknowledged } from '../support/acknowledged.ts';
import { type ConsoleSocket, openConsoleSocket } from '../support/console-socket.ts';
import { type Estate, startEstate } from '../support/estate.ts';
import { eventually } from '../support/eventually.ts';
import { Agent, User } from '../support/people.ts';

// Two servers and two workers on one Redis, each of them killed in turn: whatever was acknowledged is
// there, and chats go on within a quarter of a minute.

const LIVE_AGAIN_MS = 15_000;
const GRACE_SECONDS = 20;

let estate: Estate;
let alice: Agent;
let bob: Agent;
const windows: ConsoleSocket[] = [];

beforeAll(async () => {
  estate = await startEstate(['alice', 'bob'], { graceSeconds: GRACE_SECONDS });
  const [first, second] = estate.servers;
  [alice, bob] = await Promise.all([Agent.signIn(first.url, 'alice'), Agent.signIn(second.url, 'bob')]);
  windows.push(await openConsoleSocket(alice), await openConsoleSocket(bob));
}, 90_000);

afterAll(async () => {
  for (const window of windows) window.close();
  await estate?.stop();
}, 60_000);

interface Talk {
  readonly user: User;
  readonly id: string;
  readonly agent: Agent;
}

/** A user's chat once it has been given to somebody. */
async function given(user: User): Promise<Talk> {
  const chat = await eventually(
    async () => {
      const { chats } = await bob.list('all');
      return chats.find((one) => one.user.id === user.userId && one.status === 'assigned');
    },
    'the chat is given to an agent',
    LIVE_AGAIN_MS,
  );
  return { user, id: chat.id, agent: chat.agent?.id === alice.id ? alice : bob };
}

/** A user who comes through one server and has been given to an agent. */
async function arrives(url: string): Promise<Talk> {
  const user = await User.arrive(url);
  await user.escalate();
  return given(user);
}

/** Both directions work, at once or after asking again, and what was said is there once. */
async function goesOn({ user, id, agent }: Talk, mark: string): Promise<void> {
  const key = `${id} ${mark}`;
  await acknowledged(() => user.say(`${mark} from the user`, key), 'the user writes', LIVE_AGAIN_MS);
  await agent.reads(id, `${mark} from the user`);
  const answer = { text: `${mark} from the agent` };
  await acknowledged(() => agent.do(`/chats/${id}/messages`, answer, key), 'the agent writes', LIVE_AGAIN_MS);
  await user.hears(answer.text);
  const texts = (await agent.read(id)).entries.map(({ text }) => text);
  for (const text of [`${mark} from the user`, answer.text])
    expect(texts.filter((one) => one === text)).toHaveLength(1);
  expect((await user.all()).filter((one) => one.text === answer.text)).toHaveLength(1);
}

const statusOf = async ({ id, agent }: Talk) => (await agent.read(id)).chat.status;

test('the server an agent is connected to is killed: his chats stay his, and go on through the other', async () => {
  const [first, second] = estate.servers;
  const talks = [await arrives(first.url), await arrives(second.url)];
  const hers = talks.find(({ agent }) => agent === alice)!;
  const his = talks.find(({ agent }) => agent === bob)!;
  expect(hers).toBeDefined();
  expect(his).toBeDefined();
  await goesOn(hers, 'before');
  const { chat: before } = await alice.read(hers.id);

  await first.kill();
  // Her lease ran out with the server; she is not back yet, and not gone for long.
  await estate.redis.client.zadd(keysOf('main').presence, await secondsFromNow(-GRACE_SECONDS / 2), alice.id);
  await goesOn({ ...his, user: his.user.at(second.url) }, 'meanwhile');
  await acknowledged(
    () => hers.user.at(second.url).say('Are you there?', 'are-you-there'),
    'her user writes at the other server',
  );
  // A new chat is given to whoever is there.
  expect((await arrives(second.url)).agent).toBe(bob);

  alice = alice.at(second.url);
  windows.push(await openConsoleSocket(alice));
  await alice.reads(hers.id, 'Are you there?');
  const { chat: after } = await alice.read(hers.id);
  expect(after).toMatchObject({ status: 'assigned', agent: before.agent, version: before.version });
  await goesOn({ ...hers, user: hers.user.at(second.url), agent: alice }, 'at the other server');

  await first.start();
  alice = alice.at(first.url);
  await goesOn({ ...hers, agent: alice }, 'at the first again');
}, 90_000);

test('an agent who does not come back within the grace loses the chat, and both sides are told', async () => {
  const [first, second] = estate.servers;
  const talk = await eventually(async () => {
    const one = await arrives(second.url);
    return one.agent === alice && one;
  }, 'a chat of alice’s');
  windows[0]?.close();
  for (const window of windows.splice(0)) window.close();
  await first.kill();
  await estate.redis.client.zadd(keysOf('main').presence, await secondsFromNow(-2 * GRACE_SECONDS), alice.id);
  await talk.user.hears(/front of the queue/);
  const moved = await given(talk.user);
  expect(moved.agent).toBe(bob);
  await goesOn(moved, 'with another agent');
  await first.start();
  const refused = await alice.do(`/chats/${talk.id}/messages`, { text: 'Back again' });
  expect(refused).toMatchObject({ status: 403, body: { code: 'not-owner' } });
  expect(refused.body.detail).toContain('bob');
}, 90_000);

test('a worker is killed at its work, and then the other: chats are given away all the same', async () => {
  const [first] = estate.servers;
  const [one, other] = estate.workers;
  for (const killed of [one, other]) {
    const users = await Promise.all(Array.from({ length: 3 }, () => User.arrive(first.url)));
    const asked = Promise.all(users.map((user) => user.escalate()));
    await killed.kill();
    await asked;
    const talks = await Promise.all(users.map(given));
    for (const talk of talks) await goesOn(talk, 'after the worker');
    await killed.start();
  }
}, 120_000);

test('all workers are killed: what they left is done within 15 seconds of one’s being back', async () => {
  const [first] = estate.servers;
  await Promise.all(estate.workers.map((worker) => worker.kill()));
  const user = await User.arrive(first.url);
  await user.say('My VPN does not connect');
  await user.hears(/vpn/i);
  await user.say('transfer to live chat');
  await user.say('Yes');
  await eventually(async () => {
    const { chats } = await bob.list('all');
    return chats.find((chat) => chat.user.id === user.userId && chat.status === 'queued');
  }, 'the chat waits');
  await estate.workers[0].start();
  await goesOn(await given(user), 'after both workers');
  await estate.workers[1].start();
}, 90_000);

test('Redis is killed: everything goes on where it was, with nothing lost', async () => {
  const [first, second] = estate.servers;
  const talks = [await arrives(first.url), await arrives(second.url)];
  for (const talk of talks) await goesOn(talk, 'before Redis');
  await estate.redis.kill();
  expect((await talks[0]!.user.say('lost?')).status).toBe(503);
  await estate.redis.start();
  await Promise.all(talks.map((talk) => goesOn(talk, 'after Redis')));
  const late = await arrives(second.url);
  await goesOn(late, 'new after Redis');
  for (const talk of [...talks, late]) expect(await statusOf(talk)).toBe('assigned');
  expect([...estate.servers, ...estate.workers].map((post) => post.runs())).toEqual([true, true, true, true]);
}, 90_000);

/** Redis's time, milliseconds. */
async function secondsFromNow(seconds: number): Promise<number> {
  const [now] = await estate.redis.client.time();
  return (Number(now) + seconds) * 1000;
}
