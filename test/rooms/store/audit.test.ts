import { expect, test } from '@jest/globals';
import { actorOf } from '../../../src/store/store.ts';
import { type Cellar, onEveryServer, openCellar } from './cellar.ts';

onEveryServer((connect) => {
  const cellar = (desk?: string) => openCellar(connect(), desk);
  const look = (chat: string) => ({
    actor: actorOf('sam'),
    what: 'looked-at-closed-chat' as const,
    chat,
  });
  const fill = async (house: Cellar, rows: number) => {
    for (let i = 1; i <= rows; i++) await house.store.audit.record(look(`chat-${i}`));
    return house.store.audit.after('', 1_000);
  };

  test('rows come in the order of their facts, under the clock of Redis, each chained to the one before', async () => {
    const house = cellar();
    const before = await house.store.now();
    const rows = await fill(house, 3);
    expect(rows.map(({ row }) => JSON.parse(row))).toEqual([1, 2, 3].map((i) => look(`chat-${i}`)));
    expect(new Set(rows.map(({ hash }) => hash)).size).toBe(3);
    for (const { id } of rows) expect(Number(id.split('-')[0])).toBeGreaterThanOrEqual(before);
    expect(await house.store.audit.verify()).toEqual({ ok: true, rows: 3 });
    expect((await house.store.audit.after(rows[0]?.id ?? '', 1)).map(({ id }) => id)).toEqual([rows[1]?.id]);
  });

  test('however many processes write and seal at once, each row stands once and the chain holds', async () => {
    const first = cellar();
    const houses = [first, cellar(first.desk), cellar(first.desk)];
    await Promise.all(
      houses.flatMap((house, who) =>
        Array.from({ length: 100 }, async (_, i) => {
          await house.store.audit.record(look(`${who}-${i}`));
          if (i % 10 === 0) await house.store.audit.seal();
        }),
      ),
    );
    const rows = await first.store.audit.after('', 1_000);
    expect(new Set(rows.map(({ row }) => JSON.parse(row).chat)).size).toBe(300);
    expect(await first.store.audit.verify()).toEqual({ ok: true, rows: 300 });
    expect(await first.redis.xlen(first.keys.auditNew)).toBe(0);
  });

  /** Redis has no way to change a row in place: somebody who wants to rewrites the stream. */
  const rewrite = async (house: Cellar, change: (entries: [string, string[]][]) => [string, string[]][]) => {
    const entries = await house.redis.xrange(house.keys.audit, '-', '+');
    await house.redis.del(house.keys.audit);
    for (const [id, fields] of change(entries)) await house.redis.xadd(house.keys.audit, id, ...fields);
  };

  test.each([
    [
      'a row is changed',
      1,
      (all: [string, string[]][]) => all.with(1, [all[1]?.[0] ?? '', ['r', '{}', 'h', all[1]?.[1][3] ?? '']]),
    ],
    ['a row is taken out', 2, (all: [string, string[]][]) => all.toSpliced(1, 1)],
    ['the oldest row is taken out', 1, (all: [string, string[]][]) => all.slice(1)],
    ['the newest row is taken out', 3, (all: [string, string[]][]) => all.slice(0, -1)],
  ])('where %s, the check names the first row that does not fit', async (_what, named, change) => {
    const house = cellar();
    const rows = await fill(house, 4);
    await rewrite(house, change);
    expect(await house.store.audit.verify()).toMatchObject({ ok: false, brokenAt: rows[named]?.id });
  });

  test('[S23] what is older than it is kept goes, a row says so, and the rest still follows from it', async () => {
    const house = cellar();
    await fill(house, 3);
    const cut = (await house.store.now()) + 1;
    while ((await house.store.now()) <= cut);
    await fill(house, 2);
    expect(await house.store.audit.trim(cut)).toBe(3);
    const kept = await house.store.audit.after('', 100);
    expect(kept.map(({ row }) => JSON.parse(row).what)).toEqual([
      'looked-at-closed-chat',
      'looked-at-closed-chat',
      'trimmed',
    ]);
    expect(await house.store.audit.verify()).toEqual({ ok: true, rows: 3 });
    // A trim of nothing says nothing.
    expect(await house.store.audit.trim(cut)).toBe(0);
    expect(await house.store.audit.verify()).toEqual({ ok: true, rows: 3 });
    await rewrite(house, (all) => all.slice(1));
    expect(await house.store.audit.verify()).toMatchObject({ ok: false, brokenAt: kept[1]?.id });
  });

  test('an audit without rows holds, also when all of them are trimmed', async () => {
    const house = cellar();
    expect(await house.store.audit.verify()).toEqual({ ok: true, rows: 0 });
    await fill(house, 1);
    await house.store.audit.trim((await house.store.now()) + 1_000);
    expect(await house.store.audit.verify()).toEqual({ ok: true, rows: 1 });
  });

  test('what a process died over is sealed by the next', async () => {
    const house = cellar();
    await house.store.audit.record(look('chat-1'));
    expect(await house.redis.exists(house.keys.audit)).toBe(0);
    expect(await cellar(house.desk).store.audit.after('', 10)).toHaveLength(1);
  });
});
