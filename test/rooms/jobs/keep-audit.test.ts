import { expect, test } from '@jest/globals';
import { keepAudit } from '../../../jobs/keep-audit.ts';
import { onEveryServer, openCellar } from '../store/cellar.ts';

const DAY_MS = 86_400_000;

onEveryServer((connect) => {
  test('what was put down is chained, and goes once it is older than it is kept', async () => {
    const { redis, keys, store } = openCellar(connect());
    await store.audit.record({ actor: 'system', what: 'looked-at-audit' });
    const now = await store.now();
    await keepAudit(store.audit, now + 399 * DAY_MS, 400);
    expect(await redis.xlen(keys.auditNew)).toBe(0);
    expect(await redis.xlen(keys.audit)).toBe(1);
    await keepAudit(store.audit, now + 401 * DAY_MS, 400);
    const kept = (await store.audit.after('', 10)).map(({ row }) => JSON.parse(row).what);
    expect(kept).toEqual(['trimmed']);
    expect(await store.audit.verify()).toEqual({ ok: true, rows: 1 });
  });
});
