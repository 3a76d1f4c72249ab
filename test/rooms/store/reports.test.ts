import { expect, test } from '@jest/globals';
import { keepReport } from '../../../jobs/keep-report.ts';
import type { ReportRow } from '../../../src/chat/report.ts';
import { alice, bob, type Cellar, onEveryServer, openCellar } from './cellar.ts';

const EVER = { from: 0, to: Number.MAX_SAFE_INTEGER };
const FAILED: ReportRow = {
  event: 'transfer-to-agent',
  status: 'failed',
  start: 1,
  end: 1,
  company: 'Acme',
  queue: 'GENERAL',
  channel: 'test',
  source: 'test',
  reason: 'nobody',
};

onEveryServer((connect) => {
  const all = (house: Cellar) => house.store.reports.rows(EVER, 1_000);
  const inShort = async (house: Cellar) =>
    (await all(house)).map(({ event, status }) => `${event} ${status}`);

  test('a chat leaves its rows with what happened, each once, however often it is asked for [row 115] [row 116]', async () => {
    const house = openCellar(connect());
    const { id } = await house.waiting({ region: 'EMEA' });
    const accepts = await Promise.all(
      [alice, bob, alice, bob].map((by) => house.execute(id, { type: 'accept', by })),
    );
    const owner = (await house.read(id)).owner;
    expect(accepts.some(({ kind }) => kind === 'done')).toBe(true);
    if (owner === undefined) throw new Error('nobody has it');
    await house.append(id, owner, 'first');
    await house.append(id, owner, 'second');
    const end = { type: 'end', by: owner, resolveTicket: false } as const;
    const once = { key: 'k', fingerprint: 'end' };
    await Promise.all([house.execute(id, end, once), house.execute(id, end, once)]);
    expect(await inShort(house)).toEqual([
      'live-agent-request open',
      'transfer-to-agent succeeded',
      'live-agent-request complete',
    ]);
    const [, , complete] = await all(house);
    expect(complete).toMatchObject({ chat: id, region: 'EMEA', agent: owner.id, disposition: 'unresolved' });
    // The first words, not the last.
    const { firstAnswerAt, chat } = await house.store.chats.read(id);
    expect(complete?.firstAnswer).toBe(firstAnswerAt - (chat?.createdAt ?? 0));
    expect(complete?.end).toBeGreaterThanOrEqual(firstAnswerAt);
  });

  test('what a refused command would have left is not written', async () => {
    const house = openCellar(connect());
    const { id } = await house.owned();
    await house.execute(id, { type: 'end', by: bob, resolveTicket: false });
    expect(await inShort(house)).toEqual(['live-agent-request open', 'transfer-to-agent succeeded']);
  });

  test('a wish that led to no chat has a row of its own, once for each wish [row 116]', async () => {
    const { store } = openCellar(connect());
    await Promise.all([store.reports.add(FAILED, 'wish 1'), store.reports.add(FAILED, 'wish 1')]);
    await store.reports.add({ ...FAILED, reason: 'closed' }, 'wish 2');
    expect((await store.reports.rows(EVER, 10)).map(({ reason }) => reason)).toEqual(['nobody', 'closed']);
    expect((await store.reports.counted()).get('failed:nobody')).toBe(1);
  });

  test('rows are read in pages, and of some days alone', async () => {
    const { store } = openCellar(connect());
    const before = await store.now();
    for (let i = 0; i < 5; i++) await store.reports.add({ ...FAILED, start: i }, String(i));
    const starts: number[] = [];
    for (let after: string | undefined; ; ) {
      const page = await store.reports.rows({ ...EVER, after }, 2);
      starts.push(...page.map(({ start }) => start));
      after = page.at(-1)?.id;
      if (after === undefined) break;
    }
    expect(starts).toEqual([0, 1, 2, 3, 4]);
    expect(await store.reports.rows({ from: 0, to: before - 1 }, 10)).toEqual([]);
    expect(await store.reports.rows({ from: before, to: before + 86_400_000 }, 10)).toHaveLength(5);
  });

  test('rows that are older than they are kept go, and the counts stay; 0 keeps them', async () => {
    const { store } = openCellar(connect());
    await store.reports.add(FAILED, 'wish');
    const later = (await store.now()) + 2 * 86_400_000;
    await keepReport(store.reports, later, 0);
    await keepReport(store.reports, later, 3);
    expect(await store.reports.rows(EVER, 10)).toHaveLength(1);
    await keepReport(store.reports, later, 1);
    expect(await store.reports.rows(EVER, 10)).toEqual([]);
    expect((await store.reports.counted()).get('failed:nobody')).toBe(1);
  });
});
