import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { Settings } from '../../../config/schema.ts';
import { type AssigningPorts, assignChats } from '../../../src/desk/assigning.ts';
import { underRules } from '../../../src/people/policy.ts';
import { eventually } from '../../support/eventually.ts';
import { type Cellar, openCellar } from '../store/cellar.ts';

let redis: Redis;
beforeAll(() => {
  redis = new Redis(process.env.TEST_REDIS ?? '');
});
afterAll(() => redis.disconnect());

interface AgentOptions {
  readonly queues?: readonly string[];
  readonly companies?: readonly string[];
  readonly capacity?: number;
  readonly available?: boolean;
}

let house: Cellar;
let ports: AssigningPorts;
let desk: Record<string, unknown>;
let override: number | undefined;
const agents: { id: string; options: AgentOptions }[] = [];
beforeEach(() => {
  house = openCellar(redis, `assign-${randomUUID()}`);
  agents.length = 0;
  desk = { autoAccept: true };
  override = undefined;
  ports = {
    store: house.store,
    settings: { current: () => ({ ...settings(), version: 1 }) },
    accounts: () =>
      new Map(settings().agents.map((account) => [account.id, underRules(account, settings().desk)])),
    execute: house.execute,
    random: () => 0,
  };
});

const settings = () =>
  Settings.parse({
    desk,
    capacity: { most: 50, ...(override !== undefined && { override }) },
    agents: agents.map(({ id, options: { queues, companies } }) => ({
      id,
      name: id,
      roles: ['agent'],
      queues: queues ?? 'all',
      companies: companies ?? 'all',
      passwordHash: 'x',
    })),
  });

/** Online, and available unless he says otherwise. */
async function agent(id: string, options: AgentOptions = {}): Promise<void> {
  agents.push({ id, options });
  const { capacity = 4, available = true } = options;
  await house.store.agents.choose(id, { capacity, available });
  await house.store.agents.renewLease(id, 600_000);
}

/** Whatever there was for the desk to do is done, so that the next errand wakes its lane. */
async function nothingToDo(): Promise<void> {
  const take = await house.store.lanes.take('desk');
  if (take.kind !== 'taken') throw new Error(take.kind);
  for (let { items } = take.lane; items.length > 0; )
    items = await house.store.lanes.advance('desk', take.lane.fence);
  house.wakes.length = 0;
}

const ownerOf = async (chat: { id: string }) => (await house.read(chat.id)).owner?.id;

describe('a waiting chat', () => {
  test('goes to the agent with the fewest chats [row 92]', async () => {
    await agent('ann');
    await agent('ben');
    const owners: (string | undefined)[] = [];
    for (let i = 0; i < 4; i++) {
      const chat = await house.waiting();
      await assignChats(ports);
      owners.push(await ownerOf(chat));
    }
    expect(owners.toSorted()).toEqual(['ann', 'ann', 'ben', 'ben']);
  });

  test('goes to whoever has been without a new one for longest, where loads are equal [row 92]', async () => {
    await agent('ann');
    await agent('ben');
    const first = await house.waiting();
    await assignChats(ports);
    await house.done(first.id, {
      type: 'end',
      by: (await house.read(first.id)).owner!,
      resolveTicket: false,
    });
    const second = await house.waiting();
    await assignChats(ports);
    expect(await ownerOf(second)).not.toBe(first.owner?.id);
    expect([await ownerOf(first), await ownerOf(second)].toSorted()).toEqual(['ann', 'ben']);
  });

  test('waits while Agent Auto Accept is off, and is given away once it is on [row 91]', async () => {
    desk = { autoAccept: false };
    await agent('ann');
    const chat = await house.waiting();
    expect(await assignChats(ports)).toBe(0);
    expect(await ownerOf(chat)).toBeUndefined();
    desk = { autoAccept: true };
    expect(await assignChats(ports)).toBe(1);
    expect(await ownerOf(chat)).toBe('ann');
  });

  test('is given away after a start with other settings, though nothing else has happened [row 91]', async () => {
    desk = { autoAccept: false };
    await agent('ann');
    const chat = await house.waiting();
    await nothingToDo();
    desk = { autoAccept: true };
    expect(await house.store.agents.wakeAssigning()).toHaveLength(1);
    expect(await assignChats(ports)).toBe(1);
    expect(await ownerOf(chat)).toBe('ann');
  });

  test.each<[string, AgentOptions]>([
    ['is not available', { available: false }],
    ['is not of its queue [row 95]', { queues: ['Hardware'] }],
    ['is of another company [row 94]', { companies: ['Other'] }],
  ])('never goes to an agent who %s', async (_name, options) => {
    await agent('ann', options);
    const chat = await house.waiting({ queue: 'Network' });
    expect(await assignChats(ports)).toBe(0);
    expect(await ownerOf(chat)).toBeUndefined();
  });

  test.each([
    [
      'without support queues, to one of another queue [row 95]',
      { supportQueues: false },
      { queues: ['Hardware'] },
    ],
    [
      'without the company filter, to one of another company [row 94]',
      { companyFilter: false },
      { companies: ['Other'] },
    ],
  ])('goes, %s', async (_name, rule, options) => {
    desk = { autoAccept: true, ...rule };
    await agent('ann', options);
    const chat = await house.waiting({ queue: 'Network' });
    await assignChats(ports);
    expect(await ownerOf(chat)).toBe('ann');
  });

  test('never goes to an agent who is not there', async () => {
    await agent('ann');
    await house.store.agents.endLease('ann');
    const chat = await house.waiting();
    await assignChats(ports);
    expect(await ownerOf(chat)).toBeUndefined();
  });
});

