import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { createDirectLineStore, type DirectLineStore } from '../../../src/store/direct-line/index.ts';
import { directLineKeys } from '../../../src/store/direct-line/keys.ts';
import { until } from './side-door.ts';

let redis: Redis;
let store: DirectLineStore;
const desk = `dls-${randomUUID()}`;
const user = { id: 'dl_1', name: 'Ada', verified: false };
const DAY = 24 * 3600 * 1000;
const limits = { keep: 2000, ttlMs: 30 * DAY };
const at = '2026-11-21T10:00:00.000Z';

beforeAll(() => {
  redis = new Redis(process.env.TEST_REDIS ?? '');
  store = createDirectLineStore(redis);
});
afterAll(() => redis.disconnect());

async function conversation(from = store): Promise<string> {
  const id = randomUUID();
  await from.conversations.create(desk, id, user, DAY);
  return id;
}
const message = (text: string) => ({ members: { type: 'message', text }, byUser: true });
const textsOf = (activities: readonly string[]) => activities.map((json) => JSON.parse(json).text as string);

test('paging by watermark gives each activity once and in order, whatever the pages and whoever writes meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant('read' as const)), { maxLength: 25 }),
      fc.integer({ min: 1, max: 2000 }),
      async (steps, maxBytes) => {
        const id = await conversation();
        let written = 0;
        let watermark = 0;
        const seen: string[] = [];
        const posts: Promise<unknown>[] = [];
        const read = async (): Promise<boolean> => {
          const page = await store.activities.read(desk, id, watermark, maxBytes);
          if (page === undefined) throw new Error('the conversation is gone');
          seen.push(...textsOf(page.activities));
          expect(page.watermark).toBe(watermark + page.activities.length);
          watermark = page.watermark;
          return page.more;
        };
        for (const step of steps) {
          if (step === 'read') await read();
          else
            for (let i = 0; i < step; i++)
              posts.push(store.activities.post(desk, id, message(`${written++}`), at, limits));
        }
        await Promise.all(posts);
        while (await read());
        expect(seen).toEqual(Array.from({ length: written }, (_, i) => `${i}`));
      },
    ),
    { numRuns: 60 },
  );
});

test('any text and any ids make the round trip', async () => {
  const id = await conversation();
  let watermark = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        type: fc.constant('message'),
        text: fc.string({ unit: 'binary', maxLength: 200 }),
        value: fc.jsonValue(),
      }),
      fc.string({ unit: 'binary', maxLength: 60 }),
      async (members, own) => {
        const posted = await store.activities.post(
          desk,
          id,
          { members, byUser: false, id: `${watermark} ${own}` },
          at,
          limits,
        );
        const page = await store.activities.read(desk, id, watermark, 1e6);
        watermark = page?.watermark ?? 0;
        const expected = JSON.parse(JSON.stringify(members));
        expect(JSON.parse(page?.activities[0] ?? '')).toEqual({
          ...expected,
          id: posted?.id,
          timestamp: at,
          conversation: { id },
        });
        expect(posted).toMatchObject({ id: `${watermark - 1} ${own}`, duplicate: false, number: watermark });
      },
    ),
    { numRuns: 200 },
  );
});

test('a full log forgets its oldest activities with their names; numbers and watermarks go on', async () => {
  const id = await conversation();
  const few = { ...limits, keep: 5 };
  const post = (n: number) =>
    store.activities.post(desk, id, { ...message(`${n}`), id: `id-${n}`, clientId: `client-${n}` }, at, few);
  for (let n = 1; n <= 12; n++) expect((await post(n))?.number).toBe(n);
  expect(await redis.hlen(directLineKeys.seen(desk, id))).toBe(10);
  expect(await redis.llen(directLineKeys.log(desk, id))).toBe(5);
  for (const [watermark, texts] of [
    [0, ['8', '9', '10', '11', '12']],
    [3, ['8', '9', '10', '11', '12']],
    [9, ['10', '11', '12']],
    [12, []],
    [500, []],
  ] as const) {
    const page = await store.activities.read(desk, id, watermark, 1e6);
    expect(textsOf(page?.activities ?? [])).toEqual(texts);
    expect(page?.watermark).toBe(12);
  }
  expect(await post(10)).toMatchObject({ number: 10, duplicate: true, activity: { text: '10' } });
  expect(await post(2)).toMatchObject({ number: 13, duplicate: false });
});

test('the first words under a name stay, whatever comes under it later', async () => {
  const id = await conversation();
  const post = (text: string) =>
    store.activities.post(desk, id, { ...message(text), clientId: 'c' }, at, limits);
  const first = await post('first');
  expect(await post('second')).toEqual({ ...first, duplicate: true });
});

