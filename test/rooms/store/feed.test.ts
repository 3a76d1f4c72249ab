import { expect, test } from '@jest/globals';
import { createLog } from '../../../src/shared/log.ts';
import { type FeedRow, followFeed } from '../../../src/store/feed.ts';
import { isCursor } from '../../../src/store/store.ts';
import { eventually } from '../../support/eventually.ts';
import { alice, onEveryServer, openCellar } from './cellar.ts';

const short = ({ kind, n }: FeedRow) => `${kind} ${n}`;

onEveryServer((connect) => {
  const cellar = () => openCellar(connect());

  test('[S13] says what changed in order, never its text, and where the chat belongs', async () => {
    const house = cellar();
    await house.waiting();
    const begin = await house.store.feed.end();
    const { id, conversation } = await house.owned();
    await house.post(conversation, 'a1', 'a secret');
    await house.append(id, alice, 'another secret', { note: true });
    const appended = await house.append(id, alice, 'hi', { leaseMs: 1_000 });
    const { taken } = appended as { taken?: { lane: string; fence: string } };
    expect(taken).toBeUndefined();
    const rows = (await house.store.feed.since(begin, 100))?.rows ?? [];
    expect(rows.map(short)).toEqual(['chat 1', 'chat 2', 'entry 3', 'entry 4', 'entry 5']);
    for (const row of rows) expect(row).toMatchObject({ chat: id, queue: 'GENERAL', company: 'Acme' });
    expect(JSON.stringify(rows)).not.toContain('secret');
    expect(rows.every(({ cursor }) => isCursor(cursor))).toBe(true);
  });

  test('a delivery is news too', async () => {
    const house = cellar();
    const { id } = await house.owned();
    const take = await house.store.lanes.take(`c.${id}`);
    if (take.kind !== 'taken') throw new Error(take.kind);
    const begin = await house.store.feed.end();
    await house.store.lanes.advance(`c.${id}`, take.lane.fence, { chat: id, seq: 1 });
    expect((await house.store.feed.since(begin, 9))?.rows.map(short)).toEqual(['delivery 1']);
  });

  test('goes on from a cursor; each row once', async () => {
    const house = cellar();
    const { id } = await house.owned();
    const begin = await house.store.feed.end();
    for (let i = 0; i < 7; i++) await house.append(id, alice, `${i}`, { note: true });
    const rows = (await house.store.feed.since(begin, 7))?.rows ?? [];
    expect(rows.map(short)).toEqual([3, 4, 5, 6, 7, 8, 9].map((n) => `entry ${n}`));
    expect((await house.store.feed.since(rows[3]!.cursor, 7))?.rows.map(short)).toEqual([
      'entry 7',
      'entry 8',
      'entry 9',
    ]);
    expect(await house.store.feed.since(rows[6]!.cursor, 7)).toMatchObject({ rows: [] });
  });

  test('whoever missed too much, or what is gone already, has to read the lists anew', async () => {
    const house = cellar();
    const { id } = await house.owned();
    const begin = await house.store.feed.end();
    for (let i = 0; i < 5; i++) await house.append(id, alice, `${i}`, { note: true });
    expect(await house.store.feed.since(begin, 4)).toBeUndefined();
    const last = await house.store.feed.end();
    await house.redis.xtrim(house.keys.feed, 'MAXLEN', 2);
    expect(await house.store.feed.since(begin, 100)).toBeUndefined();
    expect(await house.store.feed.since(last, 100)).toMatchObject({ rows: [] });
  });

  test('what a reader may not see counts nothing, and its cursor goes past it', async () => {
    const house = cellar();
    await house.waiting();
    const begin = await house.store.feed.end();
    const pipeline = house.redis.pipeline();
    for (let i = 0; i < 2_500; i++)
      pipeline.xadd(house.keys.feed, '*', 'c', `chat-${i % 500}`, 'k', 'e', 'n', `${i}`, 'q', 'Q', 'o', 'O');
    await pipeline.exec();
    const ofOne = ({ chat }: FeedRow) => chat === 'chat-7';
    const past = await house.store.feed.since(begin, 5, ofOne);
    expect(past?.rows.map(({ n }) => n)).toEqual([7, 507, 1007, 1507, 2007]);
    expect(past?.end).toBe(await house.store.feed.end());
    expect(await house.store.feed.since(begin, 4, ofOne)).toBeUndefined();
    expect(await house.store.feed.since(begin, 4, () => false)).toEqual({ rows: [], end: past?.end });
  });

  test('whoever is too far behind reads the lists anew, whatever they would see', async () => {
    const house = cellar();
    await house.waiting();
    const begin = await house.store.feed.end();
    const pipeline = house.redis.pipeline();
    for (let i = 0; i < 21_001; i++) pipeline.xadd(house.keys.feed, '*', 'c', 'x', 'k', 'e', 'n', `${i}`);
    await pipeline.exec();
    expect(await house.store.feed.since(begin, 4, () => false)).toBeUndefined();
  });

  test('a row that cannot be told costs itself alone', async () => {
    const house = cellar();
    const { id } = await house.owned();
    const heard: number[] = [];
    const reader = await followFeed(
      connect(),
      house.redis,
      house.desk,
      ({ n }) => {
        if (n === 4) throw new Error('a bug');
        heard.push(n);
      },
      createLog('silent'),
    );
    for (const text of ['a', 'b', 'c']) await house.append(id, alice, text, { note: true });
    await eventually(() => heard.includes(5), 'the last row');
    await reader.stop();
    expect(heard).toEqual([3, 5]);
  });

  test('rows live two hours', async () => {
    const house = cellar();
    const old = Date.now() - 2 * 3_600_000 - 1_000;
    // Redis trims whole nodes of a hundred rows.
    for (let i = 0; i < 150; i++)
      await house.redis.xadd(
        house.keys.feed,
        `${old}-${i}`,
        'c',
        'x',
        'k',
        'e',
        'n',
        '1',
        'q',
        'Q',
        'o',
        'O',
      );
    await house.waiting();
    expect(await house.redis.xlen(house.keys.feed)).toBeLessThan(60);
    const [era] = (await house.store.feed.end()).split(':');
    expect(await house.store.feed.since(`${era}:${old}-5`, 1_000)).toBeUndefined();
  });

  test('a cursor from before the first row of all does not tell whether rows have gone: the lists are read anew', async () => {
    const house = cellar();
    const begin = await house.store.feed.end();
    expect(begin).toMatch(/^[0-9a-f]{12}:0-0$/);
    expect(await house.store.feed.since(begin, 9)).toMatchObject({ rows: [] });
    await house.owned();
    expect(await house.store.feed.since(begin, 9)).toBeUndefined();
  });

  test('a reader hears every row once and in order, from several writers', async () => {
    const house = cellar();
    const { id } = await house.owned();
    const heard: FeedRow[] = [];
    const reader = await followFeed(
      connect(),
      house.redis,
      house.desk,
      (row) => heard.push(row),
      createLog('silent'),
    );
    const other = openCellar(connect(), house.desk);
    await Promise.all(
      Array.from({ length: 300 }, (_, i) =>
        (i % 2 ? house : other).append(id, alice, `${i}`, { note: true }),
      ),
    );
    await eventually(() => heard.length >= 300, 'the rows');
    await reader.stop();
    expect(heard.map(({ n }) => n)).toEqual(Array.from({ length: 300 }, (_, i) => i + 3));
  });
});
