import { afterAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { fixedSettings } from '../../../config/load.ts';
import { Settings } from '../../../config/schema.ts';
import { createQueuePlace } from '../../../src/bot/queue-place.ts';
import type { Chat } from '../../../src/chat/chat.ts';
import { limits } from '../handoff/given.ts';
import { alice, bob, openCellar } from '../store/open-cellar.ts';

// What a user is told of the queue, and where the chat then stands in it.

const redis = new Redis(process.env.TEST_REDIS ?? '', { enableAutoPipelining: true });
afterAll(() => redis.disconnect());

const HOUR = 3_600_000;
const AHEAD = 9;

function openQueue() {
  const rules = { ...limits, waitingMs: HOUR, placeEveryMs: 1, reopenMs: HOUR, answerMs: 1_000 };
  const queue = { queue: 'GENERAL', overflowTo: 'Access', afterMs: 60_000 };
  const cellar = openCellar(redis, undefined, { ...rules, overflow: [queue] });
  const places = createQueuePlace({
    store: cellar.store,
    settings: fixedSettings(Settings.parse({})),
    report: async (chat, command) => void (await cellar.execute(chat, command)),
  });
  /** Each waits a little longer than the one before. */
  async function wait(more: Parameters<typeof cellar.waiting>[0] = {}): Promise<Chat> {
    const chat = await cellar.waiting(more);
    cellar.clock.ahead += 10;
    return chat;
  }
  return {
    ...cellar,
    wait,
    async crowd(count = AHEAD, more: Parameters<typeof cellar.waiting>[0] = {}): Promise<void> {
      for (let i = 0; i < count; i++) await wait(more);
    },
    /** The last line for the user, and the place that he hears after it. */
    async told({ id }: Chat): Promise<readonly [string, number | undefined]> {
      await places.tellOne(id);
      const lines = await cellar.store.chats.log(id);
      const line = lines.findLast(({ visibility, type }) => visibility === 'public' && type === 'event');
      return [line?.text ?? '', (await cellar.read(id)).place?.n];
    },
    async pass({ id }: Chat, kind: 'transfer' | 'answer' | 'overflow', ms: number): Promise<void> {
      cellar.clock.ahead += ms;
      const { epoch } = await cellar.read(id);
      await cellar.done(id, { type: 'pass-deadline', kind, epoch });
    },
    heads: async () =>
      (await cellar.store.lists.waiting(await cellar.store.lists.cover(), undefined, 50)).ids,
  };
}

/** A chat with which its user goes on, long after the others have come; it is offered to who had it. */
async function reopened(queue: ReturnType<typeof openQueue>): Promise<Chat> {
  const before = await queue.owned(alice);
  const closed = await queue.done(before.id, { type: 'end', by: alice, resolveTicket: false });
  await queue.crowd();
  await queue.store.agents.renewLease(alice.id, HOUR);
  const { conversation, user } = closed;
  return queue.wait({
    conversation,
    user,
    reopens: {
      chat: closed,
      asker: { conversation, userId: user.id },
      log: [],
      first: { agent: alice, capacity: 9, give: 'offer' },
    },
  });
}

test('[pages D5] a reopened chat that its agent does not take is told a place near the front, and has it', async () => {
  const queue = openQueue();
  const chat = await reopened(queue);
  expect((await queue.read(chat.id)).status).toBe('pending-transfer');
  await queue.pass(chat, 'transfer', limits.transferMs);
  const [line, place] = await queue.told(chat);
  expect(line).toContain('near the front of the queue');
  expect(place).toBe(1);
  expect((await queue.heads())[0]).toBe(chat.id);
});

test('[pages D5 sibling] chats that come back stand before the most urgent, in the order in which they came, in the list and for their users', async () => {
  const queue = openQueue();
  const first = await queue.owned(bob);
  queue.clock.ahead += 10;
  await queue.crowd(3, { priority: 9 });
  const second = await queue.owned(bob);
  await queue.crowd(3);
  await queue.pass(second, 'answer', 1_000);
  expect((await queue.told(second))[1]).toBe(1);
  // Bob is gone for good: what he still has comes back too.
  await queue.done(first.id, { type: 'return-from-gone', agent: bob.id, graceMs: 1 });
  const [line, place] = await queue.told(first);
  expect(line).toContain('near the front of the queue');
  expect(place).toBe(1);
  expect((await queue.heads()).slice(0, 2)).toEqual([first.id, second.id]);
  const { waits } = queue.store.lists;
  const [figures] = await waits();
  expect(figures?.queued).toBe(8);
});

test('[pages D5 sibling] a chat that is released waits at the end, and is promised nothing else', async () => {
  const queue = openQueue();
  const chat = await queue.owned(alice);
  queue.clock.ahead += 10;
  await queue.crowd();
  await queue.done(chat.id, { type: 'release', by: alice });
  const [line, place] = await queue.told(chat);
  expect(line).not.toMatch(/front|keep your place/);
  expect(place).toBe(AHEAD + 1);
  expect((await queue.heads()).at(-1)).toBe(chat.id);
});

test('[pages D5 sibling] a chat that goes to a longer queue is not told that its place stays', async () => {
  const queue = openQueue();
  await queue.crowd(AHEAD, { queue: 'Access' });
  const chat = await queue.wait();
  expect(await queue.told(chat)).toEqual([expect.any(String), 1]);
  await queue.pass(chat, 'overflow', 60_000);
  const [line, place] = await queue.told(chat);
  expect(line).toContain('The time that you have waited counts there.');
  expect(line).not.toMatch(/front|place/);
  expect(place).toBe(AHEAD + 1);
});

test('[pages D5 sibling] whoever was at the front once stands there no longer after an agent had the chat', async () => {
  const queue = openQueue();
  const chat = await queue.owned(alice);
  queue.clock.ahead += 10;
  await queue.crowd();
  await queue.pass(chat, 'answer', 1_000);
  await queue.done(chat.id, { type: 'accept', by: bob });
  await queue.done(chat.id, { type: 'release', by: bob });
  expect((await queue.told(chat))[1]).toBe(AHEAD + 1);
});
