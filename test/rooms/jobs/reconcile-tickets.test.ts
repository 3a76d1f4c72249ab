import { expect, test } from '@jest/globals';
import { reconcileTickets } from '../../../jobs/reconcile-tickets.ts';
import type { Chat } from '../../../src/chat/chat.ts';
import { laneId } from '../../../src/chat/errand.ts';
import { createLog } from '../../../src/shared/log.ts';
import type { Intent } from '../../../src/store/ledger.ts';
import type { Wake } from '../../../src/store/store.ts';
import { alice, type Cellar, onEveryServer, openCellar, ROW } from '../store/cellar.ts';

const intent: Intent<object> = { state: 'intent', key: 'DB-1', request: {} };

onEveryServer((connect) => {
  function house() {
    const cellar = openCellar(connect());
    const woken: Wake[] = [];
    return {
      cellar,
      woken,
      look: (unprovenMs = 60_000) =>
        reconcileTickets({
          unfinished: cellar.store.unfinished,
          readChats: cellar.store.chats.readAll,
          wake: async (wakes) => void woken.push(...wakes),
          now: cellar.clock.now,
          unprovenMs,
          log: createLog('silent'),
        }),
    };
  }

  /** A chat with a ticket that was asked for; `done`: and that exists. */
  async function withTicket(cellar: Cellar, exists = true): Promise<{ chat: Chat; lane: string }> {
    const { id } = await cellar.owned();
    let chat = await cellar.done(id, {
      type: 'request-ticket',
      by: alice,
      connector: 'helix',
      ticketType: 'incident',
      kind: 'incident',
      another: false,
    });
    if (exists)
      chat = await cellar.done(id, {
        type: 'record-ticket-created',
        n: 1,
        externalId: 'e',
        displayId: 'INC1',
        status: 'Assigned',
        statusReason: '',
      });
    return { chat, lane: laneId({ kind: 'ticket', chat: id, n: 1, connector: 'helix' }) };
  }

  /** The lane's work is gone, as after a loss of Redis's last second. */
  async function loseLane({ redis, keys }: Cellar, lane: string): Promise<void> {
    await redis.del(keys.laneItems(lane));
    await redis.zrem(keys.lanes, lane);
  }

  test('finds nothing where all is well, and nothing while work is in its lane', async () => {
    const { cellar, look, woken } = house();
    const { chat } = await withTicket(cellar, false);
    await cellar.store.ledger(chat.id, 1).intend('open', async () => intent);
    expect(await look()).toEqual({ added: 0, woken: 0, forgotten: 0, unproven: 0 });
    expect(woken).toEqual([]);
  });

  test.each([
    ['open', 'open-ticket {"n":1}'],
    ['transcript', 'append-transcript {"n":1}'],
    ['change-resolved', 'change-ticket {"n":1,"ending":"resolved"}'],
    ['change-cancelled-by-user', 'change-ticket {"n":1,"ending":"cancelled-by-user"}'],
    ['files-1', 'attach-files {"n":1}'],
    ['link-chat', 'link-chat {"n":1}'],
    ['link-2', 'link-ticket {"n":1,"link":2}'],
  ])('a write %s that was meant and is in no lane goes into its lane again, once', async (name, errand) => {
    const { cellar, look, woken } = house();
    const { chat, lane } = await withTicket(cellar, name !== 'open');
    await cellar.done(chat.id, { type: 'end', by: alice, resolveTicket: false });
    const ledger = cellar.store.ledger(chat.id, 1);
    await ledger.intend(name, async () => intent);
    await loseLane(cellar, lane);
    expect(await look()).toMatchObject({ added: 1, woken: 0 });
    expect(await look()).toMatchObject({ added: 0, woken: 0 });
    expect(woken.map((wake) => wake.lane)).toEqual([lane]);
    expect(await cellar.store.lanes.take(lane)).toMatchObject({ lane: { items: [errand] } });
    expect((await cellar.store.unfinished.figures()).mended).toBe(1);
  });

  test('what is confirmed, forgotten or left needs nobody', async () => {
    const { cellar, look } = house();
    const { chat, lane } = await withTicket(cellar);
    const ledger = cellar.store.ledger(chat.id, 1);
    for (const name of ['open', 'transcript', 'change-resolved'])
      await ledger.intend(name, async () => intent);
    await loseLane(cellar, lane);
    await ledger.confirm('open', intent, ROW);
    await ledger.refused('transcript', 0, ROW, true);
    await ledger.leave('change-resolved');
    expect(await look()).toEqual({ added: 0, woken: 0, forgotten: 0, unproven: 0 });
    expect(await cellar.redis.zcard(cellar.keys.unfinished)).toBe(0);
  });

  test('a ticket that is being created by nobody, without an intent even', async () => {
    const { cellar, look, woken } = house();
    const { chat, lane } = await withTicket(cellar, false);
    await cellar.done(chat.id, { type: 'end', by: alice, resolveTicket: false });
    await loseLane(cellar, lane);
    expect(await look()).toMatchObject({ added: 1 });
    expect(woken.map((wake) => wake.lane)).toEqual([lane]);
  });

  test('a lane with work that nobody would come to is woken', async () => {
    const { cellar, look, woken } = house();
    const { lane } = await withTicket(cellar, false);
    await cellar.redis.zrem(cellar.keys.lanes, lane);
    expect(await look()).toMatchObject({ added: 0, woken: 1 });
    expect(woken.map((wake) => wake.lane)).toEqual([lane]);
    expect(await cellar.redis.zscore(cellar.keys.lanes, lane)).not.toBeNull();
  });

  test('what failed or was given up waits for a person, not for us', async () => {
    const { cellar, look } = house();
    const { chat, lane } = await withTicket(cellar);
    await cellar.store.ledger(chat.id, 1).intend('transcript', async () => intent);
    await loseLane(cellar, lane);
    await cellar.done(chat.id, { type: 'record-ticket-failed', n: 1, error: 'no such value' });
    expect(await look()).toMatchObject({ added: 0, forgotten: 0 });
    await cellar.done(chat.id, { type: 'give-up-ticket', by: alice, n: 1 });
    expect(await look()).toMatchObject({ added: 0, forgotten: 1 });
  });

  test('chats that have expired are forgotten everywhere', async () => {
    const { cellar, look } = house();
    const { chat } = await withTicket(cellar, false);
    const failed = await withTicket(cellar);
    await cellar.done(failed.chat.id, { type: 'record-ticket-failed', n: 1, error: 'x' });
    await cellar.store.ledger(chat.id, 1).intend('open', async () => intent);
    await cellar.redis.del(cellar.keys.chat(chat.id), cellar.keys.chat(failed.chat.id));
    expect(await look()).toMatchObject({ forgotten: 1, added: 0 });
    for (const key of [cellar.keys.unfinished, cellar.keys.creating, cellar.keys.needsHand])
      expect([key, await cellar.redis.zcard(key)]).toEqual([key, 0]);
  });

  test('a write that waits too long is shown to supervisors until it is confirmed', async () => {
    const { cellar, look } = house();
    const { chat } = await withTicket(cellar);
    const ledger = cellar.store.ledger(chat.id, 1);
    await ledger.intend('transcript', async () => intent);
    const shown = async () => (await cellar.store.lists.needsHand(undefined, 10)).ids;
    await look();
    expect(await shown()).toEqual([]);
    cellar.clock.ahead = 120_000;
    expect(await look()).toMatchObject({ unproven: 1 });
    expect(await shown()).toEqual([chat.id]);
    expect(await ledger.unconfirmed()).toEqual(['transcript']);
    await ledger.confirm('transcript', intent, ROW);
    await look();
    expect(await shown()).toEqual([]);
  });

  test('a ticket that waits too long before it can even be meant is shown, too, until it is there', async () => {
    const { cellar, look } = house();
    const { chat } = await withTicket(cellar, false);
    const shown = async () => (await cellar.store.lists.needsHand(undefined, 10)).ids;
    await look();
    expect((await cellar.store.unfinished.figures()).unfinished).toBe(1);
    cellar.clock.ahead = 120_000;
    expect(await look()).toMatchObject({ unproven: 1, added: 0 });
    expect(await shown()).toEqual([chat.id]);
    await cellar.done(chat.id, {
      type: 'record-ticket-created',
      n: 1,
      externalId: 'e',
      displayId: 'INC1',
      status: 'Assigned',
      statusReason: '',
    });
    expect(await look()).toMatchObject({ unproven: 0, added: 0 });
    expect(await shown()).toEqual([]);
    expect((await cellar.store.unfinished.figures()).unfinished).toBe(0);
  });

  test('hundreds of writes are looked at in one go', async () => {
    const { cellar, look } = house();
    const { chat, lane } = await withTicket(cellar);
    await loseLane(cellar, lane);
    const ledger = cellar.store.ledger(chat.id, 1);
    for (let i = 0; i < 450; i += 1) await ledger.intend(`link-${i}`, async () => intent);
    expect(await look(-1)).toMatchObject({ added: 1, unproven: 1 });
  });

  test('tickets that need a hand: of open and closed chats, page by page, until mended or given up', async () => {
    const { cellar } = house();
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      const { chat } = await withTicket(cellar);
      await cellar.done(chat.id, { type: 'record-ticket-failed', n: 1, error: `reason ${i}` });
      if (i % 2 === 0) await cellar.done(chat.id, { type: 'end', by: alice, resolveTicket: false });
      ids.push(chat.id);
    }
    const all = async () => {
      const found: string[] = [];
      for (let after: string | undefined; ; ) {
        const page = await cellar.store.lists.needsHand(after, 2);
        found.push(...page.ids);
        if (page.next === undefined) return found.sort();
        after = page.next;
      }
    };
    expect(await all()).toEqual([...ids].sort());
    const [a = '', b = '', c = '', ...rest] = ids;
    await cellar.done(a, { type: 'give-up-ticket', by: alice, n: 1 });
    await cellar.done(b, { type: 'record-ticket-updated', n: 1, status: 'Resolved', statusReason: '' });
    await cellar.done(c, { type: 'retry-ticket', by: alice, n: 1 });
    expect(await all()).toEqual([...rest].sort());
  });
});