describe('of those with the fewest chats', () => {
  /** Whom of three the next chat goes to, where ann has waited longest for one, ben less, and cleo has a chat. */
  async function next(distribution: string, random: number): Promise<string | undefined> {
    desk = { autoAccept: true, distribution };
    for (const id of ['ann', 'ben', 'cleo']) await agent(id);
    for (const by of ['ann', 'ben', 'cleo']) {
      const { id } = await house.waiting();
      await house.done(id, { type: 'accept', by: { id: by, screenName: by } });
      if (by !== 'cleo')
        await house.done(id, { type: 'end', by: { id: by, screenName: by }, resolveTicket: false });
      const then = await house.store.now();
      await eventually(async () => (await house.store.now()) > then, 'a millisecond passes');
    }
    ports = { ...ports, random: () => random };
    const chat = await house.waiting();
    await assignChats(ports);
    return ownerOf(chat);
  }

  test.each([
    ['whoever has gone longest without a new one [row 92]', 'even', 0.99, 'ann'],
    ['anybody: chance says who [row 93]', 'random', 0.99, 'ben'],
    ['anybody: chance says who', 'random', 0, 'ann'],
  ])('it is %s (%s, %d)', async (_who, distribution, random, expected) => {
    expect(await next(distribution, random)).toBe(expected);
  });
});

test('the admin’s number goes before what agents say of themselves, up and down [row 98]', async () => {
  await agent('ann', { capacity: 9 });
  await agent('ben', { capacity: 1 });
  override = 2;
  for (let i = 0; i < 6; i += 1) await house.waiting();
  expect(await assignChats(ports)).toBe(4);
  expect(await Promise.all(['ann', 'ben'].map((id) => house.store.agents.load(id)))).toEqual([2, 2]);
});

test('a chat that is transferred to a queue goes to whoever of that queue has the fewest [row 59]', async () => {
  await agent('ann', { queues: ['Network'] });
  await agent('ben', { queues: ['Hardware'] });
  await agent('cleo', { queues: ['Hardware'] });
  for (const by of ['ben', 'ben', 'cleo'])
    await house.done((await house.waiting()).id, { type: 'accept', by: { id: by, screenName: by } });
  const chat = await house.waiting({ queue: 'Network' });
  await assignChats(ports);
  expect(await ownerOf(chat)).toBe('ann');
  await nothingToDo();
  const by = { id: 'ann', screenName: 'ann' };
  await house.done(chat.id, { type: 'transfer', by, to: { queue: 'Hardware' } });
  expect(house.wakes.map(({ lane }) => lane)).toContain('desk');
  await assignChats(ports);
  expect(await house.read(chat.id)).toMatchObject({
    status: 'assigned',
    owner: { id: 'cleo' },
    queue: 'Hardware',
  });
});

