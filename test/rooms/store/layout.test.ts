import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { keysOf } from '../../../src/store/keys.ts';
import { keepLayout, type Layout, raiseLayout, readLayout, WRITES } from '../../../src/store/layout.ts';
import { createProcesses } from '../../../src/store/processes.ts';
import { eventually } from '../../support/eventually.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';

const DESK = 'main';
const keys = keysOf(DESK);

let server: TestRedis;
let redis: Redis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  redis = new Redis(server.path);
  await redis.flushall();
});
afterEach(() => redis.disconnect());

/** As a process of the first layout leaves it. */
const usedBefore = () => redis.hset(keys.auditSettings, 'chat', 'a-hash');

const steps = (log: string[] = []) => ({
  1: async () => void log.push('to 1'),
});

describe('the layout of a desk', () => {
  it('is the newest where nothing stands yet', async () => {
    expect(await readLayout(redis, DESK)).toBe(WRITES);
    expect(await redis.get(keys.layout)).toBe(String(WRITES));
  });

  it('is the first one where a process was before there were numbers, and stays so for server and worker', async () => {
    await usedBefore();
    expect(await readLayout(redis, DESK)).toBe(0);
    expect(await readLayout(redis, DESK)).toBe(0);
    expect(await redis.get(keys.layout)).toBeNull();
  });

  it('of another desk says nothing of this one', async () => {
    await usedBefore();
    expect(await readLayout(redis, 'other')).toBe(WRITES);
    expect(await readLayout(redis, DESK)).toBe(0);
  });

  it.each(['2', '17', 'x'])('%s is refused in a sentence', async (found) => {
    await redis.set(keys.layout, found);
    await expect(readLayout(redis, DESK)).rejects.toMatchObject({
      message: expect.stringMatching(/^Redis holds the desk main in layout /),
      why: expect.stringContaining('reads the layouts 0 and 1'),
      fix: expect.stringContaining('newer'),
    });
    expect(await redis.get(keys.layout)).toBe(found);
  });

  it('is put down again in a Redis that was emptied', async () => {
    await keepLayout(redis, DESK, 1);
    expect(await readLayout(redis, DESK)).toBe(1);
    await keepLayout(redis, 'old', 0);
    expect(await redis.exists(keysOf('old').layout)).toBe(0);
  });
});

describe('bringing a desk to the newest layout', () => {
  it('runs each step, once', async () => {
    await usedBefore();
    const ran: string[] = [];
    expect(await raiseLayout(redis, DESK, steps(ran))).toBe(WRITES);
    expect(await raiseLayout(redis, DESK, steps(ran))).toBe(WRITES);
    expect(ran).toEqual(['to 1']);
    expect(await readLayout(redis, DESK)).toBe(WRITES);
    expect(await redis.exists(keys.moving)).toBe(0);
  });

  it('waits for no process that was killed longer ago than a lease, and not beside one that lives', async () => {
    await usedBefore();
    const processes = createProcesses(redis, DESK);
    await processes.tell({ id: 'another', name: 'worker', sections: {} }, 20_000);
    expect(await raiseLayout(redis, DESK, steps())).toBe(0);
    await redis.hset(
      keys.processes,
      'another',
      JSON.stringify({ id: 'another', name: 'w', sections: {}, at: 1 }),
    );
    expect(await raiseLayout(redis, DESK, steps())).toBe(WRITES);
  });

  it('is not begun beside a connection of a process that says nothing of itself', async () => {
    await usedBefore();
    const old = new Redis(server.path, { connectionName: 'deskbridge-store' });
    await old.ping();
    expect(await raiseLayout(redis, DESK, steps())).toBe(0);
    old.disconnect();
    await eventually(
      async () => !String(await redis.client('LIST')).includes('name=deskbridge'),
      'it is gone',
    );
    expect(await raiseLayout(redis, DESK, steps())).toBe(WRITES);
  });

  it('leaves the number as it was where a step fails, and begins again from there', async () => {
    await usedBefore();
    await expect(raiseLayout(redis, DESK, { 1: () => Promise.reject(new Error('no')) })).rejects.toThrow(
      'no',
    );
    expect(await readLayout(redis, DESK)).toBe(0);
    expect(await raiseLayout(redis, DESK, steps())).toBe(WRITES);
  });

  it('is done by one of several that start at once; the others wait for it', async () => {
    await usedBefore();
    const ran: string[] = [];
    const others = Array.from({ length: 5 }, () => new Redis(server.path));
    const step = async () => {
      ran.push('to 1');
      // Whoever reads meanwhile does not go on with the old number.
      await Promise.race([readLayout(redis, DESK), new Promise((resolve) => setImmediate(resolve))]);
    };
    const layouts = await Promise.all(others.map((one) => raiseLayout(one, DESK, { 1: step })));
    for (const one of others) one.disconnect();
    expect(layouts).toEqual(others.map(() => WRITES));
    expect(ran).toEqual(['to 1']);
  });

  it('that was taken over by another process writes nothing', async () => {
    await usedBefore();
    const layout = await raiseLayout(redis, DESK, {
      1: async () => void (await redis.set(keys.moving, 'another', 'PX', 60_000)),
    });
    expect(layout).toBe(0 satisfies Layout);
    expect(await redis.get(keys.layout)).toBeNull();
    expect(await redis.get(keys.moving)).toBe('another');
  });
});
