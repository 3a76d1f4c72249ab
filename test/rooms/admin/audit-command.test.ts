import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { keysOf } from '../../../src/store/keys.ts';
import { openStore } from '../../../src/store/store.ts';
import { runCommand } from '../../support/command.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';

// Each test starts the command itself.
jest.setTimeout(60_000);

let server: TestRedis;
let redis: Redis;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.path);
  const { audit } = openStore(redis, 'main');
  for (const chat of ['chat-1', 'chat-2', 'chat-3'])
    await audit.record({ actor: 'agent sam via Deskbridge', what: 'looked-at-closed-chat', chat });
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const deskbridge = (...args: readonly string[]) => runCommand(args, { REDIS_URL: server.path });

test('[S21] an export holds every row, itself too, and is proven by its hashes alone', async () => {
  const { out, code } = await deskbridge('audit', 'export');
  expect(code).toBe(0);
  const rows = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.map(({ row }) => row.chat ?? row.what)).toEqual([
    'chat-1',
    'chat-2',
    'chat-3',
    'looked-at-audit',
  ]);
  let hash = '';
  for (const row of rows) {
    const content = `${hash}\n${row.id}\n${JSON.stringify(row.row)}`;
    hash = createHash('sha256').update(content).digest('base64url');
    expect(row.hash).toBe(hash);
  }
});

test('[S21] audit verify proves the chain, and names the first row that does not fit', async () => {
  const whole = await deskbridge('audit', 'verify');
  expect(whole.out).toMatch(/^The audit is whole: \d+ rows/);
  expect(whole.code).toBe(0);
  const [, second, third] = await redis.xrange(keysOf('main').audit, '-', '+');
  await redis.xdel(keysOf('main').audit, second?.[0] ?? '');
  const broken = await deskbridge('audit', 'verify');
  expect(broken.out).toContain(`The audit is broken after 1 rows: row ${third?.[0]}`);
  expect(broken.code).toBe(1);
});
