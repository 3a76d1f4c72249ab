import { expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { Registry } from 'prom-client';
import { handoffMetrics } from '../../../jobs/handoff-metrics.ts';
import { alice, openCellar } from '../store/cellar.ts';

test('what became of handoffs is counted over all processes, under labels that are all known before', async () => {
  const redis = new Redis(process.env.TEST_REDIS ?? '');
  try {
    const house = openCellar(redis);
    const registry = new Registry();
    handoffMetrics(registry, house.store.reports);
    // Another process, on the same desk: the deeds are its.
    const other = openCellar(redis, house.desk);
    const first = await registry.metrics();
    const chat = await other.owned();
    await other.append(chat.id, alice, 'hello');
    await other.done(chat.id, { type: 'end', by: alice, resolveTicket: false });
    const left = await other.waiting();
    other.clock.ahead = 45_000;
    await other.done(left.id, { type: 'accept', by: alice });
    const gone = await other.waiting();
    await other.done(gone.id, { type: 'cancel' });
    const text = await registry.metrics();
    const value = (line: string) =>
      Number(
        text
          .split('\n')
          .find((one) => one.startsWith(`${line} `))
          ?.split(' ')[1],
      );
    expect(value('deskbridge_handoffs_asked_total')).toBe(3);
    expect(value('deskbridge_handoffs_accepted_total')).toBe(2);
    expect(value('deskbridge_handoffs_failed_total{reason="cancelled"}')).toBe(1);
    expect(value('deskbridge_handoffs_failed_total{reason="nobody"}')).toBe(0);
    expect(value('deskbridge_chats_closed_total{disposition="unresolved"}')).toBe(1);
    expect(value('deskbridge_chats_closed_total{disposition="cancelled"}')).toBe(1);
    const wait = (le: string) => value(`deskbridge_chat_wait_seconds_bucket{le="${le}"}`);
    expect([wait('5'), wait('30'), wait('60'), wait('+Inf')]).toEqual([1, 1, 2, 2]);
    expect(value('deskbridge_chat_wait_seconds_count')).toBe(2);
    expect(value('deskbridge_chat_wait_seconds_sum')).toBeGreaterThanOrEqual(45);
    expect(value('deskbridge_chat_first_answer_seconds_count')).toBe(1);
    // Only the numbers change.
    const names = (metrics: string) => metrics.replace(/ [\d.]+$/gm, '');
    expect(names(text)).toBe(names(first));
  } finally {
    redis.disconnect();
  }
});