test('nobody gets more than he takes, and the rest keep their order [row 32]', async () => {
  await agent('ann', { capacity: 2 });
  await agent('ben', { capacity: 1 });
  const chats = [];
  for (let i = 0; i < 6; i++) {
    chats.push(await house.waiting());
    house.clock.ahead += 10;
  }
  expect(await assignChats(ports)).toBe(3);
  const owners = await Promise.all(chats.map(ownerOf));
  expect(owners.slice(0, 3).every((owner) => owner !== undefined)).toBe(true);
  expect(owners.slice(3)).toEqual([undefined, undefined, undefined]);
});

test('the urgent go first, then those that have waited longest, over all places', async () => {
  await agent('ann', { capacity: 9 });
  const order: string[] = [];
  const spy: AssigningPorts = {
    ...ports,
    execute: async (chat, command) => {
      order.push(chat);
      return house.execute(chat, command);
    },
  };
  const old = await house.waiting({ queue: 'Network' });
  house.clock.ahead += 10;
  const other = await house.waiting({ queue: 'Hardware', company: 'Other' });
  house.clock.ahead += 10;
  const urgent = await house.waiting({ queue: 'Network', priority: 5 });
  await assignChats(spy);
  expect(order).toEqual([urgent.id, old.id, other.id]);
});

test('a chat that nobody may take does not hold up those behind it', async () => {
  await agent('ann', { queues: ['Network'] });
  await house.waiting({ queue: 'Hardware' });
  house.clock.ahead += 10;
  const next = await house.waiting({ queue: 'Network' });
  await assignChats(ports);
  expect(await ownerOf(next)).toBe('ann');
});

test('an agent who changes his mind while chats are given away gets no more', async () => {
  await agent('ann', { capacity: 9 });
  const [first, second] = [await house.waiting(), await house.waiting()];
  const spy: AssigningPorts = {
    ...ports,
    execute: async (chat, command) => {
      const executed = await house.execute(chat, command);
      await house.store.agents.choose('ann', { available: false });
      return executed;
    },
  };
  expect(await assignChats(spy)).toBe(1);
  expect((await Promise.all([first, second].map(ownerOf))).toSorted()).toEqual(['ann', undefined]);
});

test('several runs at once, chats that come and go: never over capacity, each chat once', async () => {
  for (const id of ['ann', 'ben', 'cleo']) await agent(id, { capacity: 3 });
  const chats = await Promise.all(Array.from({ length: 20 }, () => house.waiting()));
  await Promise.all([
    ...Array.from({ length: 5 }, () => assignChats(ports)),
    ...chats.slice(15).map((chat) => house.execute(chat.id, { type: 'cancel' })),
  ]);
  const loads = await Promise.all(['ann', 'ben', 'cleo'].map((id) => house.store.agents.load(id)));
  expect(Math.max(...loads)).toBeLessThanOrEqual(3);
  expect(loads.reduce((sum, load) => sum + load, 0)).toBe(9);
});

test('500 chats over 20 agents come out in the order they came, evenly [row 92]', async () => {
  for (let i = 0; i < 20; i += 1) await agent(`agent-${i}`, { capacity: 40 });
  const order: string[] = [];
  const spy: AssigningPorts = {
    ...ports,
    random: Math.random,
    execute: async (chat, command) => {
      order.push(chat);
      return house.execute(chat, command);
    },
  };
  const came: string[] = [];
  for (let i = 0; i < 500; i += 1) {
    house.clock.ahead += 1;
    const place = { queue: ['GENERAL', 'Network', 'Hardware'][i % 3] ?? '', company: `Company ${i % 4}` };
    came.push((await house.waiting(place)).id);
    // Some come one at a time, most of them in crowds.
    if (i < 20 || i % 160 === 0) await assignChats(spy);
  }
  await assignChats(spy);
  expect(order).toEqual(came);
  const loads = await Promise.all(agents.map(({ id }) => house.store.agents.load(id)));
  expect(loads).toEqual(agents.map(() => 25));
  const accepted = await Promise.all(came.map((id) => house.read(id)));
  expect(accepted.every(({ status }) => status === 'assigned')).toBe(true);
});
