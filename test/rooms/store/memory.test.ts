import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { alice, type Cellar, openCellar } from './cellar.ts';

const CHATS = 300;
const LINES = 10;
const BUDGET = 4 * 1024;

let server: TestRedis;
let redis: Redis;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.path, { enableAutoPipelining: true });
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

/** Bytes of all keys whose kind is one of these; the desk has a lane of its own, which is no chat's. */
async function bytesOf(house: Cellar, wanted: (kind: string) => boolean): Promise<number> {
  const keys = await redis.keys(`{${house.desk}}:*`);
  const sizes = await Promise.all(
    keys
      .filter((key) => wanted(key.split(':')[1] ?? '') && !key.endsWith(':desk'))
      .map(async (key) => Number(await redis.memory('USAGE', key, 'SAMPLES', 0))),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The first answers and the feed go after hours, whatever becomes of the chat. */
const lasts = (kind: string): boolean => kind !== 'once' && kind !== 'feed';

async function drain(house: Cellar, lane: string): Promise<void> {
  const take = await house.store.lanes.take(lane);
  if (take.kind !== 'taken') return;
  let { items } = take.lane;
  while (items.length > 0) items = await house.store.lanes.advance(lane, take.lane.fence);
}

test('an open chat takes 4 KB beside its log at most, and a packed one a third of a closed one', async () => {
  const house = openCellar(redis);
  const text = (chat: number, line: number) =>
    `Line ${line} of ${chat}: my VPN does not connect since this morning.`;
  const ids: string[] = [];
  let words = 0;
  for (let c = 0; c < CHATS; c++) {
    const { id, conversation } = await house.owned();
    ids.push(id);
    for (let i = 0; i < LINES; i++) {
      const said = text(c, i);
      words += said.length;
      if (i % 2 === 0) await house.post(conversation, `a${i}`, said);
      else await house.append(id, alice, said);
    }
    await drain(house, `c.${id}`);
  }
  const open = (await bytesOf(house, lasts)) / CHATS;
  const log = (await bytesOf(house, (kind) => kind === 'log')) / CHATS;

  for (const id of ids) {
    await house.done(id, { type: 'end', by: alice, resolveTicket: false });
    await drain(house, `c.${id}`);
  }
  const closed = (await bytesOf(house, lasts)) / CHATS;
  for (const id of ids) expect(await house.store.archive.pack(id)).toBe('packed');
  const packed = (await bytesOf(house, (kind) => kind === 'packed')) / CHATS;
  const figures = { words: words / CHATS, log, open, closed, packed };
  if (process.env.SHOW_FIGURES) process.stderr.write(`${JSON.stringify(figures)}\n`);
  // The log is the text: each line with its author and time.
  expect(open - log).toBeLessThan(BUDGET);
  expect(packed).toBeLessThan(closed / 3);
  expect(await bytesOf(house, (kind) => ['chat', 'log', 'marks', 'lane', 'items'].includes(kind))).toBe(0);
});