test("a log's times do not run backwards when clocks do", async () => {
  const id = await conversation();
  const times = ['2026-11-21T10:00:05.000Z', '2026-11-21T10:00:01.000Z', '2026-11-21T10:00:09.000Z'];
  const stored = [];
  for (const time of times) {
    stored.push((await store.activities.post(desk, id, message('x'), time, limits))?.activity.timestamp);
  }
  expect(stored).toEqual([times[0], times[0], times[2]]);
});

test('a conversation is forgotten after its idle time: each activity begins it anew', async () => {
  const id = await conversation();
  expect(await redis.pttl(directLineKeys.conversation(desk, id))).toBeLessThanOrEqual(DAY);
  await store.activities.post(desk, id, { ...message('x'), clientId: 'c' }, at, limits);
  for (const key of [directLineKeys.conversation, directLineKeys.log, directLineKeys.seen]) {
    expect(await redis.pttl(key(desk, id))).toBeGreaterThan(29 * DAY);
  }
  await redis.del(directLineKeys.conversation(desk, id));
  expect(await store.activities.post(desk, id, message('y'), at, limits)).toBeUndefined();
  expect(await store.activities.read(desk, id, 0, 1e6)).toBeUndefined();
  expect(await store.conversations.markOpened(desk, id)).toBe(false);
  expect(await redis.exists(directLineKeys.conversation(desk, id))).toBe(0);
});

test('one of many takes a ticket', async () => {
  await store.tickets.keep(desk, 't', { conversationId: 'c', until: 5 }, 60_000);
  const taken = await Promise.all(Array.from({ length: 20 }, () => store.tickets.take(desk, 't')));
  expect(taken.filter((ticket) => ticket !== undefined)).toEqual([{ conversationId: 'c', until: 5 }]);
});

test('processes that start at once share one token key of 256 bits', async () => {
  const fresh = `${desk}-k`;
  const keys = await Promise.all(Array.from({ length: 20 }, () => store.tokenKey(fresh)));
  expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
  expect(keys[0]).toHaveLength(32);
});

test('different conversations have different keys, all in the slot of their desk', () => {
  const id = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('a', 'a:about', 'a}', '{a', '', ':', 'a:log'),
  );
  fc.assert(
    fc.property(id, id, (a, b) => {
      fc.pre(a !== b);
      const names = [a, b].flatMap((one) => [
        directLineKeys.conversation('main', one),
        directLineKeys.log('main', one),
        directLineKeys.seen('main', one),
        directLineKeys.ticket('main', one),
      ]);
      expect(new Set(names).size).toBe(8);
      for (const name of names) expect(name).toMatch(/^\{main\}:dl:[\w-]+:[a-z]+$/);
    }),
  );
});

test('a desk that would spoil a key is refused', () => {
  for (const name of ['', 'a}b', '{a', 'a b', 'A', 'x'.repeat(64)]) {
    expect(() => directLineKeys.log(name, 'c')).toThrow(RangeError);
  }
});

test('everything works on a Redis Cluster', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'db-cluster-'));
  const port = await freePort();
  const server = spawn(
    'redis-server',
    [
      '--port',
      `${port}`,
      '--bind',
      '127.0.0.1',
      '--cluster-enabled',
      'yes',
      '--cluster-port',
      `${await freePort()}`,
    ].concat(['--dir', folder, '--save', '']),
    { stdio: 'ignore' },
  );
  const node = new Redis(port, '127.0.0.1', { retryStrategy: () => 20, maxRetriesPerRequest: 500 });
  node.on('error', () => {});
  try {
    await node.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await until('the cluster is up', async () =>
      String(await node.call('CLUSTER', 'INFO')).includes('cluster_state:ok'),
    );
    const clustered = createDirectLineStore(node);
    const woken: string[] = [];
    const follower = await clustered.wakes.follow(
      desk,
      (wake) => woken.push(wake.conversation),
      () => {},
    );
    const id = await conversation(clustered);
    await clustered.activities.post(desk, id, { ...message('x'), clientId: 'c' }, at, { ...limits, keep: 1 });
    await clustered.activities.post(desk, id, { ...message('y'), clientId: 'd' }, at, { ...limits, keep: 1 });
    expect(await clustered.conversations.markOpened(desk, id)).toBe(true);
    expect((await clustered.activities.read(desk, id, 0, 1e6))?.watermark).toBe(2);
    expect(await clustered.tokenKey(desk)).toHaveLength(32);
    await until('both wake-ups are here', () => woken.length === 2);
    follower.close();
  } finally {
    node.disconnect();
    server.kill('SIGKILL');
    await once(server, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
